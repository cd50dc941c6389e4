"""News: what happened, whom it touches, what was said, what next. Also events."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS, EVENT_FIELDS
from plugins.front_matter.values import choice

KINDS = ("news", "event")
TYPE = ContentType(
    "news",
    "news",
    (
        *ARTICLE_FIELDS,
        FieldSpec("Type", "news (taken when left out) or event.", choice(*KINDS)),
        *EVENT_FIELDS,
    ),
    kinds=KINDS,
)
