"""What a build says: a bar while it works, a line when it is done, the reason for any page that is asked about."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pelican import ArticlesGenerator, PagesGenerator, console, maybe_pluralize
from rich.errors import LiveError
from rich.progress import Progress

_LONG = 200  # steps from which a bar is worth its lines


@dataclass
class Report:
    """What a build did, in numbers, and why: path -> reason for rendering, or None for a page that was skipped."""

    parsed: int = 0
    rendered: int = 0
    written: int = 0
    skipped: int = 0
    removed: int = 0
    seconds: float = 0.0
    counts: list[int] = field(default_factory=list)  # of Pelican's closing line
    reasons: dict[str, str | None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)  # skipped pages that verification found to differ

    def line(self) -> str:
        """The closing line."""
        counts = ("parsed", "rendered", "written", "skipped", "removed")
        told = ", ".join(f"{getattr(self, name)} {name}" for name in counts)
        return f"Built: {told} in {self.seconds:.2f} seconds."

    def explain(self, path: str) -> str:
        """Why the page at `path` (relative to the output) was rendered or skipped."""
        if path not in self.reasons:
            return f"{path}: no template or feed makes this file"
        reason = self.reasons[path]
        return (
            f"{path}: skipped, as nothing that it read has changed"
            if reason is None
            else f"{path}: rendered, as {reason}"
        )


@contextlib.contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar for `total` steps; gives what to call after each step.

    It begins with the first step, when no process will be forked any more: its thread would make forking unsafe.
    """
    progress: list[tuple[Progress, Any]] = []

    def step() -> None:
        if not progress:
            shown = Progress(console=console, transient=True)
            shown.start()
            progress.append((shown, shown.add_task(label, total=total)))
        progress[0][0].advance(progress[0][1])

    try:
        yield step if total >= _LONG and console.is_terminal and _is_free() else _no_step
    finally:
        for shown, _ in progress:
            shown.stop()


def _is_free() -> bool:
    """Whether nothing else draws at the bottom of the terminal; `pelican` itself shows a status there."""
    try:
        with Progress(console=console, transient=True, disable=False):
            return True
    except LiveError:
        return False


def _no_step() -> None:
    pass


def counts_of(generators: Iterable[Any]) -> list[int]:
    """The numbers of Pelican's closing line."""
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator))
    return [
        len(articles.articles) + len(articles.translations),
        len(articles.drafts) + len(articles.drafts_translations),
        len(articles.hidden_articles) + len(articles.hidden_translations),
        len(pages.pages) + len(pages.translations),
        len(pages.hidden_pages) + len(pages.hidden_translations),
        len(pages.draft_pages) + len(pages.draft_translations),
    ]


def say_done(counts: list[int], seconds: float) -> None:
    """Pelican's closing line, word for word."""
    nouns = ("article", "draft", "hidden article", "page", "hidden page", "draft page")
    words = [maybe_pluralize(count, noun, f"{noun}s") for count, noun in zip(counts, nouns, strict=True)]
    listed = f"{', '.join(words[:-1])} and {words[-1]}"
    console.print(f"Done: Processed {listed} in {seconds:.2f} seconds.")
