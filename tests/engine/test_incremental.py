"""After any sequence of edits the engine's output is that of a clean build by Pelican itself, byte for byte."""

import datetime as dt
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.engine.harness import PLUGIN, Site, build, difference, tree

TAGS = st.sampled_from(["Pay", "pay", "Health", "Law, Pay", "law", "Pay, Health, Law"])
BODIES = st.sampled_from(
    [
        "Plain text.",
        "See [one]({filename}/news/story-1.md) and [two]({filename}story-2.md#x).",
        "Gone: [none]({filename}/news/nowhere.md).",
        "Picture ![p]({static}/images/a.png) and [tag]({tag}pay).",
        "Attached [file]({attach}/images/b.png).",
        "## Heading\n\nText with *stress*.\n\n- one\n- two",
        "[index]({index}) and {author}Ada",
    ]
)
PICK = st.integers(0, 40)


class Edits(RuleBasedStateMachine):
    """Edits a site at random; after each edit a warm build and a clean one must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="edits-"))
        self.site: Site | None = None
        self.count = 0

    @initialize(plugins=st.booleans(), relative=st.booleans(), jobs=st.sampled_from([1, 2]))
    def begin(self, plugins: bool, relative: bool, jobs: int) -> None:
        self.jobs = jobs
        self.site = Site(self.folder, plugins=plugins, relative=relative)
        self.site.begin()

    def _article(self, pick: int) -> str:
        sources = self.site.sources()
        return sources[pick % len(sources)]

    def _edit(self, path: str, field: str, value: str) -> None:
        file = self.folder / "content" / path
        head, _, body = file.read_text().partition("\n\n")
        lines = [line for line in head.splitlines() if not line.startswith(f"{field}:")]
        file.write_text("\n".join([*lines, f"{field}: {value}"]) + "\n\n" + body)

    @rule(
        number=st.integers(8, 27), body=BODIES, tags=TAGS, section=st.sampled_from(["news", "opinion", "new"])
    )
    def add(self, number: int, body: str, tags: str, section: str) -> None:
        self.site.write(f"{section}/added-{number}.md", number=number, tags=tags, body=body)

    @rule(pick=PICK, body=BODIES)
    def rewrite(self, pick: int, body: str) -> None:
        file = self.folder / "content" / self._article(pick)
        file.write_text(file.read_text().partition("\n\n")[0] + f"\n\n{body}\n")

    @rule(pick=PICK, title=st.sampled_from(["New title", "Story 1", "Teitl ŵ", "A & B"]))
    def retitle(self, pick: int, title: str) -> None:
        self._edit(self._article(pick), "Title", title)

    @rule(pick=PICK, tags=TAGS)
    def retag(self, pick: int, tags: str) -> None:
        self._edit(self._article(pick), "Tags", tags)

    @rule(pick=PICK, names=st.sampled_from(["Ada", "ada", "Cai", "Bea"]))
    def reassign(self, pick: int, names: str) -> None:
        self._edit(self._article(pick), "Authors", names)

    @rule(pick=PICK, days=st.integers(-400, 30))
    def redate(self, pick: int, days: int) -> None:
        date = self.site.now + dt.timedelta(days=days)
        self._edit(self._article(pick), "Date", f"{date:%Y-%m-%d %H:%M}")

    @rule(pick=PICK, status=st.sampled_from(["draft", "published", "hidden"]))
    def restatus(self, pick: int, status: str) -> None:
        self._edit(self._article(pick), "Status", status)

    @precondition(lambda self: self.site and len(self.site.sources()) > 3)
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        (self.folder / "content" / self._article(pick)).unlink()

    @rule(pick=PICK, section=st.sampled_from(["news", "opinion"]))
    def rename(self, pick: int, section: str) -> None:
        self.count += 1
        source = self.folder / "content" / self._article(pick)
        source.rename(self.folder / f"content/{section}/moved-{self.count}.md")

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.site.now += dt.timedelta(days=days)

    @rule(
        name=st.sampled_from(["base", "macros", "footer", "tag", "article"]),
        text=st.sampled_from(["<b>x</b>", ""]),
    )
    def change_template(self, name: str, text: str) -> None:
        self.count += 1
        file = self.folder / f"theme/templates/{name}.html"
        added = f"{text}{self.count if text else '{# nothing #}'}"
        old, new = (
            ("</article>", f"{added}</article>") if name == "macros" else ("{% block", f"{added}{{% block")
        )
        text_now = file.read_text()
        changed = text_now.replace(old, new, 1) if old in text_now else text_now + added
        file.write_text(changed)

    @rule(
        name=st.sampled_from(["Site", "Other"]), per_page=st.sampled_from([2, 3, 0]), permalink=st.booleans()
    )
    def change_settings(self, name: str, per_page: int, permalink: bool) -> None:
        self.site.configure(name=name, per_page=per_page, permalink=permalink)

    @rule(mark=st.sampled_from(["!", "?"]))
    def change_filter(self, mark: str) -> None:
        self.site.configure(mark=mark)

    @rule(mark=st.sampled_from(["one", "two", "three"]))
    def change_plugin(self, mark: str) -> None:
        self.site.put("site_plugin.py", PLUGIN.format(mark=mark))

    @rule(number=st.integers(1, 3))
    def change_data(self, number: int) -> None:
        self.site.put("data.json", f'{{"staff": "{number}"}}')

    @rule(number=st.integers(1, 3), name=st.sampled_from(["a", "b", "c"]))
    def change_picture(self, number: int, name: str) -> None:
        self.site.put(f"content/images/{name}.png", f"picture {number}")

    @rule(tamper=st.sampled_from(["index.html", "feeds/all.atom.xml", "theme/css/main.css", "archives.html"]))
    def tamper_with_output(self, tamper: str) -> None:
        file = self.folder / "output" / tamper
        if file.exists():
            file.write_text("tampered")

    @rule(section=st.sampled_from(["index.html", "tags.html"]))
    def remove_output(self, section: str) -> None:
        (self.folder / "output" / section).unlink(missing_ok=True)

    @invariant()
    def agrees_with_a_clean_build(self) -> None:
        if self.site is None:
            return
        error = build(self.site, "output", engine=True, jobs=self.jobs)
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        expected_error = build(self.site, "clean", engine=False)
        assert bool(error) == bool(expected_error), error or expected_error
        if error:
            return
        wrong = difference(tree(self.folder / "output"), tree(self.folder / "clean"))
        assert not wrong, describe(self.folder, wrong)

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def describe(folder: Path, wrong: list[str]) -> str:
    """Show the first differing file of two trees."""
    texts: list[Any] = []
    for side in ("output", "clean"):
        file = folder / side / wrong[0]
        texts.append(file.read_text()[:3000] if file.exists() else None)
    return f"{wrong}\n--- engine\n{texts[0]}\n--- clean\n{texts[1]}"


def steps(examples: int, length: int, derandomize: bool) -> settings:
    """How much to try."""
    return settings(
        max_examples=examples,
        stateful_step_count=length,
        deadline=None,
        derandomize=derandomize,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


TestEdits = Edits.TestCase
TestEdits.settings = steps(
    int(os.environ.get("ENGINE_SEQUENCES", "40")), 6, derandomize="ENGINE_RANDOM" not in os.environ
)
