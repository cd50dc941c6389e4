"""What goes out next, and when: scheduled and embargoed stories, editions of the digest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from plugins.digest.editions import edition_files
from plugins.digest.lock import SUFFIX
from plugins.front_matter.entry import Entry, read_entry
from plugins.front_matter.newsroom import Newsroom, read_newsroom, shown
from plugins.front_matter.types.edition import TYPE as EDITION
from plugins.front_matter.values import LONDON, date_text
from plugins.metadata.sitemap import NEWS_AGE
from plugins.problems import plural


@dataclass(frozen=True, order=True)
class Due:
    """Something that happens at a moment (aware) without anybody editing a file."""

    moment: datetime
    path: str
    what: str
    title: str

    def __str__(self) -> str:
        """Return the line that people read: when (in London), what, which."""
        local = self.moment.astimezone(LONDON)
        when = f"{date_text(self.moment).text}, {local:%H:%M}"
        return f"{when}  {self.what}: {self.title} ({self.path})"


def appears_at(values: Mapping[str, Any]) -> datetime | None:
    """Return the moment from which a story may appear: the latest of its date, publication and embargo.

    None for a draft, a retracted story, and for what has no date (a page).
    """
    if values.get("status") in {"draft", "retracted"}:
        return None
    moments = [values[name] for name in ("date", "publish_at", "embargo") if values.get(name)]
    return max(moments) if moments else None


def upcoming(newsroom: Newsroom, editions: Iterable[Entry], now: datetime) -> tuple[Due, ...]:
    """Return what will appear after `now`, soonest first."""
    found = []
    for entry in newsroom.entries.values():
        moment = appears_at(entry.values)
        if moment and moment > now:
            what = "embargo ends" if moment == entry.values.get("embargo") else "appears"
            found.append(Due(moment, entry.source.path, what, str(entry.values.get("title"))))
    for edition in editions:
        moment = edition.values.get("send_at")
        if moment and moment > now:
            found.append(Due(moment, edition.source.path, "edition goes out", str(edition.values["subject"])))
    return tuple(sorted(found))


def next_change(newsroom: Newsroom, editions: Iterable[Entry], now: datetime) -> datetime | None:
    """Return the next moment at which a build of the same files would come out differently, if there is one.

    That is when something appears, and when a story grows too old for the news sitemap.
    """
    moments = [due.moment for due in upcoming(newsroom, editions, now)]
    for entry in newsroom.entries.values():
        date = entry.values.get("date")
        if date and appears_at(entry.values) and date + NEWS_AGE > now:
            moments.append(date + NEWS_AGE)
    return min(moments, default=None)


def editions_of(settings: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Return the edition files as entries, in order."""
    content = Path(settings["PATH"])
    files = edition_files(content, [])
    return tuple(read_entry(file, shown(content, file), EDITION.folder, EDITION) for file in files)


def lines(coming: Sequence[Due], change: datetime | None) -> Iterator[str]:
    """Yield the report: one line for each thing to come, then the moment of the next change."""
    yield from map(str, coming)
    yield f"{plural(len(coming), 'thing')} to come." if coming else "Nothing is waiting to appear."
    if change:
        yield f"Build again at {change.astimezone(LONDON):%Y-%m-%d %H:%M} (UK time): the site changes then."


def due(settings_file: str = "pelicanconf.py") -> int:
    """Print what goes out next and when; return 0."""
    settings = read_settings(settings_file)
    newsroom, editions = read_newsroom(settings), editions_of(settings)
    now = settings["FRONTFOOT_BUILD_TIME"]
    for line in lines(upcoming(newsroom, editions, now), next_change(newsroom, editions, now)):
        print(line)  # noqa: T201 (this is what a command says)
    return 0


def is_frozen(edition: Entry, settings: Mapping[str, Any]) -> bool:
    """Tell whether an edition has its lock."""
    return (Path(settings["PATH"]) / EDITION.folder / f"{edition.slug}{SUFFIX}").is_file()
