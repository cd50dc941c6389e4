"""Which templates pages use, and what their sources are: as compiled in this build, or as they would be found."""

from typing import Any

from jinja2 import TemplateNotFound

from plugins.engine.inputs import unrecorded
from plugins.engine.manifest import digest_bytes
from plugins.engine.trace import MISSING, TracingContext, Watch


class TemplateSources:
    """Digests of template sources by environment and name: as compiled in this build, or as they would be found."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[Any, str], str] = {}
        self._looked_up: dict[tuple[Any, str], str] = {}
        self._files: dict[tuple[Any, str], str] = {}

    def watch(self, environment: Any) -> None:
        """Note every source that an environment compiles from now on."""
        compile_source = environment.compile

        def noted(source: Any, name: Any = None, *more: Any, **named: Any) -> Any:
            if isinstance(source, str) and name is not None:
                self._compiled[environment, name] = digest_bytes(source.encode())
            return compile_source(source, name, *more, **named)

        environment.compile = noted

    def digest(self, environment: Any, name: str) -> str:
        """The digest of a template's source, or `MISSING`."""
        key = (environment, name)
        if key in self._compiled:
            return self._compiled[key]
        if key not in self._looked_up:
            self._looked_up[key] = _look_up(environment, name)
        return self._looked_up[key]

    def file(self, environment: Any, name: str) -> str:
        """The file behind a template, or "" when it has none."""
        key = (environment, name)
        if key not in self._files:
            try:
                self._files[key] = str(environment.loader.get_source(environment, name)[1] or "")
            except TemplateNotFound:
                self._files[key] = ""
        return self._files[key]


def _look_up(environment: Any, name: str) -> str:
    try:
        return digest_bytes(environment.loader.get_source(environment, name)[0].encode())
    except TemplateNotFound:
        return MISSING


def watch_templates(environment: Any, generator: Any, sources: TemplateSources, watch: Watch) -> None:
    """Follow which templates and variables an environment's pages use."""
    environment.cache.clear()
    environment.auto_reload = False  # one build, one state of the templates
    getattr(generator, "_templates", {}).clear()
    sources.watch(environment)
    environment.context_class = TracingContext
    load = environment._load_template  # noqa: SLF001 - Jinja offers no other place for all ways to a template

    loaded: dict[tuple[Any, str], Any] = {}

    def noted(name: str, more: Any = None) -> Any:
        if watch.trace is not None:
            watch.trace.templates.add(name)
        template = loaded.get((environment.loader, name))
        if template is None:
            # the source is followed by its digest, taken before it is loaded, and a cache by nothing
            with unrecorded():
                sources.digest(environment, name)
                template = loaded[environment.loader, name] = load(name, more)
        elif more:
            template.globals.update(more)  # as Jinja does for a template that it has
        template._module = None  # noqa: SLF001 - imported again for each page, so that what it reads is seen
        return template

    environment._load_template = noted  # noqa: SLF001
