"""Fields that several content types share."""

from plugins.front_matter.types.base import FieldSpec
from plugins.front_matter.values import (
    as_typed,
    choice,
    correction,
    focus,
    moment,
    names,
    old_address,
    prose,
    slug,
    source_link,
    story_reference,
    web_address,
    yes_or_no,
)

TITLE = FieldSpec("Title", "The headline, at most 65 characters if you can.", required=True)
SUMMARY = FieldSpec(
    "Summary", "The standfirst: one or two sentences that add to the headline and do not repeat it.", prose
)
STATUS = FieldSpec(
    "Status",
    "published (taken when left out) or draft. A draft is seen only in the preview.",
    choice("published", "draft"),
    default="published",
)
STORY_STATUS = FieldSpec(
    "Status",
    "published (taken when left out), draft (seen only in the preview) or retracted (the page says that we withdrew "
    "the story, and why).",
    choice("published", "draft", "retracted"),
    default="published",
)
RETRACTION = FieldSpec(
    "Retraction", "Why we withdrew the story, in a sentence for readers. Needs Status: retracted.", prose
)
SLUG = FieldSpec("Slug", "The last part of the address; taken from the file's name when left out.", slug)
ALIASES = FieldSpec(
    "Aliases", "Old addresses of this page, one a line; each leads readers here.", old_address, many=True
)
SHORT_TITLE = FieldSpec("Short_title", "A shorter headline, for the breadcrumb and tight places.")
IMAGE_FIELDS = (
    FieldSpec(
        "Image",
        "A picture from content/images, such as ward.jpg. Left out, the story gets a drawn cover.",
        as_typed,
    ),
    FieldSpec(
        "Image_alt", "What the picture shows, for those who cannot see it; or the word decorative.", prose
    ),
    FieldSpec("Image_credit", "Who made the picture."),
    FieldSpec("Image_licence", "Under which licence we may use it."),
    FieldSpec("Image_focus", "The point that every crop must keep, from left and top: 40% 30%.", focus),
)
NATIONS = FieldSpec(
    "Nations", "Which of England, Scotland, Wales, Northern Ireland, UK it is about.", names, default=()
)

WORDS = FieldSpec(
    "Words",
    "Words in this file that are right though the spelling check does not know them, separated by commas.",
    names,
    default=(),
)

ARTICLE_FIELDS = (
    TITLE,
    FieldSpec(SUMMARY.name, SUMMARY.meaning, prose, required=True),
    FieldSpec("Kicker", "One to three words above the headline, such as Pay or Interview."),
    SHORT_TITLE,
    FieldSpec(
        "Date",
        "The date that readers see, year first: 2018-10-04, with a time when it matters.",
        moment,
        required=True,
    ),
    FieldSpec(
        "Date_precision",
        "day (taken when left out), month or year: how much of the date we claim to know.",
        choice("day", "month", "year"),
        default="day",
    ),
    FieldSpec("Publish_at", "Do not show the story before this time.", moment),
    FieldSpec("Embargo", "Do not show the story before this time, as agreed with others.", moment),
    STORY_STATUS,
    RETRACTION,
    FieldSpec(
        "Authors",
        "Who wrote it, separated by commas: files in content/people, or the organisation.",
        names,
        default=(),
    ),
    FieldSpec(
        "Name_withheld",
        "The words to print instead of a name, such as A director in Wales. No name then appears anywhere.",
    ),
    FieldSpec("Tags", "Topics, separated by commas: files in content/topics.", names, default=()),
    FieldSpec("Series", "The series or column it belongs to: a file in content/series."),
    FieldSpec("Campaign", "The campaign it belongs to: a file in content/campaigns."),
    NATIONS,
    FieldSpec(
        "Related",
        "Stories to show beside it before those the site finds, one a line: news/slug.",
        story_reference,
        many=True,
    ),
    *IMAGE_FIELDS,
    FieldSpec("Modified", "When the story was last changed in a way that readers should know of.", moment),
    FieldSpec("Modified_note", "What was changed then, in one sentence.", prose),
    FieldSpec(
        "Corrections",
        "What we got wrong and put right, one a line: 2018-10-05 | what was wrong.",
        correction,
        many=True,
    ),
    FieldSpec(
        "Sources",
        "Where the facts come from, one a line: Title | https://address | 2018-10-04.",
        source_link,
        many=True,
    ),
    FieldSpec(
        "Republish",
        "yes when others may republish the story: it then gets a page with the text to paste and the credit line.",
        yes_or_no,
        default=False,
    ),
    FieldSpec(
        "Digest", "lead, pin or no: its place in the monthly email.", choice("lead", "pin", "no"), default=""
    ),
    SLUG,
    ALIASES,
    WORDS,
    FieldSpec("Id", "The permanent name of the story in feeds. Leave it alone once it is there.", as_typed),
)

EVENT_FIELDS = (
    FieldSpec("Starts", "When the event begins, with its time.", moment),
    FieldSpec("Ends", "When the event ends.", moment),
    FieldSpec("Venue", "Where it is held, or online."),
    FieldSpec("Booking", "Where to book: a web address.", web_address),
)
