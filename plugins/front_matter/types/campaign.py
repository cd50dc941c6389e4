"""Campaigns: an aim, the people who can decide it, where it stands. Also events."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS, EVENT_FIELDS
from plugins.front_matter.values import choice, partial_date, prose

KINDS = ("campaign", "event")
STATUSES = ("active", "won", "lost", "paused", "closed")
TYPE = ContentType(
    "campaign",
    "campaigns",
    (
        *ARTICLE_FIELDS,
        FieldSpec("Type", "campaign (taken when left out) or event.", choice(*KINDS)),
        FieldSpec("Aim", "What the campaign wants, in one sentence. Every campaign needs one.", prose),
        FieldSpec("Decision_maker", "Who can decide it."),
        FieldSpec("Campaign_status", f"{', '.join(STATUSES)}; active when left out.", choice(*STATUSES)),
        FieldSpec("Deadline", "The day by which people should act.", partial_date),
        *EVENT_FIELDS,
    ),
    kinds=KINDS,
)
