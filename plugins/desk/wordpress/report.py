"""The report of an import: what somebody must look at, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from plugins.desk.wordpress.work import Import
from plugins.problems import plural


def report(work: Import) -> str:
    """Return the report as Markdown. It tells of the export, not of the run: a second run writes the same."""
    return "\n".join(lines(work)) + "\n"


def lines(work: Import) -> Iterator[str]:
    """Yield the lines of the report."""
    kinds = [item.kind for item in work.wanted()]
    yield "# Import from WordPress"
    yield ""
    yield f"{plural(kinds.count('post'), 'post')} and {plural(kinds.count('page'), 'page')} of {work.site.address}."
    yield "A file with something to come is a draft: write what is missing, then delete its Status line."
    for file, notes in groupby(sorted(set(work.notes)), key=lambda note: note.file):
        yield ""
        yield f"## {f'{work.content.name}/{file}' if file else 'The export'}"
        yield ""
        yield from (f"- {note.text}" for note in notes)
