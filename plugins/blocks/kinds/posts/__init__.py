"""Ready posts for a campaign's supporters to copy."""

from collections.abc import Iterator

from plugins.blocks.calls import Around, Call, Fault, Kind
from plugins.blocks.values import required
from plugins.front_matter.values import prose

LONGEST = 260


def check(call: Call, _around: Around) -> Iterator[Fault]:
    """See that each post leaves room for the address where posts are short."""
    for row in call.rows:
        if row.text and len(row.text) > LONGEST:
            fix = f"Keep it to {LONGEST}: some networks take 300, and the address comes after it."
            yield row.line, "text", f"the post has {len(row.text)} characters.", fix


KIND = Kind(
    "posts",
    "Ready posts to copy, one a line; the campaign's address is added to each.",
    body="rows",
    body_meaning="the post, at most 260 characters",
    columns=(required("text", "The post", prose),),
    prose="text",
    check=check,
)
