"""`serve` builds in a process that has rehearsed the build: quicker, and never less exact."""

from pathlib import Path

import pytest

from tests.engine.harness import Site
from tests.engine.test_serve import listening

# Each is code for the site's plugin with a function `told()` that pages show: "1" when all is as in a new process.
KEPT = {
    "a list of a module": "SEEN = []\ndef told(): return str(len(SEEN))\n",
    "a list of a class": "class Kept:\n    seen = []\nSEEN = Kept.seen\ndef told(): return str(len(Kept.seen))\n",
}
ACCUMULATE = """
def accumulate(generators):
    SEEN.append(1)
_register = register
def register():
    _register()
    signals.all_generators_finalized.connect(accumulate)
"""
WIRED_TWICE = """
_register = register
def register():
    _register()
    def hear(_):
        import json
        json.heard = getattr(json, "heard", 0) + 1
    def begin(_):
        import json
        json.heard = 0
    signals.initialized.connect(begin)
    signals.get_generators.connect(hear, weak=False)
def told():
    import json
    return str(json.heard)
"""
TIMES = """
_register = register
def register():
    _register()
    import json
    json.times = getattr(json, "times", 0) + 1
def told():
    import json
    return str(json.times)
"""
CACHED = """
import functools
@functools.cache
def told():
    with open("content/news/story-5.md") as file:
        return next(line.strip() for line in file if line.startswith("Title"))
_relate = relate
def relate(generators):
    told()
    _relate(generators)
"""
HIDDEN = """
import json
def told():
    return json.dumps(json.known)
_register = register
def register():
    _register()
    if not hasattr(json, "known"):
        json.known = facts()
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.begin()
    return site


def shown(site: Site, code: str, **also: str) -> str:
    """Serve the site with code added to its plugin, save another title, and give the page that comes of it.

    `also` are other files that are saved at the same time, with dots in their names as double underscores.
    """
    text = (site.root / "site_plugin.py").read_text()
    site.put("site_plugin.py", text.replace('"none")', '"none") + f" <{told()}>"') + code)
    with listening(site) as server:
        version = server.state()["version"]
        server.weight()  # the rehearsal is over
        for name, words in also.items():
            site.put(name.replace("__", "."), words)
        site.write("news/story-5.md", number=5, title="Just saved")
        server.changed(version)
        page = server.get("index.html")
    assert "Just saved" in page
    return page


def test_the_build_was_rehearsed(site: Site) -> None:
    """The process that builds after a save has made the site once before."""
    assert "900 <2>" in shown(site, TIMES)


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_a_plugin_keeps_is_not_met_again(site: Site, kept: str) -> None:
    """Where the rehearsal left something in a plugin, a process without it builds."""
    assert "900 <1>" in shown(site, kept + ACCUMULATE)


def test_a_plugin_that_is_wired_twice_is_not_heard_twice(site: Site) -> None:
    """Where a plugin adds a receiver each time it is registered, a process that has not rehearsed builds."""
    assert "900 <1>" in shown(site, WIRED_TWICE)


def test_a_cache_of_a_file_is_emptied(site: Site) -> None:
    """What a plugin remembers of a file in a cache is not older than the save."""
    assert "900 <Title: Just saved>" in shown(site, CACHED)


def test_a_file_that_no_reader_reads_is_loaded_anew(site: Site) -> None:
    """Where anything else changed beside the stories, a process that knows nothing of it yet builds."""
    page = shown(site, HIDDEN, data__json='{"staff": "950"}')
    assert '<{"staff": "950"}>' in page.replace("&#34;", '"')
