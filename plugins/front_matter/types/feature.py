"""Features of every kind: reportage, interviews, analysis, case studies, portraits of reps."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS
from plugins.front_matter.values import choice

KINDS = ("feature", "interview", "analysis", "case study", "meet-your-reps")
TYPE = ContentType(
    "feature",
    "features",
    (
        *ARTICLE_FIELDS,
        FieldSpec("Type", f"{', '.join(KINDS)}; feature when left out.", choice(*KINDS)),
        FieldSpec("Interviewee", "Whom the interview is with."),
        FieldSpec("Role", "The interviewee's role."),
        FieldSpec("Organisation", "The interviewee's organisation."),
    ),
    kinds=KINDS,
)
