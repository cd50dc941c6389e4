"""Topics: few and meaningful. Stories name them in `Tags`."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ALIASES, SLUG, SUMMARY, WORDS

TYPE = ContentType(
    "topic",
    "topics",
    (FieldSpec("Title", "The topic's name.", required=True), SUMMARY, SLUG, ALIASES, WORDS),
    needs_body=False,
)
