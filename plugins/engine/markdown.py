"""Read Markdown with one instance for all files: making one for each costs a quarter of the reading."""

from typing import Any

from markdown import Markdown
from pelican.readers import MarkdownReader
from pelican.utils import pelican_open

from plugins.engine.inline import hasten

# Extensions of Python-Markdown that forget everything of the last document when they are reset.
_FORGETFUL = frozenset(
    "abbr attr_list codehilite def_list extra fenced_code footnotes md_in_html meta nl2br sane_lists tables toc".split()
)
_META_PRIORITY = 27  # markdown.extensions.meta registers its preprocessor with it


def fast_read(reader: Any, path: str) -> tuple[str, dict[str, Any]]:
    """Do what `reader.read(path)` does; raises what it raises."""
    if type(reader) is not MarkdownReader or not _is_forgetful(reader.settings["MARKDOWN"]):
        return reader.read(path)  # type: ignore[no-any-return]
    instance = reader.__dict__.get("_engine_markdown")
    if instance is None:
        instance = reader._engine_markdown = Markdown(**reader.settings["MARKDOWN"])  # noqa: SLF001 - it is ours
        hasten(instance)
    try:
        return _read(reader, instance, path)
    except BaseException:
        del reader._engine_markdown  # noqa: SLF001 - it may remember half a document
        raise


def _is_forgetful(settings: dict[str, Any]) -> bool:
    names = settings.get("extensions", [])
    if not all(
        isinstance(name, str) and name.removeprefix("markdown.extensions.") in _FORGETFUL for name in names
    ):
        return False
    configurations = settings.get("extension_configs", {}).values()
    return not any(
        "UNIQUE_IDS" in configuration or "BUILD_TOC" in configuration for configuration in configurations
    )


def _read(reader: Any, instance: Markdown, path: str) -> tuple[str, dict[str, Any]]:
    """`MarkdownReader.read`, on an instance that is reset instead of made."""
    reader._source_path = path  # noqa: SLF001 - as the method does
    reader._md = instance.reset()  # noqa: SLF001
    instance.Meta = {}  # type: ignore[attr-defined]
    with pelican_open(path) as text:
        content = instance.convert(text)
    if "meta" not in instance.preprocessors:
        return content, {}
    preprocessor = instance.preprocessors["meta"]
    try:
        return content, reader._parse_metadata(instance.Meta)  # type: ignore[attr-defined]  # noqa: SLF001
    finally:
        if "meta" not in instance.preprocessors:
            instance.preprocessors.register(preprocessor, "meta", _META_PRIORITY)
