"""Settings are checked before anything is read."""

from __future__ import annotations

from typing import Any

import pytest
from pelican.settings import read_settings

from plugins.settings import OURS, check_settings, settings_guide
from tests.support.golden import SETTINGS
from tests.support.sites import ROOT, run_build


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SITEURL": ""}, 'conf.py: SITEURL: "" is not an address. Write https:// and the name.'),
        (
            {"SITEURL": "www.ccu.example"},
            'conf.py: SITEURL: "www.ccu.example" is not an address. Write https:// and the name.',
        ),
        (
            {"SITEURL": "http://ccu.example", "FRONTFOOT_PRODUCTION": True},
            "conf.py: SITEURL: is not https. A public site is served over https.",
        ),
        (
            {"FRONTFOOT_SECTION": {}},
            'conf.py: FRONTFOOT_SECTION: is not a setting. Did you mean "FRONTFOOT_SECTIONS"?',
        ),
        ({"TIMEZONE": "London"}, 'conf.py: TIMEZONE: "London" is not a time zone. Write Europe/London.'),
        (
            {"PLUGINS": ["plugins.nothing"]},
            'conf.py: PLUGINS: there is no plugin "plugins.nothing". Check its spelling.',
        ),
        ({"THEME": "/nowhere"}, "conf.py: THEME: there is no folder /nowhere. Check its spelling."),
    ],
)
def test_wrong_settings(change: dict[str, Any], message: str, settings: dict[str, Any]) -> None:
    """Each slip gets one message with its fix."""
    assert [str(problem) for problem in check_settings({**settings, **change}, "conf.py")] == [message]


def test_a_markdown_extension_that_does_not_load(settings: dict[str, Any]) -> None:
    """A missing Markdown extension is named."""
    found = check_settings({**settings, "MARKDOWN": {"extensions": ["tabels"]}}, "conf.py")
    assert str(found[0]).startswith('conf.py: MARKDOWN: the extension "tabels" does not load')


def test_the_build_refuses_them() -> None:
    """The build stops with 1 before it reads content."""
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", '{"SITEURL": "ccu.example"}')
    assert result.returncode == 1
    assert 'siteconf.py: SITEURL: "ccu.example" is not an address.' in result.stderr


def test_every_setting_is_in_the_guide() -> None:
    """docs/settings.md is what plugins/settings.py says; `./inv golden` writes it anew."""
    assert SETTINGS.read_text("utf-8") == settings_guide()


@pytest.mark.parametrize("file", ["pelicanconf.py", "publishconf.py"])
def test_our_own_settings_are_in_order(file: str) -> None:
    """The committed settings pass, and each of ours that they use has its meaning written down."""
    settings = read_settings(str(ROOT / file))
    assert check_settings(settings, file) == []
    assert {name for name in settings if name.startswith("FRONTFOOT_")} <= set(OURS)
