"""The editors' list of fields, written from the content types themselves."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.front_matter.types import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS

HEAD = """# Every field

This list is made from the software itself (`./inv golden`), so it is complete and up to date.
**Bold** fields are required. "One a line" means: nothing after the colon, then each entry on a line of its own that
begins with four spaces.

    Title: Rotas to be agreed six weeks ahead
    Date: 2026-02-12
    Summary: Staff at 14 hospitals will know their shifts before the month begins.
    Sources:
        Board papers | https://example.org/papers | 2026-02-10

"""
SHARED = "## Stories of every kind\n\nThese fields may stand in every story, whatever its section.\n\n"


def fields_guide(folders: Mapping[str, ContentType]) -> str:
    """Return the guide as Markdown: the fields that all stories share, then those of each folder."""
    shared = {spec.name for spec in ARTICLE_FIELDS}
    parts = [HEAD, SHARED, table(ARTICLE_FIELDS)]
    for folder, content_type in folders.items():
        own = tuple(
            spec for spec in content_type.fields if spec.name not in shared or not is_story(content_type)
        )
        intro = "The fields of every story, and:" if is_story(content_type) and own else ""
        if is_story(content_type) and not own:
            intro = "The fields of every story."
        parts.append(
            f"\n## {content_type.name.capitalize()} (content/{folder}/)\n\n{intro}\n\n".replace(
                "\n\n\n\n", "\n\n"
            )
        )
        parts.append(table(own))
    return "".join(parts)


def is_story(content_type: ContentType) -> bool:
    """Tell the types of stories from pages, people, topics, series and editions."""
    return content_type.spec("Kicker") is not None


def table(specs: tuple[FieldSpec, ...]) -> str:
    """Return the rows for some fields."""
    if not specs:
        return ""
    rows = [
        f"| {f'**{spec.name}**' if spec.required else spec.name} | {spec.meaning.replace('|', chr(92) + '|')} |"
        for spec in specs
    ]
    return "\n".join(["| field | what it means |", "|---|---|", *rows]) + "\n"
