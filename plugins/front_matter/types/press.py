"""The press room: releases and statements."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS
from plugins.front_matter.values import choice, names

KINDS = ("press release", "statement")
TYPE = ContentType(
    "press",
    "press",
    (
        *ARTICLE_FIELDS,
        FieldSpec("Type", "press release (taken when left out) or statement.", choice(*KINDS)),
        FieldSpec("Contact", "Whom journalists should call or write to.", required=True),
        FieldSpec(
            "Spokespeople",
            "Who can speak on it, separated by commas: files in content/people.",
            names,
            default=(),
        ),
    ),
    kinds=KINDS,
)
