"""Every component of every key is needed: without it, some edit goes unseen and the output is wrong.

Each case makes the engine blind in one place, edits the site, and shows that the blind engine errs there while the
seeing one does not.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugins.engine import digest, fingerprint, inputs, keeper, manifest, parse, plan, trace
from plugins.engine import run as build_module
from tests.engine.harness import PLUGIN, Site, build, clean_build, tree

EXTENSION = """
from markdown import Extension
from markdown.preprocessors import Preprocessor

class Included(Preprocessor):
    def run(self, lines):
        import os
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "included.txt")) as file:
            return [*lines, "", file.read(), "", os.environ.get("EDITION", "")]

class Include(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Included(md), "included", 1)
"""


def _const(value: Any) -> Callable[..., Any]:
    return lambda *_, **__: value


def _set(owner: Any, name: str, value: Any) -> Callable[[], None]:
    return lambda: setattr(owner, name, value)


def _extend(site: Site) -> None:
    site.put("site_extension.py", EXTENSION)
    site.put("included.txt", "first")
    text = (site.root / "pelicanconf.py").read_text()
    site.put(
        "pelicanconf.py",
        text + "\nimport site_extension\nMARKDOWN['extensions'] = [site_extension.Include()]\n",
    )


def _edit_body(site: Site) -> None:
    site.write("news/story-1.md", number=1, body="Changed body.")


def _same_time(site: Site) -> None:
    """Change a file's bytes but not their number."""
    site.write("news/story-1.md", number=1, body="Text of 9.")


def _retitle(site: Site) -> None:
    site.write("news/story-1.md", number=1, title="Changed title")


def _template(site: Site) -> None:
    file = site.root / "theme/templates/footer.html"
    file.write_text(file.read_text() + "changed")


def _override_template(site: Site) -> None:
    site.put("over/footer.html", "from elsewhere")


def _overridable(site: Site) -> None:
    (site.root / "over").mkdir()
    text = (site.root / "pelicanconf.py").read_text()
    site.put("pelicanconf.py", text + "\nTHEME_TEMPLATES_OVERRIDES = ['over']\n")


def _filter(site: Site) -> None:
    site.configure(mark="?")


def _plugin(site: Site) -> None:
    site.put("site_plugin.py", PLUGIN.format(mark="two").replace(".slug)[:2]", ".slug)[:1]"))


def _data(site: Site) -> None:
    site.put("data.json", '{"staff": "7"}')


def _tamper(site: Site) -> None:
    (site.root / "output/index.html").write_text("tampered")


def _state(site: Site) -> None:
    site.put("state.txt", "two")


STATEFUL = """
import os
from pelican import signals
WORDS = []
def learn(pelican):
    WORDS[:] = [open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "state.txt")).read()]
def fact(name):
    return WORDS[0]
def equip(generator):
    generator.env.globals["fact"] = fact
def register():
    signals.initialized.connect(learn)
    signals.generator_init.connect(equip)
"""


def _stateful(site: Site) -> None:
    site.put("state.txt", "one")
    site.put("site_plugin.py", STATEFUL)


def _heading(site: Site) -> None:
    site.write("news/story-3.md", number=3, body="## A heading")


def _nothing(_site: Site) -> None:
    pass


def _trust_all() -> Callable[[], None]:
    """Trust contents with links as if they hung on nothing but their own file."""
    return _set(keeper, "_has_links", _const(False))


def _believe(record: Any, entries: manifest.Entries) -> manifest.Manifest:
    found = _SEEING_MANIFEST(record, entries)
    return manifest.Manifest(found.made, found.found, set(found.made))


def _same_digests() -> None:
    """Take all sources for the same, unless their state says otherwise."""
    for name in ("digest_file", "digest_bytes"):
        setattr(parse, name, _const("x"))


_SEEING_MANIFEST = manifest.read_manifest
_SEEING_CODE = inputs.CodeState.token


def _blind_code(self: Any, record: Any) -> Any:
    return ("same", _SEEING_CODE(self, record)[1])


CASES: dict[str, tuple[Callable[[Site], None], Callable[[], object], Callable[[Site], None], bool]] = {
    "bytes of a source": (_nothing, _set(parse, "source_sign", _const([1, 2, 3, 4])), _edit_body, True),
    "digest of a source in doubt": (_nothing, _same_digests, _same_time, True),
    "settings of readers": (
        _heading,
        _set(fingerprint, "reader_print", _const("x")),
        lambda s: s.configure(permalink=True),
        False,
    ),
    "settings of plugins' readers": (
        _heading,
        _set(build_module.Build, "parse_print", _const("x")),
        lambda s: s.configure(permalink=True),
        True,
    ),
    "files read while parsing": (
        _extend,
        _set(parse, "unchanged", _const(True)),
        lambda s: s.put("included.txt", "second"),
        False,
    ),
    "files read while rendering": (_nothing, _set(plan, "unchanged", _const(True)), _data, True),
    "files that another page opened": (_nothing, _set(plan.Rows, "_of_all", _const({})), _data, True),
    "node attributes": (_nothing, _set(plan.Plan, "_node_reason", _const(None)), _retitle, True),
    "own variables": (
        _nothing,
        _set(plan.Plan, "_own_reason", _const(None)),
        lambda s: s.write("news/more.md", number=9),
        True,
    ),
    "shared variables and templates": (
        _nothing,
        _set(plan.Plan, "_shared_reason", _const(None)),
        _template,
        True,
    ),
    "template sources": (_nothing, _set(plan.TemplateSources, "digest", _const("x")), _template, True),
    "templates that were not found elsewhere": (
        _overridable,
        _set(plan.TemplateSources, "digest", _const("x")),
        _override_template,
        True,
    ),
    "filters": (_nothing, _set(fingerprint, "environment_print", _const("x")), _filter, True),
    "code of plugins": (_nothing, _set(inputs.CodeState, "token", _blind_code), None, True),  # type: ignore[dict-item]
    "state of plugins": (_stateful, _set(fingerprint, "plugins_print", _const("x")), _state, True),
    "soundness of the output": (_nothing, _set(build_module, "read_manifest", _believe), _tamper, True),
    "links of contents": (
        _nothing,
        _trust_all(),
        lambda s: s.write("news/story-1.md", number=1, slug="new"),
        False,
    ),
    "lists of articles": (
        _nothing,
        _set(trace.Watch, "note_group", _const(None)),
        lambda s: s.write("news/x.md", number=12, tags="Pay"),
        True,
    ),
    "identity of lists": (
        _nothing,
        _set(digest.Digester, "_nodes", _const(b"x")),
        lambda s: s.write("news/x.md", number=11),
        True,
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_without_a_component_an_edit_goes_unseen(name: str, tmp_path: Path) -> None:
    """The blind engine errs; the seeing one is exact after the same edit."""
    prepare, blind, edit, plugins = CASES[name]
    outcomes = []
    for seeing in (True, False):
        site = Site(tmp_path / str(seeing), plugins=plugins)
        site.root.mkdir()
        site.begin()
        prepare(site)
        patch = None if seeing else blind
        assert not (error := build(site, patch=patch)), error
        (edit or _plugin_code)(site)
        assert not (error := build(site, patch=patch)), error
        outcomes.append(tree(site.root / "output") == clean_build(site))
    assert outcomes == [True, False]


def _plugin_code(site: Site) -> None:
    """Change what a function of a plugin does, which no value shows."""
    text = (site.root / "site_plugin.py").read_text()
    site.put("site_plugin.py", text.replace("json.load(file)", "dict(json.load(file), staff=0)"))
