"""House style: what is warned of, at which line, with which fix; and what is left alone."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from plugins.desk.changes import changed_files
from plugins.desk.style import style_problems
from plugins.desk.style.lengths import sentences
from plugins.desk.style.rules import read_house
from plugins.front_matter.newsroom import read_newsroom
from tests.support.sites import ROOT

HEAD = "Title: A story\nDate: 2026-01-01\nSummary: What it is about.\n"


def said(folder: Path, settings: dict[str, Any], body: str, head: str = HEAD, house: str = "") -> list[str]:
    content = folder / "content"
    (content / "news").mkdir(parents=True, exist_ok=True)
    (content / "news" / "x.md").write_text(f"{head}\n{body}\n", "utf-8")
    if house:
        (content / "house-style.toml").write_text(house, "utf-8")
    mine = {**settings, "PATH": str(content)}
    newsroom = read_newsroom(mine)
    assert [str(one) for one in newsroom.problems] == []
    found = style_problems(newsroom, mine, None)
    return [str(one).removeprefix("content/news/x.md:") for one in sorted(found)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("They met on 4th October 2018.", 'style: "4th October" has a th in its date. Write 4 October.'),
        ("They met on October 4, 2018.", 'style: "October 4" has the month first. Write 4 October.'),
        (
            "On 03/04/2026 they met.",
            'style: "03/04/2026" can be read two ways. Write the month in words: 4 Oc',
        ),
        ("At 5.30 pm they met.", 'style: "5.30 pm" has a space before pm. Write 5.30pm.'),
        ("At 5.30pm they met.", 'style: "5.30pm" has a stop between hours and minutes. Write 5:30pm.'),
        ("At 5 p.m. they met.", 'style: "5 p.m." has stops in it. Write am or pm: 5:30pm.'),
        (
            "From 2018-2021 they met.",
            'style: "2018-2021" joins two years with a hyphen. Write 2018 to 2021; a f',
        ),
        ("It rose by 3 per cent.", 'style: "3 per cent" has the percentage in words. Write 3%.'),
        ("It cost 12000 hours.", 'style: "12000" has no comma. Write 12,000.'),
        ("It cost 1234567 hours.", 'style: "1234567" has no commas. Write 1,234,567.'),
        ("It cost £3m to run.", 'style: "£3m" shortens the million. Write £3 million.'),
        ("It cost £20k to run.", 'style: "£20k" shortens the thousands. Write £20,000.'),
        (
            "Two people, e.g. nurses, met.",
            'style: "e.g." is read out as letters, or not understood. Write for ex',
        ),
        (
            "Rotas, leave etc. matter.",
            'style: "etc." leaves the reader to guess. Name the rest, or write: and ot',
        ),
        ("They met Dr. Wyn there.", 'style: "Dr." has a stop. Write Dr without it.'),
        ("They met the the board.", 'style: "the the" has a word twice. Delete one.'),
        (
            "See [here](/about/) for it.",
            'link: "here" does not say where the link leads. Link the words that na',
        ),
        (
            "Click here to see it.",
            'style: "Click here" is no help to those who do not use a mouse. Say what is ',
        ),
        (
            "![ward](a.jpg)",
            "picture: is one word. Say in a sentence what the picture shows, or write: decorative",
        ),
        (
            "![A photo of a ward](a.jpg)",
            'picture: begins with "A photo of". Begin with what is in the picture: i',
        ),
        (
            "They organize the color of it.",
            'spelling: "organize" is not in the dictionary. Perhaps "organise".',
        ),
        (
            "They organise the color of it.",
            'spelling: "color" is not in the dictionary. Perhaps "colour" or ',
        ),
        ("Teh board met.", 'spelling: "Teh" is not in the dictionary. Perhaps '),
        (
            "one " * 45 + "two.",
            'length: the sentence that begins "one one one one …" has 46 words. Make two of it.',
        ),
        ("Short words. " * 90, "length: the paragraph has 180 words. Break it up: 150 are many."),
    ],
)
def test_what_is_warned_of(body: str, message: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Each slip gets a warning at its line with the fix."""
    found = said(tmp_path, settings, f"A first line.\n\n{body}")
    assert any(line.startswith(f"7: {message}") for line in found), found


@pytest.mark.parametrize(
    "body",
    [
        "On 4 October 2018, at 5:30pm, 12,000 people (3%) gave £3 million.",
        "In 2018/19 it was 2018 to 2019, and in 2024 there were 1500.",
        "Ask Restell, Hospify, NHSmail, MiP and iPhone at news@ccu.example or https://a.example/colour-color.",
        "O’Neill’s managers’ and the manager’s own.",
        "`color organize 4th October`",
        "```\ncolor organize\n```",
        '<div lang="cy">\n\nMae’r rheolwyr yn siarad.\n\n</div>',
        'They said <span lang="cy">iechyd da</span> to all.',
        "> On 4th October at 5 p.m. they did.",
        "He said that that was so; she had had enough.",
        "See [the rota guide](/about/).",
        "Navina wrote it.",
        "The A&E rose by 3 percentage points.",
    ],
)
def test_what_is_left_alone(body: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Good style, names, code, addresses, Welsh, and other people's words draw no warning."""
    assert said(tmp_path, settings, body) == []


def test_what_follows_welsh_is_english_again(tmp_path: Path, settings: dict[str, Any]) -> None:
    """The end of a Welsh passage is seen."""
    body = '<div lang="cy">\n\nMae’r color.\n\n</div>\n\nThe color of it.'
    assert [line.split(".")[0] for line in said(tmp_path, settings, body)] == [
        '11: spelling: "color" is not in the dictionary'
    ]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("Title: The rotas are here.\n", "1: Title: ends with a full stop. Delete it."),
        (f"Title: {'word ' * 14}\n", "1: Title: is 69 characters long. Keep it under 66 if you can."),
        (
            "Title: A\nKicker: Organized\n",
            '2: spelling: "Organized" is not in the dictionary. Perhaps "Organised" or ',
        ),
        (
            "Title: A\nImage_alt: Photo of a ward\n",
            '2: Image_alt: begins with "Photo of". Begin with what is in',
        ),
        (
            "Title: A\nCorrections:\n    2026-01-02 | On 4th May.\n",
            '3: Corrections: "4th May" has a th in its',
        ),
    ],
)
def test_fields(head: str, message: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Headlines, standfirsts, descriptions and corrections are prose, too."""
    found = said(tmp_path, settings, "Text.", f"{head}Date: 2026-01-01\nSummary: What it is about.\n")
    assert any(line.startswith(message) for line in found), found


def test_words_allowed_in_one_file(tmp_path: Path, settings: dict[str, Any]) -> None:
    """`Words` lets a word, or a phrase that a rule would find, through in its file."""
    assert said(tmp_path, settings, "The rebanding of 4th May.", f"{HEAD}Words: rebanding, 4th May\n") == []


def test_words_and_terms_of_the_site(tmp_path: Path, settings: dict[str, Any]) -> None:
    """The site's own file allows words and names terms; its right form is never a finding."""
    house = 'words = ["rebanding"]\n[terms]\n"rota agreement" = ["roster deal", "Rota Agreement", "rota agreement"]\n'
    body = "The Rota Agreement is a roster deal: the rota agreement on rebanding."
    assert said(tmp_path, settings, body, house=house) == [
        '5: style: "Rota Agreement" is not how we write it. Write: rota agreement',
        '5: style: "roster deal" is not how we write it. Write: rota agreement',
    ]


@pytest.mark.parametrize("house", ["words = [", 'terms = ["x"]', '[terms]\n"x" = ["("]'])
def test_a_broken_house_style_is_a_warning(house: str, tmp_path: Path, settings: dict[str, Any]) -> None:
    """A slip in the site's file is said, and the general rules still hold."""
    found = said(tmp_path, settings, "On 4th May.", house=house)
    assert found[0].startswith("content/house-style.toml: cannot be read: ")
    assert found[1].startswith('5: style: "4th May"')


def test_the_sites_own_file_is_in_order() -> None:
    """The committed content/house-style.toml reads."""
    house = read_house(ROOT / "content")
    assert house.problems == ()
    assert any(rule.right == "band 8a" for rule in house.rules)


def test_where_sentences_end() -> None:
    """Abbreviations and initials end no sentence; quotation marks after a stop belong to it."""
    assert sentences("Dr. Wyn and J. Ifan met. “Yes.” They left? No. 10 stayed.") == [
        "Dr. Wyn and J. Ifan met.",
        "“Yes.",
        "They left?",
        "No. 10 stayed.",
    ]


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=Editor", "-c", "user.email=editor@ccu.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


def test_only_what_changed_since_main(tmp_path: Path) -> None:
    """On a branch: what it committed, what is edited and what is new. Without git: everything."""
    content = tmp_path / "content"
    (content / "news").mkdir(parents=True)
    for name in ("a", "b", "c"):
        (content / "news" / f"{name}.md").write_text("Text.\n", "utf-8")
    (tmp_path / "outside.md").write_text("Text.\n", "utf-8")
    assert changed_files(content) is None
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    assert changed_files(content) == frozenset()
    git(tmp_path, "checkout", "-qb", "story")
    (content / "news" / "a.md").write_text("Other.\n", "utf-8")
    git(tmp_path, "commit", "-qam", "Change a")
    (content / "news" / "b.md").write_text("Other.\n", "utf-8")
    (content / "news" / "ŵyn.md").write_text("New.\n", "utf-8")
    (tmp_path / "outside.md").write_text("Other.\n", "utf-8")
    expected = {"content/news/a.md", "content/news/b.md", "content/news/ŵyn.md"}
    assert changed_files(content) == expected
