"""What editors may get wrong, one case each, in cases.txt."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from plugins.front_matter.entry import read_alone
from plugins.front_matter.newsroom import read_newsroom

CASES = Path(__file__).with_name("cases.txt")
STORY = "Title: {}\nDate: 2026-01-01\nSummary: Words.\n{}\nText.\n"
AROUND = {
    "news/pay-news.md": STORY.format("Pay news", ""),
    "campaigns/fair-pay.md": STORY.format("Fair pay", "Aim: More pay.\n"),
    "topics/pay.md": "Title: Pay\n",
    "series/desk.md": "Title: From the desk\n",
    "people/an-author.md": "Title: An Author\nRole: Writer\n",
}


def read_cases() -> list[tuple[str, str, str]]:
    found = re.findall(
        r"\n\n([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\.(?=\n\n|\n*$)", CASES.read_text("utf-8"), re.DOTALL
    )
    return [(name, text, expected) for name, text, expected in found]


def unescape(text: str) -> str:
    return re.sub(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4})", lambda found: chr(int(found[1][1:], 16)), text)


def messages(folder: Path, files: dict[str, bytes], settings: dict[str, Any]) -> list[str]:
    for name, data in files.items():
        file = folder / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    newsroom = read_newsroom({**settings, "PATH": str(folder / "content")})
    return [str(problem) for problem in sorted(set(newsroom.problems))]


@pytest.mark.parametrize(("name", "text", "expected"), read_cases(), ids=lambda value: str(value)[:40])
def test_case(name: str, text: str, expected: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Every case of the file gets exactly its messages, at their lines; also when the other files are known."""
    path, _, body = text.partition("\n")
    files = {**{file: words.encode() for file, words in AROUND.items()}, path: unescape(body + "\n").encode()}
    settings["FRONTFOOT_CACHE"] = str(tmp_path / "cache")
    for _ in range(2):
        assert messages(tmp_path, files, settings) == unescape(expected).splitlines(), name


def test_a_sound_file_is_checked_once(
    tmp_path: Path, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file alone can tell is not asked again, until the file, its place or our code is another."""
    settings["FRONTFOOT_CACHE"] = str(tmp_path / "cache")
    files = {name: words.encode() for name, words in AROUND.items()}
    checked: list[str] = []
    monkeypatch.setattr(
        "plugins.front_matter.entry.check_body", lambda source, **_: checked.append(source.path)
    )
    each_time_anew = read_alone.__wrapped__  # type: ignore[attr-defined]
    monkeypatch.setattr("plugins.front_matter.entry.read_alone", each_time_anew)

    def asked(more: dict[str, bytes]) -> list[str]:
        checked.clear()
        assert messages(tmp_path, files | more, settings) == []
        return sorted(checked)

    assert len(asked({})) == len(files)
    assert asked({}) == []
    assert asked({"news/other.md": files["news/pay-news.md"]}) == ["content/news/other.md"]
    changed = files["news/pay-news.md"].replace(b"Text", b"Words")
    assert asked({"news/pay-news.md": changed}) == ["content/news/pay-news.md"]
    monkeypatch.setattr("plugins.front_matter.sound.code", lambda: [Path(__file__)])
    assert len(asked({"news/pay-news.md": changed})) == len(files) + 1


def test_there_are_cases() -> None:
    """The cases file is read whole: as many cases as it has separators."""
    dots = CASES.read_text("utf-8").splitlines().count(".")
    assert len(read_cases()) * 3 == dots


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "content/news/x.md:1: the file is empty. Write the story, or delete the file."),
        (
            b"Title: Caf\xe9\n",
            "content/news/x.md:1: the file is not UTF-8 (perhaps Latin-1). Save it again as UTF-8.",
        ),
        (
            "Title: x".encode("utf-16"),
            "content/news/x.md:1: the file is UTF-16, not UTF-8. Save it again as UTF-8.",
        ),
    ],
)
def test_encodings(data: bytes, message: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """A file that is not UTF-8 text is refused, and the encoding named."""
    assert messages(tmp_path, {"news/x.md": data}, settings) == [message]


def test_bom_and_crlf_are_normalised(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A byte order mark and Windows line ends do no harm."""
    text = "﻿" + STORY.format("A story", "").replace("\n", "\r\n")
    assert messages(tmp_path, {"news/x.md": text.encode()}, settings) == []


def test_a_title_of_5000_characters(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A title that long is refused."""
    found = messages(tmp_path, {"news/x.md": STORY.format("word " * 1000, "").encode()}, settings)
    assert found == ["content/news/x.md:1: Title: is 4,999 characters long. Keep it under 300."]


@pytest.mark.parametrize(
    "body",
    [
        "[" * 20_000,
        "<a " * 20_000,
        "> " * 300 + "x",
        " " * 600 + "- x",
        "[" * 100 + "\n" + "\n".join(["x"] * 9_000),
    ],
)
def test_text_that_would_hang_is_refused(body: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Hostile Markdown meets a fixed limit, the same on every machine, and never the parser."""
    text = STORY.format("A story", "").replace("Text.", "Text.\n\n" + body)
    found = messages(tmp_path, {"news/x.md": text.encode()}, settings)
    assert len(found) == 1
    assert found[0].startswith(("content/news/x.md:5: the text", "content/news/x.md:7: the "))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("news/x.rst", "content/news/x.rst: only .md files are read here (.rst). Rename it to end in .md."),
        (
            "news/x.html",
            "content/news/x.html: only .md files are read here (.html). Rename it to end in .md.",
        ),
        ("new/x.md", 'content/new: "new" is not a section. Did you mean "news"?'),
    ],
)
def test_files_in_the_wrong_place(name: str, message: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Other kinds of files and unknown folders are named, not passed over."""
    assert messages(tmp_path, {name: b"Title: x\n"}, settings) == [message]


def test_a_link_out_of_the_content_folder(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A symbolic link could publish any file of the machine: it is refused."""
    (tmp_path / "content" / "news").mkdir(parents=True)
    (tmp_path / "content" / "news" / "x.md").symlink_to("/etc/passwd")
    found = messages(tmp_path, {}, settings)
    assert found == ["content/news/x.md: is a link to another file. Put the file itself here."]


def test_all_problems_of_all_files_at_once(tmp_path: Path, settings: dict[str, Any]) -> None:
    """Two bad files give the problems of both, sorted by file and line."""
    bad = b"Title: A\nDate: soon\n\nText.\n"
    found = messages(tmp_path, {"news/b.md": bad, "news/a.md": bad}, settings)
    assert [line.split(": ")[0] for line in found] == [
        "content/news/a.md:1",
        "content/news/a.md:2",
        "content/news/b.md:1",
        "content/news/b.md:2",
    ]
