"""Series: stories that belong together in an order; a column is one."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ALIASES, SLUG, SUMMARY, WORDS
from plugins.front_matter.values import choice, yes_or_no

TYPE = ContentType(
    "series",
    "series",
    (
        FieldSpec("Title", "The name of the series.", required=True),
        SUMMARY,
        FieldSpec(
            "Order",
            "newest (taken when left out) or oldest: which story comes first.",
            choice("newest", "oldest"),
            default="newest",
        ),
        FieldSpec(
            "Column", "yes when it is a column of opinion; no when left out.", yes_or_no, default=False
        ),
        SLUG,
        ALIASES,
        WORDS,
    ),
    needs_body=False,
)
