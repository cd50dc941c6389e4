"""Editorial blocks as a checker reads them: their words and figures kept, their machinery set aside."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.archive.figures import MONTHS

DATA = Path(__file__).resolve().parents[2] / "content" / "data"
FENCE = re.compile(r"/{3,}(?: (?P<name>[a-z-]+)(?: \| (?P<title>.*))?)?$")
OPTION = re.compile(r" {4}(?P<key>[a-z_]+): (?P<text>.+)$")
DATED = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?$")
FOOTNOTE = re.compile(r"\[\^\w+\]:?")
# Options that readers read; the others (kind, type, file ...) are instructions.
READ = {"title", "subtitle", "sample", "date", "role", "view", "caption", "subject", "deadline"}


def in_words(moment: str) -> str:
    """Return 2018-10-04, 2018-10 or 2018 as readers see it; any other text as it is."""
    found = DATED.match(moment.strip())
    if not found:
        return moment
    day = str(int(found["day"])) if found["day"] else ""
    month = MONTHS[int(found["month"]) - 1] if found["month"] else ""
    return " ".join(filter(None, (day, month, found["year"])))


def sources_in(body: str) -> Iterator[str]:
    """Yield the web addresses that blocks name as sources."""
    yield from (address for line in body.splitlines() for address in re.findall(r" \| (https?://\S+)", line))


def entry(line: str) -> str:
    """Return a line of parts (`date | words | source | address`) without its source, its date in words."""
    parts = [part.strip() for part in line.split(" | ")]
    at = next((at for at, part in enumerate(parts) if part.startswith("http")), None)
    if at is not None:
        parts = parts[: max(at - 1, 1)]
    return " | ".join(in_words(part) for part in parts)


def rows(name: str) -> Iterator[str]:
    """Yield the rows of a table behind a chart, each as one sentence."""
    with (DATA / name).open(encoding="utf-8", newline="") as table:
        yield from (" | ".join(row) for row in csv.reader(table))


def unfold(body: str) -> str:
    """Return a body in plain Markdown: blocks opened, dates in words, sources and instructions left out."""
    lines: list[str] = []
    inside = ""
    for line in FOOTNOTE.sub("", body).splitlines():
        fence, option = FENCE.match(line), OPTION.match(line)
        if fence:
            inside = fence["name"] or ""
            lines += ["", fence["title"] or "", ""]
        elif option and option["key"] in {"data", "file"} and option["text"].endswith(".csv"):
            lines += [text for row in rows(option["text"]) for text in ("", row)]
        elif option:
            lines += ["", in_words(option["text"]) if option["key"] in READ else "", ""]
        elif inside and " | " in line and not line.startswith("|"):
            lines += ["", entry(line), ""]
        else:
            lines.append(line)
    return "\n".join(lines)
