"""Dates as most files have them, without the parser that understands any: that costs more than the rest of a head."""

import re
from collections.abc import Callable
from typing import Any

from pelican import readers
from pelican.utils import SafeDatetime, get_date

_USUAL = re.compile(
    r"([1-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"(?: ([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?)?"
)
_FIELDS = ("date", "modified")


def quick_processing(reader: Any) -> Callable[[str, Any], Any]:
    """`reader.process_metadata`, but that `2026-01-02`, `2026-01-02 03:04` and `2026-01-02 03:04:05` are read at once.

    It raises what that raises. Where a plugin reads dates in its own way, the method is left alone.
    """
    process: Callable[[str, Any], Any] = reader.process_metadata
    if getattr(process, "__func__", None) is not readers.BaseReader.process_metadata or not _is_stock():
        return process

    def quick(name: str, value: Any) -> Any:
        date = usual_date(value) if name in _FIELDS and type(value) is str else None
        return process(name, value) if date is None else date

    return quick


def usual_date(text: str) -> SafeDatetime | None:
    """What `pelican.utils.get_date` gives for a date in one of the usual forms; None for any other text.

    dateutil takes a number of four digits in front for the year, and the next for the month as it is at most 12.
    """
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    try:
        return SafeDatetime(*(int(part) for part in match.groups(default="0")))
    except ValueError:  # 30 February: the parser's message is the one to show
        return None


def _is_stock() -> bool:
    """Whether Pelican itself reads dates: its functions stand in its table and call its `get_date`."""
    processors = [readers.METADATA_PROCESSORS.get(name) for name in _FIELDS]
    return readers.get_date is get_date and all(
        getattr(processor, "__code__", None) is not None
        and processor.__module__ == readers.__name__
        and "get_date" in processor.__code__.co_names
        for processor in processors
    )
