"""A small newsroom on disk, for tests that run the real commands and builds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.sites import ROOT

CONF = """
import sys
sys.path.insert(0, {root!r})
from plugins.clock import build_time
from tests.site.siteconf import *

FRONTFOOT_BUILD_TIME = build_time()
PATH = {content!r}
OUTPUT_PATH = {output!r}
FRONTFOOT_CACHE = {cache!r}
FRONTFOOT_DEMO = {demo!r}
FRONTFOOT_MENU = [("News", "/news/")]
FRONTFOOT_ORGANISATION = {{**FRONTFOOT_ORGANISATION, "about_url": "/news/", "join_url": "/news/"}}
"""


@dataclass(frozen=True)
class Newsroom:
    """A content folder with settings of its own. `settings` is the path of the settings file."""

    root: Path
    cache: Path

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def output(self) -> Path:
        return self.root / "output"

    @property
    def settings(self) -> str:
        return str(self.root / "conf.py")

    def set_up(self, *, demo: bool = True) -> Newsroom:
        """Write the settings and the two topics; return itself."""
        names = {"content": self.content, "output": self.output, "cache": self.cache, "root": ROOT}
        values = {name: str(path) for name, path in names.items()}
        self.root.mkdir(parents=True, exist_ok=True)
        Path(self.settings).write_text(CONF.format(**values, demo=demo), "utf-8")
        for topic in ("pay", "rotas"):
            self.write(f"topics/{topic}", f"Title: {topic.capitalize()}\nSummary: About {topic}.\n")
        return self

    def write(self, key: str, text: str) -> Path:
        """Write a content file: `news/x`."""
        file = self.content / f"{key}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def story(self, key: str, date: str, title: str = "", tags: str = "pay", more: str = "") -> Path:
        """Write a story; `more` are further lines of metadata, each ended."""
        title = title or key.rpartition("/")[2].replace("-", " ").capitalize()
        fields = (
            f"Title: {title}\nDate: {date}\nSummary: What there is to know about it.\nTags: {tags}\n{more}"
        )
        return self.write(key, f"{fields}\nThe text of the story.\n")

    def edition(self, name: str, more: str = "", body: str = "", send_at: str = "") -> Path:
        """Write an edition that goes out on the fifth of the next month, unless `send_at` says otherwise."""
        year, month = map(int, name.split("-"))
        after = f"{year + month // 12}-{month % 12 + 1:02}"
        fields = (
            "Subject: The month in brief\nPreheader: What happened, whom it touches, and what comes next.\n"
        )
        return self.write(
            f"digests/{name}", f"{fields}Send_at: {send_at or f'{after}-05 09:00'}\n{more}\n{body}\n"
        )

    def october(self) -> Newsroom:
        """Write a few stories of October 2018 and an edition for them; return itself."""
        self.story("news/pay-deal", "2018-10-02")
        self.story("news/rota-talks", "2018-10-20", tags="rotas")
        self.story("features/long-read", "2018-10-04", more="Digest: lead\nKicker: Interview\n")
        self.story(
            "opinion/say-it", "2018-10-09", tags="pay, rotas", more="Name_withheld: A director in Wales\n"
        )
        self.edition("2018-10", body="Read [the long one]({filename}/features/long-read.md) *first*.")
        return self

    def lock(self, name: str) -> Path:
        return self.content / "digests" / f"{name}.lock.json"
