"""Read Markdown with one instance for all files, and without the work that cannot matter for the text at hand.

Making an instance for each file costs a quarter of the reading. The shortcuts of `blocks`, `inline`, `passes` and
`serialize` save most of the rest; each of them says why the outcome is the same.
"""

from typing import Any

import markdown
from markdown import Markdown
from pelican.readers import MarkdownReader
from pelican.utils import pelican_open

# Extensions of Python-Markdown that forget everything of the last document when they are reset.
_FORGETFUL = frozenset(
    "abbr attr_list codehilite def_list extra fenced_code footnotes md_in_html meta nl2br sane_lists tables toc".split()
)
_REMEMBERED = ("UNIQUE_IDS", "BUILD_TOC")  # options with which one of them does not
_META_PRIORITY = 27  # markdown.extensions.meta registers its preprocessor with it
PROVEN = frozenset(
    {"3.11.3"}
)  # versions whose code was read for the shortcuts; tests compare with the installed one


def fast_read(reader: Any, path: str, data: bytes | None = None) -> tuple[str, dict[str, Any]]:
    """Do what `reader.read(path)` does, of a file whose bytes may be known; raises what it raises."""
    instance = prepare(reader)
    if instance is None:
        return reader.read(path)  # type: ignore[no-any-return]
    try:
        return _read(reader, instance, path, data)
    except BaseException:
        del reader._engine_markdown  # noqa: SLF001 - it may remember half a document
        raise


def prepare(reader: Any) -> Markdown | None:
    """The instance that a reader shares among its files; None for readers that must make one for each.

    Called before processes are forked, it is made once for all of them. Raises what `Markdown` raises.
    """
    if type(reader) is not MarkdownReader or not _is_forgetful(reader.settings["MARKDOWN"]):
        return None
    if "_engine_markdown" not in reader.__dict__:
        reader._engine_markdown = _instance(reader.settings["MARKDOWN"])  # noqa: SLF001 - it is ours
    return reader._engine_markdown  # type: ignore[no-any-return]  # noqa: SLF001


def _instance(settings: dict[str, Any]) -> Markdown:
    """A new instance, with the shortcuts if they were proven for this version of Python-Markdown."""
    instance = Markdown(**settings)
    if markdown.__version__ in PROVEN:
        from plugins.engine import blocks, inline, passes, serialize  # noqa: PLC0415 - others lack what these import

        blocks.hasten(instance.parser)
        inline.hasten(instance)
        passes.hasten(instance)
        serialize.hasten(instance)
    return instance


def _is_forgetful(settings: dict[str, Any]) -> bool:
    names = settings.get("extensions", [])
    if not all(
        isinstance(name, str) and name.removeprefix("markdown.extensions.") in _FORGETFUL for name in names
    ):
        return False
    return not _holds(settings.get("extension_configs", {}), _REMEMBERED)


def _holds(configuration: Any, names: tuple[str, ...]) -> bool:
    """Whether one of these names is a key in a configuration, or in one inside it (`extra` passes them on)."""
    return isinstance(configuration, dict) and any(
        key in names or _holds(value, names) for key, value in configuration.items()
    )


def _read(reader: Any, instance: Markdown, path: str, data: bytes | None) -> tuple[str, dict[str, Any]]:
    """`MarkdownReader.read`, on an instance that is reset instead of made."""
    reader._source_path = path  # noqa: SLF001 - as the method does
    reader._md = instance.reset()  # noqa: SLF001
    instance.Meta = {}  # type: ignore[attr-defined]
    content = instance.convert(_text(path, data))
    if "meta" not in instance.preprocessors:
        return content, {}
    preprocessor = instance.preprocessors["meta"]
    try:
        return content, reader._parse_metadata(instance.Meta)  # type: ignore[attr-defined]  # noqa: SLF001
    finally:
        if "meta" not in instance.preprocessors:
            instance.preprocessors.register(preprocessor, "meta", _META_PRIORITY)


def _text(path: str, data: bytes | None) -> str:
    """The text of a file as `pelican_open` gives it: UTF-8, any line break as a line feed, no byte order mark."""
    if data is not None:
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:  # the file itself gives the error with the place in it
            pass
    with pelican_open(path) as text:
        return str(text)
