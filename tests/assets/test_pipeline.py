"""Assets: imports in place, addresses hashed, comments gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.assets.bundles import asset_files
from plugins.assets.pipeline import AssetError, Assets
from plugins.images.store import Store


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    """A theme with two stylesheets and a font."""
    tmp_path /= "static"
    tmp_path.mkdir()
    (tmp_path / "css").mkdir()
    (tmp_path / "fonts").mkdir()
    (tmp_path / "css" / "site.css").write_text(
        '/* order */\n@layer a, b;\n@import "part.css" layer(a);\n@import url("plain.css");\n', "utf-8"
    )
    (tmp_path / "css" / "part.css").write_text(
        "/* Part. */\n@font-face { src: url(../fonts/x.woff2) format('woff2'); }\n"
        ".a > .b, .a .b { width: calc(1px + 2%); /* no */ color: red; }\n"
        "@media (width > 40em) { .c { & .d { margin: 0 auto } } }\n",
        "utf-8",
    )
    (tmp_path / "css" / "plain.css").write_text('.e::after { content: "a  b"; }', "utf-8")
    (tmp_path / "fonts" / "x.woff2").write_bytes(b"font")
    return Assets(tmp_path)


def test_imports_stand_in_place_and_white_space_goes(assets: Assets) -> None:
    """The bundle is one stylesheet that means the same: spaces that matter stay, strings are whole."""
    css = assets.data("css/site.css").decode()
    font = assets.url("fonts/x.woff2")
    assert css == (
        "@layer a, b;@layer a{@font-face{src: url(" + font + ") format('woff2');}"
        ".a > .b, .a .b{width: calc(1px + 2%);color: red;}"
        '@media (width > 40em){.c {& .d {margin: 0 auto}}}}.e::after{content: "a  b";}'
    ).replace("format('woff2')", 'format("woff2")')


def test_names_change_with_the_bytes(assets: Assets) -> None:
    """A change in an imported file or in a font gives the stylesheet another name."""
    before = Assets(assets.root).url("css/site.css")
    (assets.root / "fonts" / "x.woff2").write_bytes(b"other")
    after = Assets(assets.root).url("css/site.css")
    assert before != after
    assert before.startswith("/assets/css/site.")


def test_imported_files_are_not_served_themselves(assets: Assets) -> None:
    """Only the bundle and the font are written."""
    assert [name.rsplit(".", 2)[0] for _, name, _ in assets.files()] == ["assets/css/site", "assets/fonts/x"]


def test_an_unknown_asset_stops_the_build(assets: Assets) -> None:
    """A slip in a template is an error, not a dead address."""
    with pytest.raises(AssetError, match=r"no css/sites\.css"):
        assets.url("css/sites.css")


def test_another_union_brings_its_own_tokens(other_union: Path, site: Path) -> None:
    """Its stylesheet has its colours and none of the first union's signal colour."""
    own, first = (
        next((folder / "assets" / "css").glob("site.*.css")).read_text("utf-8")
        for folder in (other_union, site)
    )
    assert "#0a5a8a" in own
    assert "#c2321f" not in own
    assert "#c2321f" in first


def test_bundles_are_kept(assets: Assets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was bundled before is the same without parsing anything."""
    store = Store(tmp_path / "kept")
    first = list(asset_files(assets.root, {}, store))
    plain = list(assets.files())
    monkeypatch.setattr("plugins.assets.pipeline.tinycss2", None)
    assert list(asset_files(assets.root, {}, store)) == first == plain


@pytest.mark.parametrize("changed", ["css/part.css", "css/plain.css", "fonts/x.woff2"])
def test_kept_bundles_give_way_to_any_change(assets: Assets, tmp_path: Path, changed: str) -> None:
    """A change in any file, imported or named, makes the bundle anew."""
    store = Store(tmp_path / "kept")
    before = list(asset_files(assets.root, {}, store))
    file = assets.root / changed
    file.write_bytes(file.read_bytes() + b".z { margin: 0; }")
    after = list(asset_files(assets.root, {}, store))
    assert after == list(Assets(assets.root).files()) != before


def test_kept_bundles_know_what_stands_in(assets: Assets, tmp_path: Path) -> None:
    """Another file in the place of the theme's own counts, and so do its bytes."""
    store = Store(tmp_path / "kept")
    list(asset_files(assets.root, {}, store))
    other = tmp_path / "other.css"
    for text in ("a { margin: 1px }", "a { margin: 2px }"):
        other.write_text(text, "utf-8")
        made = list(asset_files(assets.root, {"css/plain.css": other}, store))
        assert made == list(Assets(assets.root, {"css/plain.css": other}).files())
        assert text.replace(" ", "").encode() in made[0][2].replace(b" ", b"")
    other.unlink()
    with pytest.raises(FileNotFoundError):
        list(asset_files(assets.root, {"css/plain.css": other}, store))


def test_a_bundle_of_files_from_elsewhere_is_not_kept(assets: Assets, tmp_path: Path) -> None:
    """A file outside the theme's static folder cannot be watched: its bundle is made each time."""
    store = Store(tmp_path / "kept")
    root = assets.root / "css"
    for data in (b"one", b"two"):
        (assets.root / "fonts" / "x.woff2").write_bytes(data)
        assert list(asset_files(root, {}, store)) == list(Assets(root).files())
