"""From the texts that the reader kept to the values and the publication of one story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pelican.contents import Category, Tag

from plugins.front_matter.newsroom import folders
from plugins.front_matter.types import ContentType, FieldSpec
from plugins.front_matter.values import date_text
from plugins.memory import pure


def fill_in(metadata: dict[str, Any], settings: Mapping[str, Any]) -> None:
    """Put the typed value of every field of the content type into Pelican's metadata, in place.

    Every field is there afterwards: None or () when the file does not give it. Raises FieldError for a text that
    its field refuses, which can only be when the file was changed after it was checked.
    """
    texts = tuple((name, tuple(given)) for name, given in metadata.pop("fields").items())
    folder = metadata["folder"]
    metadata |= values_of(folders(settings)[folder], texts)
    for name in ("slug", "modified", "date"):
        if metadata.get(name) is None:
            metadata.pop(name, None)
    if folder in settings["FRONTFOOT_SECTIONS"]:
        fill_in_article(metadata, settings, folder)


@pure
def values_of(content_type: ContentType, given: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, Any]:
    """Return what the texts of a file's fields mean, by the name of each field of its type, and its kind."""
    texts = dict(given)
    values = {spec.attribute: value_of(spec, texts.get(spec.attribute, ())) for spec in content_type.fields}
    values["kind"] = values.pop("type", None) or content_type.default_kind
    values["content_type"] = content_type.name
    return values


def value_of(spec: FieldSpec, texts: tuple[str, ...]) -> Any:
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
