"""Each check says what is wrong with an edition, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from plugins.digest.assembly import Assembly
from plugins.digest.checks import ERROR, OK, WARNING, checks
from plugins.digest.forms import variants
from plugins.digest.lock import UNSUBSCRIBE_ADDRESS, Variant
from plugins.digest.reading import Reading

NOW = datetime(2018, 11, 5, tzinfo=UTC)
Change = Callable[[Variant], Variant]


@pytest.fixture(scope="module")
def assembly(reading: Reading) -> Assembly:
    return reading.assemblies["2018-10"]


@pytest.fixture(scope="module")
def forms(reading: Reading, assembly: Assembly) -> dict[str, Variant]:
    return variants(assembly.digest, reading.html)


def complaints(assembly: Assembly, forms: dict[str, Variant], now: datetime = NOW) -> list[tuple[str, str]]:
    return [(check.level, check.text) for check in checks(assembly, forms, now) if check.level != OK]


def test_a_good_edition(assembly: Assembly, forms: dict[str, Variant]) -> None:
    """Nothing to complain of, and each check says so once."""
    found = checks(assembly, forms, NOW)
    assert {check.level for check in found} == {OK}
    assert len({check.text for check in found}) == len(found) == 10


@pytest.mark.parametrize(
    ("changes", "level", "text"),
    [
        ({"subject": "S" * 61}, WARNING, "The subject has 61 characters"),
        ({"subject": "S" * 121}, ERROR, "120 are the most"),
        ({"subject": "ACT"}, WARNING, "a subject in capitals"),
        ({"subject": "Act now, everyone"}, WARNING, "act now"),
        ({"preheader": "Short"}, WARNING, "The preheader has 5 characters; 40 to 100"),
        ({"preheader": "P" * 101}, WARNING, "The preheader has 101 characters"),
        ({"groups": ()}, ERROR, "carries 0 stories"),
    ],
)
def test_faults_of_the_model(
    assembly: Assembly, forms: dict[str, Variant], changes: dict[str, Any], level: str, text: str
) -> None:
    """Lengths, phrases, an edition without stories."""
    found = complaints(replace(assembly, digest=replace(assembly.digest, **changes)), forms)
    assert any(level == one and text in words for one, words in found), found


def in_html(old: str, new: str) -> Change:
    return lambda form: replace(form, html=form.html.replace(old, new))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (in_html(' alt=""', ""), "picture without alt text or a fixed size"),
        (in_html('width="600" height="338"', 'width="600"'), "picture without alt text or a fixed size"),
        (in_html("https://ccu.example/news/pay-deal/", "/news/pay-deal/"), "link that is not an absolute https"),
        (in_html("https://ccu.example/news/pay-deal/", "http://ccu.example/"), "link that is not an absolute https"),
        (in_html("https://ccu.example/news/pay-deal/", "javascript:x"), "link that is not an absolute https"),
        (in_html("https://ccu.example/digests/2018-10/pictures/", "/pictures/"), "picture without alt text"),
        (in_html("margin: 0", "display: flex"), "display: flex"),
        (in_html("margin: 0", "position: absolute"), "position: absolute"),
        (in_html("margin: 0", "width: calc(1px + 1%)"), "width: calc(1px + 1%)"),
        (in_html("This is a demonstration", "This is real"), "does not say it is a demonstration"),
        (in_html(UNSUBSCRIBE_ADDRESS, "https://ccu.example/"), "part without the link to unsubscribe: html"),
        (lambda form: replace(form, text=""), "part without the link to unsubscribe: text"),
        (lambda form: replace(form, html=form.html + "<p>ŵ</p>" * 12_000), "clip from about 102 KB"),
    ],
)  # fmt: skip
def test_faults_of_a_form(assembly: Assembly, forms: dict[str, Variant], change: Change, text: str) -> None:
    """A fault in any form is an error, and names the topic whose form it is."""
    for topic in ("", "pay"):
        found = complaints(assembly, {**forms, topic: change(forms[topic])})
        assert [words for level, words in found if level == ERROR and text in words], found
        assert topic == "" or "KB encoded" in text or "clip" in text or "(for topic pay)" in str(found)


def test_a_period_that_is_not_over(assembly: Assembly, forms: dict[str, Variant]) -> None:
    """What comes later will be in the next edition: a warning."""
    found = complaints(assembly, forms, datetime(2018, 10, 30, tzinfo=UTC))
    assert found == [(WARNING, "The period is not over: what is published later goes into the next edition.")]
