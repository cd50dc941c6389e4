"""The one way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from pelican.writers import FileOverwriteFailedError

from plugins.output.writer import NewsroomWriter


@pytest.fixture
def writer(tmp_path: Path) -> NewsroomWriter:
    """A writer into an empty folder."""
    return NewsroomWriter(str(tmp_path / "out"), {})


def test_bytes_arrive(writer: NewsroomWriter, tmp_path: Path) -> None:
    """What is handed over is what stands in the file."""
    writer.write_bytes("a/b.bin", b"\x00\x01")
    assert (tmp_path / "out" / "a" / "b.bin").read_bytes() == b"\x00\x01"


@pytest.mark.parametrize("second", ["a/page.html", "A/Page.html"])
def test_two_outputs_for_one_address(writer: NewsroomWriter, second: str) -> None:
    """A second file for one address, in whatever case, is refused."""
    writer.write_bytes("a/page.html", b"1")
    with pytest.raises(FileOverwriteFailedError, match="a/page"):
        writer.write_bytes(second, b"2")


@pytest.mark.parametrize(
    ("first", "second"), [("robots.txt", "Robots.txt/index.html"), ("a/b/c.html", "a/b")]
)
def test_a_file_is_no_folder(first: str, second: str, writer: NewsroomWriter) -> None:
    """A file cannot stand where others have their folder, nor the other way round."""
    writer.write_bytes(first, b"1")
    with pytest.raises(FileOverwriteFailedError, match="Two things"):
        writer.write_bytes(second, b"2")


def test_a_page_counts_too(writer: NewsroomWriter) -> None:
    """Pages from templates and bytes from generators cannot share an address."""

    class Template:
        def render(self, context: dict[str, object]) -> str:
            return f"page {context['x']}"

    writer.write_file("a.html", Template(), {"x": 1, "localsiteurl": ""})
    with pytest.raises(FileOverwriteFailedError):
        writer.write_bytes("a.html", b"")


def test_nothing_leaves_the_output_folder(writer: NewsroomWriter, tmp_path: Path) -> None:
    """A path out of the folder is refused."""
    with pytest.raises(RuntimeError):
        writer.write_bytes("../out-evil/x", b"")
    assert not (tmp_path / "out-evil").exists()


def test_what_stands_is_left_alone(writer: NewsroomWriter, tmp_path: Path) -> None:
    """Bytes that the engine has in place are not written again, and their address is taken all the same."""
    writer.stands = lambda path, data: (path, data) == ("a.bin", b"old")
    writer.write_bytes("a.bin", b"old")
    writer.write_bytes("b.bin", b"old")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["b.bin"]
    with pytest.raises(FileOverwriteFailedError):
        writer.write_bytes("A.bin", b"new")
