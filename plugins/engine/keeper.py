"""Keeps whole articles and pages between builds, for sites where only Pelican itself takes part in reading."""

import contextlib
import re
import time
from collections.abc import Iterator
from typing import Any

from pelican.contents import Content
from pelican.readers import HTMLReader, MarkdownReader, RstReader
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import file_suffix

from plugins.engine.parse import ParseStore
from plugins.engine.records import caught, replay
from plugins.engine.restore import CannotKeepError, Restorer, flatten
from plugins.engine.trace import node_key

STOCK_READERS = (MarkdownReader, RstReader, HTMLReader)
_WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")


class Keeper:
    """Gives generators the objects of unchanged files; `fingerprint` covers settings, code and locale."""

    def __init__(
        self, parses: ParseStore, restorer: Restorer, settings: dict[str, Any], fingerprint: str
    ) -> None:
        self._parses = parses
        self._restorer = restorer
        self._settings = settings
        self._fingerprint = fingerprint
        self._records: list[list[Any]] = []
        self._links: dict[str, list[str]] = {}
        self.readers: Any = None
        self.addresses: dict[Any, tuple[str, str]] = {}
        self.independent: dict[
            str, str
        ] = {}  # key of a node that depends on its source alone -> digest of what was made of it
        self.attaching: list[Any] = []

    def restore(self, name: str, kind: type[Content]) -> Content | None:
        """The object of an unchanged file, or None when it must be read and made anew."""
        path = self._parses.path(name)
        record = self._parses.record(path, self.readers.readers.get(file_suffix(path)))
        kept = record and record.get("object")
        if not record or not kept or kept["print"] != self._fingerprint or kept["kind"] != kind.__name__:
            return None
        if kept["when"] is not None and kept["when"] > time.time():
            return None
        replay(kept["records"])
        content = self._restorer.restore(kind, kept)
        self._note(name, content, kept, record["made"])
        return content

    def make(self, generator: Any, path: str, kind: type[Content], signals: tuple[Any, Any]) -> Any:
        """Read a file to the end, as a generator would, and give what is to be kept of it; None when it fails."""
        name = self._parses.name(path)
        content = generator.read_one(name, kind, *signals)
        if content is not None:
            self.static_links(name, content)
        parsed = self._parses.fresh(path)
        return parsed if parsed is not None and "object" in parsed.record else None

    def _note(self, name: str, content: Content, kept: dict[str, Any], made: str) -> None:
        self._links[name] = kept["links"]
        self.addresses[content] = (kept["url"], kept["save_as"])
        if kept["attach"]:
            self.attaching.append(content)
        key = node_key(content)
        if key is not None and not kept["linked"]:
            self.independent[key] = made

    @contextlib.contextmanager
    def watching(self, name: str) -> Iterator[None]:
        """Catch what is logged while a file is read and checked, to log it again with the kept object."""
        del name
        with caught() as records:
            try:
                yield
            finally:
                self._records = list(records)
                records.clear()
        replay(self._records)

    def static_links(self, name: str, content: Content) -> set[str]:
        """The static files that a content links to; a content that was just made is kept on the way."""
        if name in self._links:
            return set(self._links[name])
        links: set[str] = content.get_static_links()
        self._keep(content, sorted(links))
        return links

    def _keep(self, content: Content, links: list[str]) -> None:
        known = self._parses.known(content.source_path)
        if "attach" in content._content:  # noqa: SLF001 - Pelican's own name for the text before links are set
            self.attaching.append(content)
        if known is None or not self._whole_dates(known.text["raw"]) or self._hangs_on_the_clock(content):
            return
        try:
            kept = flatten(content)
        except CannotKeepError:
            return
        kept |= {
            "print": self._fingerprint,
            "kind": type(content).__name__,
            "when": None if self._settings["WITH_FUTURE_DATES"] else _moment(content),
            "records": self._records,
            "links": links,
            "linked": _has_links(content),
            "attach": "attach" in content._content,  # noqa: SLF001
        }
        self._parses.update(content.source_path, object=kept)
        self._note(self._parses.name(content.source_path), content, kept, known.record["made"])

    def _whole_dates(self, raw: list[list[Any]]) -> bool:
        """Whether every date is written out: Pelican completes others from the day of the build."""
        texts = {name: plain for name, processed, plain in raw if processed and name in ("date", "modified")}
        if "date" not in texts and self._settings["FILENAME_METADATA"] != DEFAULT_CONFIG["FILENAME_METADATA"]:
            return False
        return all(isinstance(text, str) and _WHOLE_DATE.fullmatch(text.strip()) for text in texts.values())

    def _hangs_on_the_clock(self, content: Content) -> bool:
        return content.status == "draft" and not self._settings["WITH_FUTURE_DATES"]


def _moment(content: Content) -> float | None:
    date = getattr(content, "date", None)
    return None if date is None else float(date.timestamp())


def _has_links(content: Content) -> bool:
    """Whether its texts hold links that Pelican resolves, so that they hang on other contents."""
    pattern = content._get_intrasite_link_regex()  # noqa: SLF001 - Pelican's own
    texts = [content._content, *(v for v in content.metadata.values() if isinstance(v, str))]  # noqa: SLF001
    return any(pattern.search(text) for text in texts)


def keeps_objects(settings: dict[str, Any], plugins: list[Any], readers: Any) -> bool:
    """Whether only Pelican takes part in reading: then the same file makes the same object."""
    stock = all(type(reader) in STOCK_READERS or fmt == "static" for fmt, reader in readers.readers.items())
    whole_date = settings.get("DEFAULT_DATE") is None or isinstance(settings["DEFAULT_DATE"], tuple)
    return stock and not plugins and whole_date and not settings.get("READERS")
