"""Plain data survives the store exactly."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.engine.encoding import decode, encode

TEXTS = st.text(st.characters(), max_size=20)  # lone surrogates among them, as file names may hold
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def of_types(value: Any) -> Any:
    """A value with the type of each part, since 1 == 1.0 == True."""
    if isinstance(value, list):
        return [of_types(part) for part in value]
    if isinstance(value, dict):
        return [(key, of_types(part)) for key, part in value.items()]
    return type(value), repr(value)


@settings(max_examples=300, deadline=None)
@given(PLAIN)
def test_what_is_encoded_comes_back(value: Any) -> None:
    """Every value is the same afterwards, in every part and in order."""
    assert of_types(decode(encode(value))) == of_types(value)


def test_the_edges_of_json() -> None:
    """Integers beyond 64 bits, lone surrogates and the least double come back."""
    for value in (2**63, -(2**70), 2**64, "\ud800", {"\udcff": ["\udc80"]}, 5e-324, [1.0, 1, True]):
        assert of_types(decode(encode(value))) == of_types(value)
