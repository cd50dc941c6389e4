"""All editions of a site as models: what each carries, from its lock when it is frozen, else as chosen now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plugins.digest.contents import Edition
from plugins.digest.lock import Lock
from plugins.digest.model import Digest, digest_of, frozen_groups, live_groups
from plugins.digest.selection import select_all
from plugins.metadata.site import site_from
from plugins.problems import Problem


@dataclass(frozen=True)
class Assembly:
    """One edition put together: its content, its model, its lock when it is frozen, and its retracted stories."""

    edition: Edition
    digest: Digest
    lock: Lock | None = None

    @property
    def retracted(self) -> tuple[str, ...]:
        """The headlines of frozen stories that are no longer published."""
        if self.lock is None:
            return ()
        there = {story.id for story in self.digest.stories}
        return tuple(story.title for story in self.lock.stories if story.id not in there)


def assemble(
    editions: Iterable[Edition],
    articles: Sequence[Any],
    settings: Mapping[str, Any],
    locks: Mapping[str, Lock],
) -> tuple[Assembly, ...]:
    """Return all editions, earliest period first. `articles` are the published ones."""
    site = site_from(settings)
    by_name = {edition.slug: edition for edition in editions}
    frozen = {name: lock.ids for name, lock in locks.items()}
    plans = [edition.plan for edition in by_name.values()]
    chosen = select_all(plans, articles, list(settings["FRONTFOOT_SECTIONS"]), frozen)
    by_id = {article.feed_id: article for article in articles}
    found = []
    for name, selection in chosen.items():
        edition, lock = by_name[name], locks.get(name)
        groups = frozen_groups(lock, by_id, site) if lock else live_groups(selection, site)
        digest = digest_of(edition, groups, site)
        if lock:
            digest = replace(digest, subject=lock.subject, preheader=lock.preheader, send_at=lock.send_at)
        found.append(Assembly(edition, digest, lock))
    return tuple(found)


def retraction_problems(assemblies: Iterable[Assembly]) -> Iterator[Problem]:
    """Yield a warning for each frozen story that is no longer published: it blocks sending, not building."""
    for assembly in assemblies:
        for title in assembly.retracted:
            path = f"content/digests/{assembly.edition.slug}.lock.json"
            cause = f'carries "{title}", which is no longer published.'
            fix = "The web edition leaves it out; the email cannot be sent. Thaw it and freeze it again."
            yield Problem(path, 0, "", cause, fix, "warning")
