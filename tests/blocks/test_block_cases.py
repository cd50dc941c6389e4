"""What editors may get wrong in blocks, one case each, in cases.txt; and every parameter of every kind."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from plugins.blocks.calls import Around, Kind
from plugins.blocks.kinds import KINDS
from plugins.blocks.scan import scan
from plugins.blocks.styleguide import fixture
from tests.blocks.blocks import DATA

CASES = Path(__file__).with_name("cases.txt")


def read_cases() -> list[tuple[str, str, str]]:
    found = re.findall(
        r"\n\n([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\.(?=\n\n|\n*$)", CASES.read_text("utf-8"), re.DOTALL
    )
    return [(name, text, expected) for name, text, expected in found]


def said(body: str, data: Path) -> list[str]:
    faults = sorted(scan(body, Around(data)).faults)
    return [
        f"{line}: {f'{option}: ' if option else ''}{cause} {fix}".strip()
        for line, option, cause, fix in faults
    ]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    (folder / "empty.pdf").write_bytes(b"")
    return folder


@pytest.mark.parametrize(("name", "text", "expected"), read_cases(), ids=lambda value: str(value)[:40])
def test_case(name: str, text: str, expected: str, data: Path) -> None:
    """Every case of the file gets exactly its messages, at their lines."""
    assert said(text, data) == expected.splitlines(), name


def test_there_are_cases() -> None:
    """The cases file is read whole: as many cases as it has separators."""
    dots = CASES.read_text("utf-8").splitlines().count(".")
    assert len(read_cases()) * 3 == dots


def opening(lines: list[str], kind: Kind) -> int:
    """Return the index of the first line that opens a block of a kind."""
    return next(
        i for i, line in enumerate(lines) if line.startswith("///") and line.split()[1:2] == [kind.name]
    )


OPTIONS = [(kind, option.name) for kind in KINDS.values() for option in kind.options]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_fixture_is_in_order(kind: Kind) -> None:
    """The fixture of every kind is accepted as it stands."""
    assert scan(fixture(kind), Around(DATA)).faults == []


@pytest.mark.parametrize(("kind", "option"), OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_every_option_without_a_value(kind: Kind, option: str) -> None:
    """An option that is there but empty is refused at its own line, whatever the kind."""
    lines = fixture(kind).split("\n")
    first = opening(lines, kind)
    lines.insert(first + 1, f"    {option}:")
    faults = scan("\n".join(lines), Around(DATA)).faults
    assert (first + 2, option, "has no value.", "Write one, or delete the line.") in faults


@pytest.mark.parametrize(("kind", "option"), OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_every_option_misspelt(kind: Kind, option: str) -> None:
    """A slip in the name of any option gets the right name as a suggestion."""
    lines = fixture(kind).split("\n")
    first = opening(lines, kind)
    lines.insert(first + 1, f"    {option}x: 1")
    faults = scan("\n".join(lines), Around(DATA)).faults
    assert (
        first + 2,
        "",
        f'"{option}x" is not an option of "{kind.name}".',
        f'Did you mean "{option}"?',
    ) in faults


@pytest.mark.parametrize(
    ("kind", "option"),
    [(kind, option.name) for kind in KINDS.values() for option in kind.options if option.required],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_required_option_left_out(kind: Kind, option: str) -> None:
    """Each option that must be there is missed at the line of its block."""
    lines = [line for line in fixture(kind).split("\n") if not line.startswith(f"    {option}:")]
    faults = scan("\n".join(lines), Around(DATA)).faults
    assert [fault[1] for fault in faults if fault[2] == "is missing."][:1] == [option]
