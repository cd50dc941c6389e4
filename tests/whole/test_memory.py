"""What a process remembers from build to build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plugins.memory import code, pure


def test_a_pure_function_is_asked_once() -> None:
    """The same arguments are not worked out twice; the function bears the mark that it may keep what it gave."""
    asked: list[int] = []

    @pure
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    marked: Any = double
    assert [double(2), double(2), double(3)] == [4, 4, 6]
    assert (asked, marked.pure) == ([2, 3], True)


def test_what_is_raised_is_not_remembered() -> None:
    """A function that could not answer is asked again."""
    answers = iter((None, "there"))

    @pure
    def find(name: str) -> str:
        answer = next(answers)
        if answer is None:
            raise KeyError(name)
        return answer

    with pytest.raises(KeyError):
        find("a")
    assert find("a") == "there"


def test_code_is_told_apart_by_its_bytes(tmp_path: Path) -> None:
    """Files of code and folders of it have a digest of their bytes."""
    for name, text in (("a", "1"), ("b", "1"), ("c", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "code.py").write_text(text)
        (tmp_path / name / "data.txt").write_text(name)
    one, same, other = (code(str(tmp_path / name)) for name in "abc")
    assert one == same != other
    assert code(str(tmp_path / "a" / "code.py")) == one
