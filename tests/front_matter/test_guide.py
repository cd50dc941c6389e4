"""The editors' guide cannot rot."""

from __future__ import annotations

from pelican.settings import read_settings

from plugins.front_matter.guide import fields_guide
from plugins.front_matter.newsroom import folders
from plugins.front_matter.types import TYPES
from tests.support.golden import FIELDS
from tests.support.sites import ROOT


def test_every_field_is_in_the_guide() -> None:
    """docs/editors/fields.md is what the content types say; `./inv golden` writes it anew."""
    guide = FIELDS.read_text("utf-8")
    assert guide == fields_guide(folders(read_settings(str(ROOT / "pelicanconf.py"))))
    for content_type in TYPES:
        for spec in content_type.fields:
            assert spec.name in guide


def test_every_task_is_in_the_readme() -> None:
    """Each task stands in README.md."""
    from tasks import namespace

    readme = (ROOT / "README.md").read_text("utf-8")
    for name in sorted(namespace.task_names):
        assert f"./inv {name}" in readme, name
