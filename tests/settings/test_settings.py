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
        (
            {"SITEURL": "https://[ccu"},
            'conf.py: SITEURL: "https://[ccu" is not an address. Write https:// and the name.',
        ),
        ({"SITEURL": None}, 'conf.py: SITEURL: "" is not an address. Write https:// and the name.'),
        (
            {"SITEURL": 'https://a.example"><script>'},
            'conf.py: SITEURL: "https://a.example"><script>" is not an address. Write https:// and the name.',
        ),
        (
            {"FRONTFOOT_TOKENS": "/no.css"},
            "conf.py: FRONTFOOT_TOKENS: there is no file /no.css. Check its spelling.",
        ),
        (
            {"FRONTFOOT_SHARE": ["x", "my"]},
            'conf.py: FRONTFOOT_SHARE: "my" is not a service here. Use: linkedin, bluesky, facebook, whatsapp, x.',
        ),
        (
            {
                "FRONTFOOT_COLOURS": {
                    "paper": "red",
                    **dict.fromkeys(["ink", "tint", "signal", "teal", "deep"], "#000000"),
                }
            },
            "conf.py: FRONTFOOT_COLOURS: lacks a colour for paper. Write it as #c2321f.",
        ),
        (
            {"FRONTFOOT_SECTIONS": {"a b": {"title": "A", "type": "news"}}},
            'conf.py: FRONTFOOT_SECTIONS: "a b" cannot be part of an address. Use small letters, digits and hyphens.',
        ),
        (
            {"FRONTFOOT_SECTIONS": {"people": {"title": "A", "type": "news"}}},
            'conf.py: FRONTFOOT_SECTIONS: "people" is a folder that the site itself uses. Choose another name.',
        ),
        (
            {"FRONTFOOT_SECTIONS": {"news": {"type": "news"}}},
            'conf.py: FRONTFOOT_SECTIONS: "news" has no title. Add "title": "…".',
        ),
        (
            {"FRONTFOOT_SECTIONS": {"news": {"title": "N", "type": "newz"}}},
            (
                'conf.py: FRONTFOOT_SECTIONS: the type of "news" is "newz". '
                "Write one of: news, feature, opinion, campaign, guide, press."
            ),
        ),
        (
            {"FRONTFOOT_ORGANISATION": {"name": "A"}},
            (
                "conf.py: FRONTFOOT_ORGANISATION: lacks short_name, what_title, what_text, about_url, join_url, email. "
                "Add what is missing."
            ),
        ),
    ],
)
def test_wrong_settings(change: dict[str, Any], message: str, settings: dict[str, Any]) -> None:
    """Each slip gets one message with its fix."""
    assert [str(problem) for problem in check_settings({**settings, **change}, "conf.py")] == [message]


def test_a_markdown_extension_that_does_not_load(settings: dict[str, Any]) -> None:
    """A missing Markdown extension is named."""
    found = check_settings({**settings, "MARKDOWN": {"extensions": ["tabels"]}}, "conf.py")
    assert str(found[0]).startswith('conf.py: MARKDOWN: the extension "tabels" does not load')


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SITEURL", '"ccu.example"', '"ccu.example" is not an address.'),
        ("SITEURL", "null", '"" is not an address.'),
        ("PATH", '"/nowhere"', "there is no folder /nowhere."),
        ("THEME", '"/nowhere"', "there is no folder /nowhere."),
    ],
)
def test_the_build_refuses_them(name: str, value: str, message: str) -> None:
    """The build stops with 1 and the message, before Pelican stops with less."""
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", f'{{"{name}": {value}}}')
    assert result.returncode == 1
    assert result.stderr.startswith(f"siteconf.py: {name}: {message}")


def test_every_setting_is_in_the_guide() -> None:
    """docs/settings.md is what plugins/settings.py says; `./inv golden` writes it anew."""
    assert SETTINGS.read_text("utf-8") == settings_guide()


@pytest.mark.parametrize("file", ["pelicanconf.py", "publishconf.py"])
def test_our_own_settings_are_in_order(file: str) -> None:
    """The committed settings pass, and each of ours that they use has its meaning written down."""
    settings = read_settings(str(ROOT / file))
    assert check_settings(settings, file) == []
    assert {name for name in settings if name.startswith("FRONTFOOT_")} <= set(OURS)
