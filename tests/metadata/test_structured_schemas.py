"""The structured data of every page of a whole site, against schemas of what search engines ask for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

ADDRESS = {"type": "string", "pattern": "^https://[a-z.]+\\.example/"}
TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?)?)?$"}


def record(required: dict[str, Any], kind: str | None = None, **optional: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties and no others but its type and name."""
    known = {"@type": {"const": kind} if kind else TEXT, "@context": TEXT, "@id": ADDRESS, "inLanguage": TEXT}
    return {
        "type": "object",
        "properties": known | required | optional,
        "required": ["@type", *required],
        "additionalProperties": False,
    }


PICTURES = {"type": "array", "minItems": 1, "items": ADDRESS}
LOGO = record({"url": ADDRESS, "width": {"const": 180}, "height": {"const": 180}}, "ImageObject")
PUBLISHER = record({"name": TEXT, "url": ADDRESS, "logo": LOGO}, "Organization")
REFERENCE = {"type": "object", "properties": {"@id": ADDRESS}, "required": ["@id"]}
AUTHOR = {
    "oneOf": [
        record({"name": TEXT}, "Person", url=ADDRESS),
        record({"name": TEXT, "url": ADDRESS}, "Organization"),
    ]
}
ARTICLE = record(
    {
        "mainEntityOfPage": ADDRESS,
        "headline": TEXT,
        "description": TEXT,
        "datePublished": DATE,
        "dateModified": DATE,
        "author": {"type": "array", "minItems": 1, "items": AUTHOR},
        "publisher": PUBLISHER,
        "articleSection": TEXT,
        "isAccessibleForFree": {"const": True},
    },
    image=PICTURES,
    keywords={"type": "array", "minItems": 1, "items": TEXT},
    isPartOf=record({"name": TEXT, "url": ADDRESS}, "CreativeWorkSeries"),
    citation={"type": "array", "minItems": 1},
    correction={
        "type": "array",
        "items": record({"text": TEXT, "datePublished": DATE}, "CorrectionComment"),
    },
)
STEP = record({"position": {"type": "integer", "minimum": 1}, "name": TEXT}, "ListItem", item=ADDRESS)
PAGE = record({"name": TEXT, "url": ADDRESS, "isPartOf": REFERENCE, "publisher": REFERENCE})
PERSON = record(
    {"name": TEXT, "url": ADDRESS, "jobTitle": TEXT},
    "Person",
    worksFor=record({"name": TEXT}, "Organization"),
    description=TEXT,
    image=PICTURES,
    sameAs={"type": "array", "items": {"type": "string", "format": "uri"}},
)
SCHEMAS = {
    **dict.fromkeys(("NewsArticle", "OpinionNewsArticle", "Article"), ARTICLE),
    **dict.fromkeys(("WebPage", "CollectionPage"), PAGE),
    "BreadcrumbList": record({"itemListElement": {"type": "array", "minItems": 2, "items": STEP}}),
    "WebSite": record({"name": TEXT, "url": ADDRESS, "publisher": REFERENCE}),
    "Organization": record(
        {"name": TEXT, "url": ADDRESS, "logo": LOGO, "description": TEXT, "email": TEXT},
        alternateName=TEXT,
        slogan=TEXT,
    ),
    "ProfilePage": record({"url": ADDRESS, "mainEntity": PERSON}),
    "Event": record(
        {"name": TEXT, "startDate": DATE, "location": {"type": "object"}, "url": {"type": "string"}},
        description=TEXT,
        endDate=DATE,
        eventAttendanceMode=TEXT,
        image=PICTURES,
        organizer=REFERENCE,
    ),
}


def structured_data(output: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (path, node) for each script of structured data in a site."""
    for file in sorted(output.rglob("*.html")):
        soup = BeautifulSoup(file.read_text("utf-8"), "lxml")
        for script in soup.find_all("script", type="application/ld+json"):
            yield file.relative_to(output).as_posix(), json.loads(script.string or "")


@pytest.mark.parametrize("name", ["site", "other_union"])
def test_all_structured_data_fits_its_schema(name: str, request: pytest.FixtureRequest) -> None:
    """Every node of every page has what its type needs, nothing unknown, and whole addresses."""
    wrong = [
        f"{path}: {error.json_path}: {error.message[:200]}"
        for path, node in structured_data(request.getfixturevalue(name))
        for error in Draft202012Validator(SCHEMAS[node["@type"]]).iter_errors(node)
    ]
    assert wrong == []


def test_every_type_is_met(site: Path) -> None:
    """The small site has one of each type, so that every schema above is put to work."""
    assert set(SCHEMAS) == set(Counter(node["@type"] for _path, node in structured_data(site)))


def test_every_page_but_home_and_redirects_has_a_trail(site: Path) -> None:
    """Each page says where it stands, once."""
    trails = Counter(path for path, node in structured_data(site) if node["@type"] == "BreadcrumbList")
    pages = {path for path, _node in structured_data(site)} - {"index.html"}
    assert dict(trails) == dict.fromkeys(pages, 1)
