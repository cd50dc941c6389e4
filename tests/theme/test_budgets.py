"""What a page costs to fetch."""

from __future__ import annotations

import brotli
import pytest

from plugins.assets.pipeline import Assets
from tests.theme.stylesheets import THEME

KB = 1024
FONTS = THEME / "static" / "fonts"


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets(THEME / "static")


def test_all_css_fits_in_12_kb(assets: Assets) -> None:
    """The one stylesheet, as served, is at most 12 KB of Brotli."""
    assert len(brotli.compress(assets.data("css/site.css"))) <= 12 * KB


def test_the_script_of_an_article_fits_in_3_kb(assets: Assets) -> None:
    """Every script but that of the search page is at most 3 KB of Brotli, all together; so is that one alone."""
    scripts = [file for file in sorted((THEME / "static" / "js").glob("*.js")) if file.name != "search.js"]
    assert len(brotli.compress(assets.data("js/search.js"))) <= 3 * KB
    assert sum(len(brotli.compress(assets.data(f"js/{file.name}"))) for file in scripts) <= 3 * KB


@pytest.mark.parametrize(
    ("name", "most"), [("newsreader", 39), ("public-sans", 22), ("newsreader-italic", 40)]
)
def test_each_font_fits(name: str, most: int) -> None:
    """Newsreader, Public Sans and the italic keep to their budgets."""
    assert (FONTS / f"{name}.woff2").stat().st_size <= most * KB


def test_the_fonts_of_an_article_fit_in_70_kb() -> None:
    """Roman, sans and italic together are at most 70 KB: emphasis and opinion cost no more than that."""
    names = ("newsreader", "public-sans", "newsreader-italic")
    assert sum((FONTS / f"{name}.woff2").stat().st_size for name in names) <= 70 * KB
