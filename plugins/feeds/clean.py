"""An article's body made ready for feed readers, which have no stylesheet, no script and no page around it.

Numbered steps, in order; each takes the parsed body and changes it in place. Marks for the makers of blocks:
an element with `data-feed="drop"` is left out of feeds, whatever it holds.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

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
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
PICTURE_SCHEMES = frozenset({"http", "https"})
FORBIDDEN = dict.fromkeys(
    [*(code for code in range(0x20) if chr(code) not in "\t\n\r"), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""Characters that XML 1.0 has no way to write, by code point. https://www.w3.org/TR/xml/#charsets"""


def printable(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids."""
    return text.translate(FORBIDDEN)


def plain(text: str | None) -> str:
    """Return a text on one line, safe for XML; nothing for None."""
    return " ".join(printable(text or "").split())


def clean(html: str, address: str) -> str:
    """Return the body of the article at `address` (absolute) as HTML for feeds."""
    soup = BeautifulSoup(printable(html), "lxml")
    body = soup.body
    if body is None:
        return ""
    drop_what_needs_the_page(body)  # 1
    simplify_pictures(body, soup)  # 2
    flatten_components(body, soup)  # 3
    make_addresses_absolute(body, address)  # 4
    keep_known_elements(body)  # 5
    keep_known_attributes(body)  # 6
    return body.decode_contents(formatter="minimal").strip()


def drop_what_needs_the_page(body: Tag) -> None:
    """1. Remove scripts, forms, embedded documents, what is hidden from people, and comments."""
    for element in body.find_all(DROPPED):
        element.decompose()
    for element in body.select("[hidden], [aria-hidden=true], [data-feed=drop]"):
        element.decompose()
    for comment in body.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()


def simplify_pictures(body: Tag, soup: BeautifulSoup) -> None:
    """2. Keep one plain image of each picture; a drawing becomes the words that describe it."""
    for source in body.find_all("source"):
        source.unwrap()  # the parser, which is older than this element, puts the image inside it
    for drawing in body.find_all("svg"):
        title = drawing.find("title")
        words = drawing.get("aria-label") or (title.get_text() if title else "")
        if words:
            paragraph = soup.new_tag("p")
            paragraph.string = str(words)
            drawing.insert_before(paragraph)
        drawing.decompose()


def flatten_components(body: Tag, soup: BeautifulSoup) -> None:
    """3. Let blocks read well without a stylesheet: asides between rules, folded text open, its label bold."""
    for aside in body.find_all("aside"):
        aside.insert_before(soup.new_tag("hr"))
        aside.insert_after(soup.new_tag("hr"))
        aside.name = "div"
    for details in body.find_all("details"):
        details.name = "div"
    for summary in body.find_all("summary"):
        summary.name = "p"
        strong = soup.new_tag("strong")
        strong.extend(list(summary.contents))
        summary.append(strong)
    for heading in body.find_all("h1"):
        heading.name = "h2"


def make_addresses_absolute(body: Tag, address: str) -> None:
    """4. Give every link and image its whole address; unwrap links and drop images that lead nowhere."""
    for link in body.find_all("a"):
        whole = absolute(link.get("href"), address, SCHEMES)
        if whole:
            link["href"] = whole
        else:
            link.unwrap()
    for image in body.find_all("img"):
        whole = absolute(image.get("src"), address, PICTURE_SCHEMES)
        if whole:
            image["src"] = whole
        else:
            image.decompose()
    for quote in body.select("[cite]"):
        quote["cite"] = absolute(quote.get("cite"), address, PICTURE_SCHEMES) or ""


def absolute(reference: object, address: str, schemes: frozenset[str]) -> str:
    """Return a reference as an absolute address of one of the schemes, or nothing."""
    if not isinstance(reference, str) or not reference.strip():
        return ""
    try:
        whole = urljoin(address, reference.strip())
        return whole if urlsplit(whole).scheme in schemes else ""
    except ValueError:
        return ""


def keep_known_elements(body: Tag) -> None:
    """5. Unwrap elements that feed readers do not know."""
    for element in body.find_all(lambda tag: tag.name not in KEPT):
        element.unwrap()


def keep_known_attributes(body: Tag) -> None:
    """6. Drop ids, classes, styles, handlers and every other attribute that means nothing outside the page."""
    for element in body.find_all(recursive=True):
        known = ATTRIBUTES.get(element.name, frozenset()) | ANYWHERE
        element.attrs = {
            name: value for name, value in element.attrs.items() if name in known and value != ""
        }
        if element.name == "img":
            element.attrs.setdefault("alt", "")
