"""The Writer that plans: each page or feed that a generator asks for becomes a job, to be done or skipped later.

It stands below whatever Writer a plugin brings (`class X(PluginWriter, PlanningWriter)`), so that the plugin's methods
come first and their `super()` calls arrive here.
"""

import io
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url, sanitised_join
from pelican.writers import FileOverwriteFailedError, Writer

logger = logging.getLogger("pelican.writers")


@dataclass
class Job:
    """One file to be made from a template or as a feed. `path` is relative to the output."""

    path: str
    context: dict[str, Any]
    own: dict[str, Any]  # variables that only this page has
    template: Any = None
    feed: dict[str, Any] | None = None
    relative: bool = False
    override: bool = False
    settings_site: str = ""
    handed: list[str] = field(default_factory=list)

    @property
    def environment(self) -> Any:
        """The environment of its template; None for a feed."""
        return None if self.template is None else self.template.environment

    def local(self) -> dict[str, Any]:
        """The context of this page alone, as `Writer.write_file` makes it."""
        return {**self.context, **self.own}


class PlanningWriter(Writer):  # type: ignore[misc]
    """A Writer that hands jobs to `defer` while a generator is planned, and writes at once otherwise."""

    defer: Callable[[Job], None] | None = None
    defer_feeds = False
    stands: Callable[[str, bytes], bool] | None = None  # a plugin's writer may ask it before it writes a file

    def write_file(  # noqa: D102, PLR0917
        self,
        name: Any,
        template: Any,
        context: dict[str, Any],
        relative_urls: bool = False,
        paginated: dict[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **kwargs: Any,
    ) -> None:
        if self.defer is None:
            more = {"relative_urls": relative_urls, "paginated": paginated, "template_name": template_name}
            super().write_file(
                name, template, context, override_output=override_output, url=url, **more, **kwargs
            )
            return
        if not name:
            return
        for path, variables in self._pages(name, paginated, template_name, url, kwargs):
            own = dict(variables)
            site = path_to_url(get_relative_path(path)) if relative_urls else None
            if site is not None:
                own["SITEURL"] = own["localsiteurl"] = site
            own.setdefault("output_file", path)
            job = Job(path, context, own, template=template, relative=relative_urls, override=override_output)
            if self._claim(path, override_output):
                self.defer(job)

    def _pages(
        self,
        name: str,
        paginated: dict[str, Any] | None,
        template_name: str | None,
        url: str | None,
        kwargs: Any,
    ) -> list[tuple[str, dict[str, Any]]]:
        """The files that one call makes, one for each page of a paginated template, with their variables."""
        if paginated is None:
            paginated = {key: kwargs[key] for key in kwargs if key in {"articles", "dates"}}
        templates = self.settings["PAGINATED_TEMPLATES"]
        if not paginated or template_name not in templates:
            return [(name, kwargs)]
        per_page = templates[template_name] or self.settings["DEFAULT_PAGINATION"]
        paginators = {
            key: Paginator(name, url, items, self.settings, per_page) for key, items in paginated.items()
        }
        found = []
        first = next(iter(paginators.values()))
        pages = {key: _all_pages(paginator, first.num_pages) for key, paginator in paginators.items()}
        for number in range(1, first.num_pages + 1):
            variables = dict(kwargs)
            for key, paginator in paginators.items():
                variables |= {
                    f"{key}_paginator": paginator,
                    f"{key}_page": pages[key][number],
                    f"{key}_previous_page": pages[key][number - 1],
                    f"{key}_next_page": pages[key][number + 1] if number < paginator.num_pages else None,
                }
            found.append((pages[key][number].save_as, variables))
        return found

    def write_feed(  # noqa: D102
        self, elements: Any, context: dict[str, Any], path: Any = None, *more: Any, **named: Any
    ) -> Any:
        override = more[2] if len(more) > 2 else named.get("override_output", False)  # noqa: PLR2004
        if self.defer is None or not self.defer_feeds or not path:
            return super().write_feed(elements, context, path, *more, **named)
        items = list(elements[: self.settings["FEED_MAX_ITEMS"]])
        own = {"=elements": items, "=arguments": [path, list(more), sorted(named.items())]}
        feed = {"path": path, "more": more, "named": named}
        if self._claim(path, override):
            self.defer(Job(path, context, own, feed=feed, override=override))
        return None

    def feed_text(self, job: Job, context: dict[str, Any]) -> str:
        """The text of a planned feed."""
        feed = job.feed or {}
        buffer = _Kept()
        self._open_w = lambda *_, **__: buffer
        try:
            Writer.write_feed(
                self, job.own["=elements"], context, feed["path"], *feed["more"], **feed["named"]
            )
        finally:
            del self._open_w
        return buffer.text

    def _claim(self, path: str, override: bool) -> bool:
        """Take the right to write `path`, as `Writer._open_w` gives it; False when an earlier override keeps it.

        Raises FileOverwriteFailedError for a second claim, RuntimeError for a path outside the output.
        """
        filename = f"{self.output_path}/{path}"
        if path[0] in "/." or os.path.normpath(filename) != filename:
            filename = sanitised_join(self.output_path, path)
        if not self.writes_plainly:  # a plugin's writer claims by itself
            return True
        if filename in self._overridden_files:
            if override:
                message = f'Failed to overwrite "{filename}" a second time (was previously overwritten)'
                raise FileOverwriteFailedError(message)
            logger.info('Skipping "%s", not overwriting', filename)
            return False
        if filename in self._written_files and not override:
            message = (
                f'Failed to overwrite "{filename}" as Pelican has already '
                "written to it previously (set `override=True` if intended)"
            )
            raise FileOverwriteFailedError(message)
        if override:
            self._overridden_files.add(filename)
        self._written_files.add(filename)
        return True

    @property
    def writes_plainly(self) -> bool:
        """Whether a page's text goes to its file as it is; a plugin's writer may do otherwise."""
        own, ours = (getattr(cls, "_open_w", None) for cls in (type(self), PlanningWriter))
        return own is ours

    def hand_over(self, job: Job, text: str) -> None:
        """Write a finished page through a plugin's own way."""
        filename = sanitised_join(self.output_path, job.path)
        Path(filename).parent.mkdir(parents=True, exist_ok=True)
        opened: Any = self._open_w
        with opened(filename, "utf-8", override=job.override) as file:
            file.write(text)


class _Kept(io.StringIO):
    """A buffer whose text outlives its closing."""

    text = ""

    def close(self) -> None:
        if not self.closed:
            self.text = self.getvalue()
        super().close()


def _all_pages(paginator: Paginator, count: int) -> list[Any]:
    """The pages of a paginator at their numbers, with None before the first."""
    return [None, *(paginator.page(number) for number in range(1, max(count, paginator.num_pages) + 1))]


def planning_class(base: type[Writer]) -> type[PlanningWriter]:
    """The planning form of a Writer class, under its name."""
    if base is Writer:
        return type(Writer.__name__, (PlanningWriter,), {})
    return type(base.__name__, (base, PlanningWriter), {})


def may_defer(base: type[Writer]) -> bool:
    """Whether pages of this Writer may be made later: it keeps Pelican's `write_file` and `write_feed`, or says so."""
    kept = base.write_file is Writer.write_file and base.write_feed is Writer.write_feed
    return kept or bool(getattr(base, "deferrable", False))
