"""A new content file of any kind, in the form that the validator accepts, as a draft.

What is still to be written says TO COME, and a file that says so cannot be published.
"""

from __future__ import annotations

import math
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any

from pelican.settings import read_settings
from pelican.utils import slugify

from plugins.front_matter.entry import GAP
from plugins.front_matter.newsroom import Newsroom, read_newsroom
from plugins.front_matter.types import BY_NAME
from plugins.front_matter.values import LONDON, FieldError, did_you_mean, one_line
from plugins.redirects.addresses import load
from plugins.related.scoring import title_words

TEMPLATES = Path(__file__).with_name("templates")
ALIASES = {"press": "press-release", "release": "press-release", "rep": "meet-your-reps"}
TYPE_OF = {
    **dict.fromkeys(("feature", "interview", "analysis", "case-study", "meet-your-reps"), "feature"),
    **dict.fromkeys(("press-release", "statement"), "press"),
    "event": "news",
}
QUESTIONS = {
    "campaign": ("aim", "Aim, in one sentence"),
    "person": ("role", "Role"),
    "press-release": ("contact", "Whom journalists should write to"),
    "statement": ("contact", "Whom journalists should write to"),
    "topic": ("summary", "What belongs under it, in one sentence"),
    "series": ("summary", "What it is about, in one sentence"),
}

LONGEST_NAME = 60
MOST_TOPICS = 3
ENOUGH = 0.5
"""How close a topic must be to a headline to be suggested: about one word of its own title."""

Ask = Callable[[str], str]


class Refused(Exception):  # noqa: N818 (it is an answer, with its reason)
    """Raised when no file can be made: the text says why and what to do."""


def new(kind: str, title: str, *, settings_file: str = "pelicanconf.py", edit: bool = False) -> int:
    """Make a file of `kind` with the headline `title`; print its path; return 0, or 1 and the reason.

    What a kind cannot do without (a campaign's aim, a person's role) is asked for at a terminal. With `edit`
    the file is opened in $EDITOR.
    """
    settings = read_settings(settings_file)
    ask = input if sys.stdin.isatty() else None
    try:
        file, text = draft(kind, title, settings, settings["FRONTFOOT_BUILD_TIME"], ask)
    except Refused as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 (this is what a command says)
        return 1
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    print(os.path.relpath(file))  # noqa: T201 (the same)
    return open_editor(file) if edit else 0


def open_editor(file: Path) -> int:
    """Open a file in $VISUAL or $EDITOR and return its exit code; 1 when neither is set."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        print("Set EDITOR to the program that should open it, such as nano.", file=sys.stderr)  # noqa: T201
        return 1
    return subprocess.run([*shlex.split(editor), str(file)], check=False).returncode  # noqa: S603 (the user's own)


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds that can be made here, sorted."""
    return tuple(sorted(file.stem for file in TEMPLATES.glob("*.md")))


def draft(
    kind: str, title: str, settings: Mapping[str, Any], now: datetime, ask: Ask | None = None
) -> tuple[Path, str]:
    """Return the path and the text of a new file. `now` is aware; `ask` puts a question, None asks nothing.

    Raises Refused for an unknown kind, an impossible headline or a name that is taken.
    """
    name = known_kind(kind)
    try:
        one_line(title)
    except FieldError as error:
        raise Refused(f"Title: {error.cause} {error.fix}") from None
    newsroom = read_newsroom(settings)
    folder = folder_of(name, settings)
    slug = file_name(title)
    refuse_taken(newsroom, folder, slug, settings)
    values = {**moments(now), **answers(name, settings, ask)}
    values |= {"title": title, "author": settings["FRONTFOOT_ORGANISATION"]["short_name"]}
    topics = ", ".join(suggest_topics(title, newsroom))
    values["topics"] = f"Tags: {topics}\n" if topics else ""
    text = Template((TEMPLATES / f"{name}.md").read_text("utf-8")).substitute(values)
    return Path(settings["PATH"]) / folder / f"{slug}.md", text


def known_kind(kind: str) -> str:
    """Return the template's name for a kind as people type it."""
    name = kind.strip().lower().replace(" ", "-").replace("_", "-")
    name = ALIASES.get(name, name)
    if name not in kinds():
        fix = did_you_mean(name, kinds()) or f"Choose one of: {', '.join(kinds())}."
        raise Refused(f'"{kind}" is not a kind of file. {fix}')
    return name


def folder_of(name: str, settings: Mapping[str, Any]) -> str:
    """Return the folder for a kind: the first section of its type, or the type's own folder."""
    wanted = TYPE_OF.get(name, name)
    for folder, section in settings["FRONTFOOT_SECTIONS"].items():
        if section["type"] == wanted:
            return str(folder)
    if wanted in {section.name for section in BY_NAME.values() if section.spec("Kicker") is None}:
        return str(BY_NAME[wanted].folder)
    raise Refused(f'This site has no section for "{name}". Add one to FRONTFOOT_SECTIONS first.')


def file_name(title: str) -> str:
    """Return the slug for a headline: small plain letters, whole words, at most 60 characters."""
    plain = re.sub(r"s[’']s\b", "s", title)
    words = slugify(plain, regex_subs=[(r"[^\w\s-]", ""), (r"[-\s_]+", "-")]).strip("-").split("-")
    slug: str = words[0][:LONGEST_NAME]
    for word in words[1:]:
        if len(slug) + len(word) >= LONGEST_NAME:
            break
        slug += f"-{word}"
    if not slug:
        raise Refused(f'"{title}" gives no address. Use at least one word in Latin letters.')
    return slug


def refuse_taken(newsroom: Newsroom, folder: str, slug: str, settings: Mapping[str, Any]) -> None:
    """Refuse a slug that a file has, or that a story had when it was published."""
    key = f"{folder}/{slug}"
    if key in newsroom.entries:
        raise Refused(f"{newsroom.entries[key].source.path} is there already. Choose another title.")
    for record in load(Path(settings["PATH"])):
        if record.address == f"/{key}/":
            raise Refused(f"/{key}/ was the address of {record.file}. Choose another title.")


def moments(now: datetime) -> dict[str, str]:
    """Return the dates that templates use, in London."""
    local = now.astimezone(LONDON).replace(second=0, microsecond=0)
    soon = local + timedelta(days=28)
    return {
        "date": local.isoformat(sep=" ", timespec="minutes"),
        "day": f"{local:%Y-%m-%d}",
        "next_year": f"{local.year + 1}-{local.month:02}",
        "starts": f"{soon:%Y-%m-%d} 10:00",
    }


def answers(name: str, settings: Mapping[str, Any], ask: Ask | None) -> dict[str, str]:
    """Return what a kind cannot do without: asked for, else known from the settings, else TO COME."""
    found = {"aim": GAP, "role": GAP}
    found["contact"] = settings["FRONTFOOT_ORGANISATION"].get("press_email") or GAP
    if ask and name in QUESTIONS:
        field, question = QUESTIONS[name]
        usual = f" [{found[field]}]" if field in found else ""
        found[field] = ask(f"{question}{usual}: ").strip() or found.get(field, "")
    summary = found.get("summary", "")
    return {**found, "summary": f"Summary: {summary}\n" if summary else ""}


def suggest_topics(title: str, newsroom: Newsroom) -> list[str]:
    """Return the slugs of up to three topics for a headline, the closest first.

    A topic is close when the headline has words of the topic's own title and summary, or words that headlines
    of its stories have; a word that all topics share says nothing.
    """
    words = {stem(word) for word in title_words(title)}
    known = topic_words(newsroom)
    spread = {word: sum(share(counts, word) for counts in known.values()) for word in words}
    scores = {
        slug: sum(share(counts, word) * rarity(spread[word], len(known)) for word in words)
        for slug, counts in known.items()
    }
    close = sorted(
        (slug for slug, score in scores.items() if score >= ENOUGH), key=lambda slug: -scores[slug]
    )
    return close[:MOST_TOPICS]


def topic_words(newsroom: Newsroom) -> dict[str, Counter[str]]:
    """Return, for each topic, its words and how telling each is there: its own title counts most."""
    topics = newsroom.folder("topics")
    found = {slug: Counter[str]() for slug in topics}
    by_title = {str(entry.values.get("title")).casefold(): slug for slug, entry in topics.items()}
    for slug, entry in topics.items():
        found[slug].update(dict.fromkeys(stems((slug, entry.values.get("title"))), 10))
        found[slug].update(dict.fromkeys(stems((entry.values.get("summary"),)), 3))
    for entry in newsroom.entries.values():
        for tag in entry.values.get("tags") or ():
            slug = by_title.get(tag.casefold(), tag.lower())
            if slug in found:
                found[slug].update(set(stems((entry.values.get("title"),))))
    return found


def rarity(spread: float, topics: int) -> float:
    """Return how much a word tells topics apart: 1 for a word of one topic, less the more topics have it."""
    return math.log(1 + topics / spread) / math.log(1 + topics) if spread else 0.0


def share(counts: Counter[str], word: str) -> float:
    """Return how much a word says of a topic: 0 to 1."""
    return min(counts[word], 10) / 10


def stems(texts: Iterable[object]) -> list[str]:
    """Return the telling words of some texts, cut so that their forms meet."""
    return [stem(word) for text in texts if text for word in title_words(str(text).replace("-", " "))]


def stem(word: str) -> str:
    """Return the first five letters of a word: enough for regulate, regulation and regulator to meet."""
    return word[:5]
