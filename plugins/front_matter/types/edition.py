"""A monthly edition of the digest: what it is called, when it goes out, and what the editor chose."""

from datetime import datetime

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.values import FieldError, moment, parts_of, prose, story_reference


def period(text: str) -> tuple[datetime, datetime]:
    """Return the half-open period `2018-10-01 | 2018-11-01`: from the first moment up to, not with, the second."""
    first, last = map(moment, parts_of(text, "first day | day after the last", 2))
    if last <= first:
        raise FieldError("ends before it begins.", "Write the first day, a bar, and the day after the last.")
    return first, last


TYPE = ContentType(
    "edition",
    "digests",
    (
        FieldSpec(
            "Subject", "The subject line of the email, at most 60 characters if you can.", required=True
        ),
        FieldSpec(
            "Preheader",
            "What mail programs show after the subject: 40 to 100 characters that add to it.",
            prose,
            required=True,
        ),
        FieldSpec(
            "Period",
            "First day | day after the last, such as 2018-10-01 | 2018-11-01. Left out: the month in the file's name.",
            period,
        ),
        FieldSpec(
            "Send_at",
            "When it is sent and appears on the site: 2018-11-01 09:00.",
            moment,
            required=True,
        ),
        FieldSpec(
            "Lead",
            "The story that opens it: news/slug. Left out: the story marked Digest: lead.",
            story_reference,
        ),
        FieldSpec(
            "Pins",
            "Stories that follow the lead, in this order, one a line: news/slug.",
            story_reference,
            many=True,
        ),
        FieldSpec("Exclude", "Stories to leave out, one a line: news/slug.", story_reference, many=True),
    ),
    needs_body=False,
)
