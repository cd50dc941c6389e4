"""A leaner form of Python-Markdown's serializers: an element without children is one piece of text."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import HTML_EMPTY, Element, QName

from markdown import Markdown
from markdown.serializers import (  # type: ignore[attr-defined]
    BOOLEAN_ATTRIBUTES,
    _escape_attrib_html,
    _escape_cdata,
    to_html_string,
    to_xhtml_string,
)

_RAW = frozenset({"script", "style"})


def hasten(instance: Markdown) -> None:
    """Give one instance the leaner serializer of its format, if it has one of the usual two."""
    for stock, xhtml in ((to_html_string, False), (to_xhtml_string, True)):
        if instance.serializer is stock:
            instance.serializer = serializer(stock, xhtml=xhtml)


def serializer(stock: Callable[[Element], str], *, xhtml: bool) -> Callable[[Element], str]:
    """The leaner form of `stock`, which it asks for trees with more in them than plain elements."""

    def serialize(root: Element) -> str:
        written: list[str] = []
        waiting: list[Any] = [root]
        while waiting:
            element = waiting.pop()
            if type(element) is str:
                written.append(element)
                continue
            attributes = _attributes(element, xhtml) if element.attrib or type(element.tag) is not str else ""
            if attributes is None:
                return stock(root)
            begin, end = _ends(element, attributes, xhtml)
            tail = element.tail
            after = end + _escape_cdata(tail) if tail else end
            if len(element) and not (xhtml and element.tag.lower() in HTML_EMPTY):
                written.append(begin)
                waiting.append(after)
                waiting += element[::-1]
            else:
                written.append(begin + after)
        return "".join(written)

    return serialize


def _ends(element: Element, attributes: str, xhtml: bool) -> tuple[str, str]:
    """What stands before the children of an element, and what after them."""
    tag, text = element.tag, element.text
    name = tag.lower()
    if xhtml and name in HTML_EMPTY:
        return f"<{tag}{attributes} />", ""
    if text and name not in _RAW:
        text = _escape_cdata(text)
    return f"<{tag}{attributes}>{text or ''}", "" if name in HTML_EMPTY else f"</{tag}>"


def _attributes(element: Element, xhtml: bool) -> str | None:
    """The attributes of an element as written in its tag; None when it is not a plain element."""
    if type(element.tag) is not str:
        return None
    written = ""
    for name, value in sorted(element.items()):
        if isinstance(name, QName) or isinstance(value, QName):
            return None
        escaped = None if value is None else _escape_attrib_html(value)
        bare = escaped is None or (not xhtml and escaped == name and name in BOOLEAN_ATTRIBUTES["html"])
        written += f" {name}" if bare else f' {name}="{escaped}"'
    return written
