"""The cache of made pictures: whole entries or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.images.store import Store, fingerprint, key_of


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    """Bytes come back as they went in; an unknown key gives nothing."""
    store = Store(tmp_path)
    store.put("abcdef", b"bytes")
    assert store.get("abcdef") == b"bytes"
    assert store.get("abcdee") is None


@pytest.mark.parametrize("damage", [b"", b"x", b"0123456789abcdefbytes"])
def test_a_damaged_entry_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    """An entry that is cut or altered is not used, and can be put again."""
    store = Store(tmp_path)
    store.put("abcdef", b"bytes")
    [file] = [one for one in tmp_path.rglob("*") if one.is_file()]
    file.write_bytes(damage)
    assert store.get("abcdef") is None
    store.put("abcdef", b"bytes")
    assert store.get("abcdef") == b"bytes"


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old entry and no half of a new one."""
    store = Store(tmp_path)
    store.put("abcdef", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.put("abcdef", b"new")
    assert store.get("abcdef") == b"old"
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_a_place_holds_what_is_current(tmp_path: Path) -> None:
    """What was made from the same is not made again; anything else takes its place, and no more room."""
    store, place = Store(tmp_path), key_of("a page")
    for _ in range(2):
        for text in (b"old", b"new"):
            assert store.current(place, key_of(text), lambda text=text: text) == text  # type: ignore[misc]
    assert store.current(place, key_of(b"new"), lambda: b"never made") == b"new"
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_keys_differ_with_every_part() -> None:
    """A key tells apart what would be the same when its parts are simply joined."""
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("ab", "c", 1)}) == 4


def test_a_fingerprint_follows_the_bytes(tmp_path: Path) -> None:
    """A change in any file, or moving bytes from one to the next, changes the fingerprint."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"ab")
    other.write_bytes(b"c")
    first = fingerprint([one, other])
    one.write_bytes(b"a")
    other.write_bytes(b"bc")
    assert fingerprint([one, other]) != first


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    """Bytes are made for the first who asks."""
    store, made = Store(tmp_path), iter([b"one", b"two"])
    assert [store.made(key, lambda: next(made)) for key in ("abcdef", "abcdef", "fedcba")] == [
        b"one",
        b"one",
        b"two",
    ]
