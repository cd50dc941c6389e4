"""An article's body made ready for feed readers, which have no stylesheet, no script and no page around it.

Numbered steps, in order; each takes the parsed body and changes it in place. Marks for the makers of blocks:
an element with `data-feed="drop"` is left out of feeds, whatever it holds.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

DROPPED = (
    "audio base button canvas embed form head iframe input link map meta noscript object script select style "
    "template textarea video"
).split()
KEPT = frozenset(
    (
        "a abbr b blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption figure h2 h3 h4 "
        "h5 h6 hr i img ins kbd li mark ol p pre q s samp small strong sub sup table tbody td tfoot th thead "
        "time tr u ul var"
    ).split()
)
"""Elements that feed readers show as they are; the text of all others stays, without the element."""
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
ANYWHERE = frozenset({"lang", "dir"})
ON_THE_PAGE_ONLY = "descendant::*[@hidden or @aria-hidden='true' or @data-feed='drop']"
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
PICTURE_SCHEMES = frozenset({"http", "https"})
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write. https://www.w3.org/TR/xml/#charsets"""


def printable(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids."""
    return FORBIDDEN.sub("", text)


def plain(text: str | None) -> str:
    """Return a text on one line, safe for XML; nothing for None."""
    return " ".join(printable(text or "").split())


def clean(text: str, address: str) -> str:
    """Return the body (HTML) of the article at `address` (absolute) as HTML for feeds."""
    if not text.strip():
        return ""
    body = html.fragment_fromstring(printable(text), create_parent="div")
    _held = list(
        body.iter()
    )  # as long as someone holds it, lxml need not make an element's Python side again
    drop_what_needs_the_page(body)  # 1
    simplify_pictures(body)  # 2
    flatten_components(body)  # 3
    make_addresses_absolute(body, address)  # 4
    keep_known_elements(body)  # 5
    keep_known_attributes(body)  # 6
    return inside(body).strip()


def inside(body: HtmlElement) -> str:
    """Return what an element holds, as HTML."""
    parts = (html.tostring(child, encoding="unicode") for child in body)
    return escape(body.text or "", quote=False) + "".join(parts)


def drop_what_needs_the_page(body: HtmlElement) -> None:
    """1. Remove scripts, forms, embedded documents, what is hidden from people, and comments."""
    unwanted = [*body.iter(*DROPPED, etree.Comment, etree.PI), *body.xpath(ON_THE_PAGE_ONLY)]
    for element in unwanted:
        if element.getparent() is not None:
            element.drop_tree()


def simplify_pictures(body: HtmlElement) -> None:
    """2. Keep one plain image of each picture; a drawing becomes the words that describe it."""
    for source in list(body.iter("source")):
        source.drop_tag()  # the parser, which is older than this element, puts the image inside it
    for drawing in list(body.iter("svg")):
        words = drawing.get("aria-label") or drawing.findtext("title")
        if words:
            paragraph = html.Element("p")
            paragraph.text = words
            drawing.addprevious(paragraph)
        drawing.drop_tree()


def flatten_components(body: HtmlElement) -> None:
    """3. Let blocks read well without a stylesheet: asides between rules, folded text open, its label bold."""
    for aside in list(body.iter("aside")):
        aside.tag = "div"
        aside.addprevious(html.Element("hr"))
        rule = html.Element("hr")
        rule.tail, aside.tail = aside.tail, None
        aside.addnext(rule)
    for details in list(body.iter("details")):
        details.tag = "div"
    for summary in list(body.iter("summary")):
        strong = html.Element("strong")
        strong.text, summary.text = summary.text, None
        strong.extend(list(summary))
        summary.tag = "p"
        summary.append(strong)
    for heading in list(body.iter("h1")):
        heading.tag = "h2"


def make_addresses_absolute(body: HtmlElement, address: str) -> None:
    """4. Give every link and image its whole address; unwrap links and drop images that lead nowhere."""
    for link in list(body.iter("a")):
        whole = absolute(link.get("href"), address, SCHEMES)
        if whole:
            link.set("href", whole)
        else:
            link.drop_tag()
    for image in list(body.iter("img")):
        whole = absolute(image.get("src"), address, PICTURE_SCHEMES)
        if whole:
            image.set("src", whole)
        else:
            image.drop_tree()
    for quote in body.xpath("descendant::*[@cite]"):
        quote.set("cite", absolute(quote.get("cite"), address, PICTURE_SCHEMES))


def absolute(reference: str | None, address: str, schemes: frozenset[str]) -> str:
    """Return a reference as an absolute address of one of the schemes, or nothing."""
    if not reference or not reference.strip():
        return ""
    try:
        whole = urljoin(address, reference.strip())
        return whole if urlsplit(whole).scheme in schemes else ""
    except ValueError:
        return ""


def keep_known_elements(body: HtmlElement) -> None:
    """5. Unwrap elements that feed readers do not know."""
    for element in list(body.iterdescendants()):
        if element.tag not in KEPT:
            element.drop_tag()


def keep_known_attributes(body: HtmlElement) -> None:
    """6. Drop ids, classes, styles, handlers and every other attribute that means nothing outside the page."""
    for element in body.iterdescendants():
        known = ATTRIBUTES.get(element.tag, set()) | ANYWHERE
        for name, value in element.items():
            if not value or name not in known:
                del element.attrib[name]
        if element.tag == "img" and "alt" not in element.attrib:
            element.set("alt", "")
