"""Text that tries to be markup, code or an address stays text: in pages, feeds and structured data."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from plugins.output.checks import check_page
from tests.support.sites import ROOT, run_build

IN_FIELDS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "]]>",
    "{{ 7*7 }}",
    "{% include 'x' %}",
    "</title></head>",
    "</script>",
    "<!--",
    "-->",
    "&lt;b&gt; &amp;amp; &#x3c;i>",
    "javascript:alert(1)",
    "../../etc/passwd",
    "\\x3cb\\x3e",
    "𝕊 😀 ŵ",
)
IN_BODIES = (
    "A <b onclick=alert(1) style=color:red>word</b>.",
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](java&#115;cript:alert(1)) [d](data:text/html,x)",
    "<a href='vbscript:x' target=_blank>x</a>",
    "<script>alert('</p>')</script> after",
    "<svg onload=alert(1)><circle/></svg> after",
    "<form action=/x><input name=q autofocus onfocus=x></form> after",
    "{{ 7*7 }} {% raw %} ]]> <!-- note -->",
    "<p class='x' id='y1' data-x='1' accesskey='m'>z</p>",
    "*[HTML]: <script>alert(1)</script>\n\nHTML is an abbreviation.",
    "Noted.[^n]\n\n[^n]: <b onmouseover=x>note</b>",
    "[r]\n\n[r]: https://a.example/ '\"><script>alert(1)</script>'",
    "## <i onclick=x>Main</i>",
    '| a | b |\n|---|:-:|\n| <b style="x">c</b> | `<script>` |',
    "<https://a.example/?q='x&lt;script>",
)
words = st.permutations(IN_FIELDS).map(lambda parts: ("A " + " ".join(parts))[:200])
bodies = st.permutations(IN_BODIES).map("\n\n".join)
story = st.builds(
    "Title: {}\nShort_title: {}\nDate: 2026-01-0{}\nSummary: {}\nKicker: {}\nName_withheld: {}\nTags: hostile\n"
    "Series: hostile\nModified: 2026-02-01\nModified_note: {}\nSources:\n    {} | https://a.example/?q='\"<>\n"
    "Corrections:\n    2026-01-09 | {}\n\n{}\n".format,
    *(words, words, st.integers(1, 9), *(words,) * 6, bodies),
)
named = st.builds("Title: {}\nSummary: {}\n\n{}\n".format, words, words, bodies)
person = st.builds(
    'Title: {}\nRole: {}\nLinks:\n    {} | https://a.example/"x\n\n{}\n'.format, words, words, words, bodies
)


@settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate])
@given(stories=st.lists(story, min_size=3, max_size=3), topic=named, series=named, author=person)
def test_hostile_text_stays_text(stories: list[str], topic: str, series: str, author: str) -> None:
    """Every page is sound and free of code, every feed well formed with clean content, all JSON loads."""
    files = {f"opinion/hostile-{number}.md": text for number, text in enumerate(stories)}
    files |= {"topics/hostile.md": topic, "series/hostile.md": series, "people/hostile.md": author}
    files["news/by-hostile.md"] = "Title: By\nDate: 2026-01-01\nSummary: S.\nAuthors: hostile\n\nText.\n"
    with tempfile.TemporaryDirectory() as folder:
        output = build_with(Path(folder), files)
        wrong = {file.name: found for file in pages(output) if (found := faults(file.read_text("utf-8")))}
        assert wrong == {}
        for file in sorted(output.rglob("*.xml")):
            for encoded in etree.parse(file).iter("{http://purl.org/rss/1.0/modules/content/}encoded"):
                assert list(code_in(html.fragment_fromstring(encoded.text or "", create_parent=True))) == []
        for file in sorted((output / "feeds").rglob("*.json")):
            for item in json.loads(file.read_text("utf-8"))["items"]:
                assert list(code_in(html.fragment_fromstring(item["content_html"], create_parent=True))) == []


def build_with(folder: Path, files: dict[str, str]) -> Path:
    content = folder / "content"
    shutil.copytree(ROOT / "tests" / "site" / "content", content)
    for name, text in files.items():
        (content / name).write_text(text, "utf-8")
    places = {"PATH": str(content), "OUTPUT_PATH": str(folder / "output")}
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", json.dumps(places))
    assert result.returncode == 0, result.stderr
    return folder / "output"


def pages(output: Path) -> list[Path]:
    found = sorted(output.rglob("*.html"))
    return [file for file in found if 'http-equiv="refresh"' not in file.read_text("utf-8")]


def faults(text: str) -> list[str]:
    """What is wrong with a page, code in addresses included; its structured data must load."""
    page = html.document_fromstring(text)
    for script in page.iter("script"):
        if script.get("type") == "application/ld+json":
            json.loads(script.text)
    return [*check_page(text), *code_in(page)]


def code_in(root: html.HtmlElement) -> Iterator[str]:
    """Yield every place in which a browser would run something that an editor wrote."""
    for element in root.iter(etree.Element):
        if element.tag == "script" and not (element.get("src") or "json" in (element.get("type") or "")):
            yield "a script"
        for name, value in element.items():
            if name.startswith("on") or name == "style":
                yield f"{name} on {element.tag}"
            if name in {"href", "src", "action"} and value.lower().startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                yield f"{name}={value}"
