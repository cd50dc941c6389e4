"""Equal digests mean that a template cannot tell two values apart."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.engine.digest import Digester
from plugins.engine.immutable import is_immutable


@dataclasses.dataclass(frozen=True)
class Frozen:
    """Cannot change, unless what it holds can."""

    one: Any
    two: Any = None


@dataclasses.dataclass
class Open:
    """Can change."""

    one: Any


# Few plain values, so that two that are drawn are often nearly the same.
PLAIN = st.sampled_from(
    ["", "1", "a', 'b", "a", "b", 0, 1, 1.0, -0.0, True, False, None, b"", b"1", Markup("a")]
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["a", "b", 1, True]), inner, max_size=2),
        st.builds(Frozen, inner, inner),
        st.builds(Open, inner),
    ),
    max_leaves=6,
)


def digest(value: Any) -> str:
    return Digester(lambda _: None)(value)


def written(value: Any) -> Any:
    """A value with the type of everything in it."""
    name = type(value).__name__
    if isinstance(value, list | tuple):
        return name, [written(member) for member in value]
    if isinstance(value, dict):
        return name, [(written(key), written(member)) for key, member in value.items()]
    if dataclasses.is_dataclass(value):
        return name, [written(getattr(value, field.name)) for field in dataclasses.fields(value)]
    return name, repr(value)


@settings(max_examples=400, deadline=None)
@given(VALUES, VALUES)
def test_digests_are_alike_exactly_when_values_are(one: Any, two: Any) -> None:
    """Types count as much as contents, at every depth."""
    assert (digest(one) == digest(two)) == (written(one) == written(two))


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        (Frozen("a", (("b", 1),)), True),
        (Frozen("a", Frozen(("b",))), True),
        ((Frozen("a"), Open("b")), False),
        (Frozen("a", ["b"]), False),
        (Frozen("a", Frozen({"b": 1})), False),
    ],
)
def test_only_what_cannot_change_is_remembered(value: Any, is_kept: bool) -> None:
    """A value that holds anything that can change is looked at again in the next build."""
    with Digester.remembering():
        before = digest(value)
    try:
        assert is_immutable(value, {}) == is_kept
        assert digest(value) == before
        if not is_kept:
            _change(value)
            assert digest(value) != before
    finally:
        with Digester.remembering():
            pass


def _change(value: Any) -> None:
    """Change the one thing in a value that can be changed."""
    if isinstance(value, Open):
        value.one = "changed"
    elif isinstance(value, list):
        value.append("changed")
    elif isinstance(value, dict):
        value["changed"] = 1
    else:
        members = value if isinstance(value, tuple) else (value.one, value.two)
        _change(next(m for m in members if not isinstance(m, str) and m is not None and m != Frozen("a")))
