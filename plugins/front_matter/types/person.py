"""People: authors, columnists, spokespeople. The title is the person's name."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ALIASES, SLUG, STATUS, SUMMARY, WORDS
from plugins.front_matter.values import as_typed, labelled_link, names, prose

TYPE = ContentType(
    "person",
    "people",
    (
        FieldSpec("Title", "The person's name.", required=True),
        FieldSpec("Role", "What the person does.", required=True),
        FieldSpec("Organisation", "Where."),
        SUMMARY,
        FieldSpec(
            "Portrait", "A picture from content/images. Left out, the page shows a monogram.", as_typed
        ),
        FieldSpec("Portrait_alt", "What the portrait shows.", prose),
        FieldSpec("Links", "Pages elsewhere, one a line: Label | https://address.", labelled_link, many=True),
        FieldSpec(
            "Speaks_on", "Topics for journalists to call about, separated by commas.", names, default=()
        ),
        STATUS,
        SLUG,
        ALIASES,
        WORDS,
    ),
    needs_body=False,
)
