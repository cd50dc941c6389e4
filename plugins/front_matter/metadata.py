"""From the texts that the reader kept to the values and the publication of one story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pelican.contents import Category, Tag

from plugins.front_matter.newsroom import folders
from plugins.front_matter.types import FieldSpec
from plugins.front_matter.values import date_text


def fill_in(metadata: dict[str, Any], settings: Mapping[str, Any]) -> None:
    """Put the typed value of every field of the content type into Pelican's metadata, in place.

    Every field is there afterwards: None or () when the file does not give it. Raises FieldError for a text that
    its field refuses, which can only be when the file was changed after it was checked.
    """
    texts = metadata.pop("fields")
    folder = metadata["folder"]
    content_type = folders(settings)[folder]
    for spec in content_type.fields:
        metadata[spec.attribute] = value_of(spec, texts.get(spec.attribute, []))
    metadata["kind"] = metadata.pop("type", None) or content_type.default_kind
    metadata["content_type"] = content_type.name
    for name in ("slug", "modified", "date"):
        if metadata.get(name) is None:
            metadata.pop(name, None)
    if folder in settings["FRONTFOOT_SECTIONS"]:
        fill_in_article(metadata, settings, folder)


def value_of(spec: FieldSpec, texts: list[str]) -> Any:
    """Return the value of a field from its texts."""
    if spec.many:
        return tuple(spec.convert(text) for text in texts)
    return spec.convert(" ".join(texts)) if texts else spec.default


def fill_in_article(metadata: dict[str, Any], settings: Mapping[str, Any], folder: str) -> None:
    """Add what Pelican and the templates expect of an article."""
    section = Category(settings["FRONTFOOT_SECTIONS"][folder]["title"], settings)
    section.slug = folder
    metadata["category"] = section
    metadata["template"] = template_of(metadata)
    metadata["tag_names"] = metadata["tags"]
    metadata["tags"] = [Tag(name, settings) for name in metadata["tags"]]
    metadata["author_names"] = metadata.pop("authors")
    metadata["short_title"] = metadata["short_title"] or metadata["title"]
    if "date" in metadata:
        metadata["published"] = date_text(metadata["date"], metadata["date_precision"])
    changed = metadata.get("modified")
    metadata["updated"] = date_text(changed) if changed else None


def template_of(metadata: Mapping[str, Any]) -> str:
    """Return the template for an article: its content type's, or the event's."""
    return "event" if metadata["kind"] == "event" else str(metadata["content_type"])


def held_back(values: Mapping[str, Any], now: datetime) -> str:
    """Return why a story may not appear yet (in plain words), or nothing when it may.

    A story appears when its status is published and `now` has reached the latest of its date, its
    publication time and its embargo.
    """
    if values.get("status") in {"draft", "retracted"}:
        return str(values["status"])
    for name, reason in (("embargo", "under embargo"), ("publish_at", "scheduled"), ("date", "dated ahead")):
        value = values.get(name)
        if value and value > now:
            return f"{reason} until {date_text(value).text}"
    return ""
