"""Pages: about, members, join, contact and the like."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import (
    ALIASES,
    IMAGE_FIELDS,
    SHORT_TITLE,
    SLUG,
    STATUS,
    SUMMARY,
    TITLE,
    WORDS,
)
from plugins.front_matter.values import moment, slug, whole_number

TYPE = ContentType(
    "page",
    "pages",
    (
        TITLE,
        SUMMARY,
        SHORT_TITLE,
        FieldSpec("Parent", "The page it stands under: the name of another file in content/pages.", slug),
        FieldSpec(
            "Menu_order", "Its place among the pages under the same parent: 1 comes first.", whole_number
        ),
        FieldSpec("Modified", "When the page was last changed.", moment),
        STATUS,
        SLUG,
        ALIASES,
        WORDS,
        *IMAGE_FIELDS,
    ),
)
