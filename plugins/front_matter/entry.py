"""One content file as its type sees it: the values of its fields, and every problem in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from plugins.front_matter.body import check_body
from plugins.front_matter.sound import Sound
from plugins.front_matter.source import Field, Source, take_apart
from plugins.front_matter.types import ContentType, FieldSpec
from plugins.front_matter.values import FieldError, did_you_mean
from plugins.memory import pure

GAP = "TO COME"
RESERVED = frozenset({"template", "url", "save_as", "lang", "category", "author", "settings", "translation"})


@dataclass
class Entry:
    """A content file read and checked on its own. `key` is `folder/slug`, the way files name each other.

    `blocks` are the calls of editorial blocks in its body (`plugins.blocks.calls.Call`).
    """

    source: Source
    content_type: ContentType
    folder: str
    slug: str
    values: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        """The name of the file among all: `news/slug`."""
        return f"{self.folder}/{self.slug}"

    @property
    def kind(self) -> str:
        """Its kind: `Type`, or the first kind of its content type."""
        return str(self.values.get("type") or self.content_type.default_kind)


def read_entry(
    file: Path, shown_as: str, folder: str, content_type: ContentType, sound: Sound | None = None
) -> Entry:
    """Return the entry for a file. Problems are noted in `entry.source.problems`; nothing is raised.

    A file that is `sound`, as it was before, is not checked again, but for its values and for what hangs on others.
    """
    data = file.read_bytes()
    key = sound.key(data, shown_as, folder, content_type.name) if sound else ""
    known = sound is not None and sound.knows(key)
    read = read_alone(data, shown_as, folder, content_type, file.stem, sound=known)
    entry = replace(read, source=replace(read.source, problems=[*read.source.problems]))
    if entry.source.fields:
        check_blocks(entry, content_folder(file, shown_as) / "data")
    if sound and not entry.source.problems:
        sound.note(key)
    return entry


@pure
def read_alone(
    data: bytes, shown_as: str, folder: str, content_type: ContentType, stem: str, *, sound: bool
) -> Entry:
    """Return the entry for a file's bytes with everything that the file alone can tell."""
    source = take_apart(data, shown_as, sound=sound)
    values = read_values(source, content_type) if source.fields else {}
    entry = Entry(source, content_type, folder, str(values.get("slug") or stem), values)
    if source.fields and not sound:
        check_alone(entry)
    return entry


def check_alone(entry: Entry) -> None:
    """Check the values together, and the body."""
    check_slug(entry)
    check_together(entry)
    check_gaps(entry)
    needs_body = entry.content_type.needs_body and entry.values.get("status") != "retracted"
    check_body(entry.source, needs_body=needs_body)


def content_folder(file: Path, shown_as: str) -> Path:
    """Return the content folder of a file that people know as `content/news/x.md`."""
    return file.parents[shown_as.count("/") - 1]


def check_blocks(entry: Entry, data: Path) -> None:
    """Keep the editorial blocks of the body; note everything wrong with them, each at its own line."""
    from plugins.blocks.calls import Around  # noqa: PLC0415 (blocks build on the types of this package)
    from plugins.blocks.scan import scan  # noqa: PLC0415 (the same)

    found = scan(entry.source.body, Around(data), entry.source.body_line)
    entry.blocks = tuple(found.calls)
    for line, option, cause, fix in found.faults:
        entry.source.problem(line, option, cause, fix)


def read_values(source: Source, content_type: ContentType) -> dict[str, Any]:
    """Return the value of every field of the type; note what is unknown, missing or wrong."""
    for given in source.fields.values():
        if content_type.spec(given.name) is None:
            refuse_unknown(source, given, content_type)
    return {spec.attribute: read_value(source, spec) for spec in content_type.fields}


def read_value(source: Source, spec: FieldSpec) -> Any:
    """Return the value of one field, its default when it is not given."""
    given = source.fields.get(spec.attribute)
    empty: Any = () if spec.many else spec.default
    if given is None:
        if spec.required:
            source.problem(1, spec.name, "is missing.", spec.meaning)
        return empty
    if not given.values:
        source.problem(given.line, spec.name, "has no value.", "Write one, or delete the line.")
        return empty
    if spec.many:
        return tuple(
            value for line, text in given.values if (value := convert(source, spec, line, text)) is not None
        )
    text = " ".join(text for _, text in given.values)
    return convert(source, spec, given.line, text)


def convert(source: Source, spec: FieldSpec, line: int, text: str) -> Any:
    """Return the value of a text, or None and a problem at its line."""
    try:
        return spec.convert(text)
    except FieldError as error:
        source.problem(line, spec.name, error.cause, error.fix)
        return None


def refuse_unknown(source: Source, given: Field, content_type: ContentType) -> None:
    """Say that the type has no such field, and which one may be meant."""
    if given.name.lower() in RESERVED or given.name.startswith("_"):
        fix = "Delete the line: the site decides this itself."
        source.problem(given.line, given.name, "is not a field that editors set.", fix)
        return
    options = {spec.attribute: spec.name for spec in content_type.fields}
    guess = did_you_mean(given.name.lower(), list(options))
    for attribute, name in options.items():
        guess = guess.replace(f'"{attribute}"', f'"{name}"')
    cause = f"is not a field of a {content_type.name} file."
    source.problem(given.line, given.name, cause, guess or "Delete the line, or check its spelling.")


def check_slug(entry: Entry) -> None:
    """The slug that comes from a file's name must do for an address, too."""
    from plugins.front_matter.values import slug  # noqa: PLC0415 (its name would hide the attribute's)

    try:
        slug(entry.slug)
    except FieldError as error:
        entry.source.problem(
            entry.source.line("slug"), "Slug", error.cause, f"{error.fix} Or rename the file."
        )


def check_together(entry: Entry) -> None:
    """Fields that only make sense together."""
    values, source = entry.values, entry.source
    if values.get("modified") and values.get("date") and values["modified"] < values["date"]:
        source.problem(source.line("modified"), "Modified", "is before Date.", "Check both dates.")
    if values.get("starts") and values.get("ends") and values["ends"] < values["starts"]:
        source.problem(source.line("ends"), "Ends", "is before Starts.", "Check both times.")
    if values.get("name_withheld") and values.get("authors"):
        fix = "Delete Authors: with Name_withheld no name may stand in the file."
        source.problem(source.line("authors"), "Authors", "would name the author.", fix)
    if values.get("image") and not values.get("image_alt"):
        fix = "Say what the picture shows, or write: Image_alt: decorative"
        source.problem(source.line("image"), "Image_alt", "is missing.", fix)
    check_retraction(entry)
    if entry.kind == "campaign" and entry.content_type.name == "campaign" and not values.get("aim"):
        source.problem(1, "Aim", "is missing.", "Say in one sentence what the campaign wants.")
    if entry.kind == "event" and not values.get("starts"):
        source.problem(1, "Starts", "is missing.", "Say when the event begins: 2018-11-01 10:00.")


def check_retraction(entry: Entry) -> None:
    """A withdrawn story says why; a reason alone withdraws nothing."""
    values, source = entry.values, entry.source
    if values.get("status") == "retracted" and not values.get("retraction"):
        fix = "Add the reason, in a sentence for readers."
        source.problem(source.line("status"), "Retraction", "is missing.", fix)
    if values.get("retraction") and values.get("status") != "retracted":
        fix = "Add: Status: retracted"
        source.problem(source.line("retraction"), "Retraction", "stands without its status.", fix)


def check_gaps(entry: Entry) -> None:
    """What still says TO COME, as a new file does, cannot be published."""
    if entry.values.get("status") == "draft":
        return
    fix = f'Write what is missing where it says "{GAP}", or add: Status: draft'
    for given in entry.source.fields.values():
        for line, text in given.values:
            if GAP in text:
                entry.source.problem(line, given.name, "is not written yet.", fix)
    for number, line_text in enumerate(entry.source.body.split("\n"), entry.source.body_line):
        if GAP in line_text:
            entry.source.problem(number, "", "the text is not finished.", fix)
