"""A document to download, with its type and its size."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plugins.blocks.calls import Around, Call, Fault, Kind
from plugins.blocks.values import required
from plugins.front_matter.values import FieldError, did_you_mean, one_line

TYPES = {
    ".pdf": "PDF",
    ".csv": "CSV, a table as text",
    ".txt": "plain text",
    ".docx": "Word document",
    ".odt": "OpenDocument text",
    ".xlsx": "Excel workbook",
    ".ods": "OpenDocument spreadsheet",
    ".ics": "calendar entry",
    ".zip": "ZIP archive",
    ".png": "PNG picture",
    ".svg": "SVG drawing",
    ".jpg": "JPEG picture",
}
KILO = 1000
MOST = 20 * KILO * KILO


def data_name(text: str) -> str:
    """Return the name of a file in content/data."""
    if "/" in text or "\\" in text or text.startswith("."):
        raise FieldError(
            f'"{text}" is not the name of a file in content/data.', "Write the name alone: rotas.pdf"
        )
    if Path(text).suffix.lower() not in TYPES:
        raise FieldError(f'"{text}" is of a kind that we do not offer.', f"Use one of: {', '.join(TYPES)}.")
    return text


def check(call: Call, around: Around) -> Iterator[Fault]:
    """See that the file is there and of a sensible size."""
    name = call.values["file"]
    if name is None:
        return
    file = around.data / name
    if not file.is_file() or file.is_symlink():
        there = sorted(path.name for path in around.data.glob("*")) if around.data.is_dir() else []
        fix = did_you_mean(name, there) or "Put it there."
        yield call.line_of("file"), "file", f'"{name}" is not in content/data.', fix
    elif not 0 < (size := size_of(file)) <= MOST:
        yield call.line_of("file"), "file", f'"{name}" has {size:,} bytes.', "Give a file of 1 byte to 20 MB."


def size_of(file: Path) -> int:
    """Return how many bytes a file has. It is opened: whoever keeps the text must see that it depends on the file."""
    with file.open("rb") as opened:
        return opened.seek(0, os.SEEK_END)


def size_text(size: int) -> str:
    """Return a size in bytes as people read it."""
    if size < KILO:
        return f"{size} bytes"
    return f"{size / KILO:.0f} KB" if size < KILO * KILO else f"{size / KILO / KILO:.1f} MB"


def context(call: Call, around: Around) -> dict[str, Any]:
    """Return type and size of the file."""
    file = around.data / call.values["file"]
    return {"type": TYPES[file.suffix.lower()], "size": size_text(size_of(file))}


KIND = Kind(
    "download",
    "A document from content/data to download; type and size are filled in.",
    argument=required("title", "The agreement on rotas", one_line),
    options=(required("file", "Its name in content/data: rotas.pdf", data_name),),
    body_meaning="what is in it",
    needs_body=False,
    check=check,
    context=context,
)
