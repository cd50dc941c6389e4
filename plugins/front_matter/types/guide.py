"""Guides: advice in plain steps, in one part or several, reviewed by a date."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS
from plugins.front_matter.values import partial_date, slug, whole_number

TYPE = ContentType(
    "guide",
    "advice",
    (
        *ARTICLE_FIELDS,
        FieldSpec(
            "Guide", "The same word in every part of a guide that has several, such as redundancy.", slug
        ),
        FieldSpec("Part", "Which part of the guide this is: 1, 2, 3 …", whole_number),
        FieldSpec("Order", "The place of the guide in the list of advice: 1 comes first.", whole_number),
        FieldSpec("Reviewed", "When somebody last checked the advice.", partial_date, required=True),
        FieldSpec("Next_review", "When it must be checked again.", partial_date, required=True),
    ),
    kinds=("guide",),
)
