"""Links to other sites, tried on a real server of our own."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from plugins.desk.external import check_external, whole


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers['User-Agent']}")
            self.send_response(404 if "gone" in self.path else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}", asked
    httpd.shutdown()


def test_a_dead_link_is_a_warning(
    site_copy: Path, server: tuple[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A 404 is named at its line and stops nothing; a good answer is not asked for twice; we say who asks."""
    address, asked = server
    for file in sorted((site_copy / "content").rglob("*.md")):
        text = file.read_text("utf-8").replace("https://", "urn:")
        file.write_text(text, "utf-8")
    story = site_copy / "content" / "news" / "old-note.md"
    story.write_text(
        f"{story.read_text('utf-8')}\n[a]({address}/gone) and [b]({address}/here(1)).\n", "utf-8"
    )
    line = story.read_text("utf-8").split("\n").index(f"[a]({address}/gone) and [b]({address}/here(1)).") + 1
    for _ in range(2):
        assert check_external(str(site_copy / "siteconf.py")) == 0
        said = capsys.readouterr().out
        assert f"content/news/old-note.md:{line}: warning: link: {address}/gone does not answer" in said
        assert said.endswith("1 warning in 1 file.\n")
    assert sum(one.startswith("/here(1) Care Coordinators United link check") for one in asked) == 1


def test_time_is_limited(site_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With no time at all nothing is tried, and the rest is said to be left."""
    assert check_external(str(site_copy / "siteconf.py"), seconds=0) == 0
    assert "not tried yet: run the check again to go on." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example/x).", "https://a.example/x"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("https://a.example/x_(y)),", "https://a.example/x_(y)"),
    ],
)
def test_where_an_address_ends(text: str, address: str) -> None:
    """Punctuation after an address is not part of it; brackets in pairs are."""
    assert whole(text) == address
