"""The site: who publishes it, its sections and menu, its addresses, its theme, and its plugins in their order."""

import sys
from pathlib import Path

root = Path(__file__).resolve().parent
sys.path.insert(0, str(root))

from plugins.clock import build_time  # noqa: E402 (found through the line above)
from plugins.engine import Engine  # noqa: E402 (the same)

# Who publishes
SITENAME = "Managers in Partnership"
SITESUBTITLE = "The union for health and care managers"
SITEURL = "https://miphealth.example"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/London"
FRONTFOOT_LANGUAGE = "en-GB"
FRONTFOOT_ORGANISATION = {
    "name": "Managers in Partnership",
    "short_name": "MiP",
    "tagline": "The union for health and care managers",
    "what_title": "What is MiP?",
    "what_text": (
        "Managers in Partnership is the trade union for people who manage health and care services. "
        "UNISON and the FDA made it in 2005. We stand by members at work, and we speak up in public for "
        "what managers do."
    ),
    "about_url": "/about/",
    "join_url": "/join/",
    "email": "news@miphealth.example",
    "press_email": "press@miphealth.example",
    "security_email": "security@miphealth.example",
}
FRONTFOOT_DEMO = True
FRONTFOOT_DEMO_TEXT = (
    "This is a demonstration. Its archive is rewritten from public sources; it is not the union's own site."
)

# Sections, in the order of the menu: folder, title, standfirst, and the content type of its files
FRONTFOOT_SECTIONS = {
    "news": {
        "title": "News",
        "type": "news",
        "summary": "What happened, whom it touches, and what comes next.",
    },
    "features": {
        "title": "Features",
        "type": "feature",
        "summary": "Interviews, analysis and reports on the work of managing health and care.",
    },
    "opinion": {
        "title": "Opinion",
        "type": "opinion",
        "summary": "The case for managers, argued from evidence.",
    },
    "campaigns": {
        "title": "Campaigns",
        "type": "campaign",
        "summary": "What we are asking for, who can decide it, and where it stands.",
    },
    "advice": {
        "title": "Advice & information",
        "type": "guide",
        "summary": "Plain guides to your rights at work, reviewed on a date we print.",
    },
    "press": {
        "title": "Press",
        "type": "press",
        "summary": "Statements for journalists, and whom to call.",
    },
}
FRONTFOOT_MENU = [
    ("News & campaigns", "/news-campaigns/"),
    ("Advice & information", "/advice/"),
    ("Members", "/members/"),
    ("About MiP", "/about/"),
    ("Join", "/join/"),
]
FRONTFOOT_NEWS_SECTIONS = ["news", "features", "opinion", "campaigns"]  # those below News & campaigns
# The story that leads the front page; empty: the newest one marked `Digest: lead`
FRONTFOOT_LEAD = "features/welcome-to-our-new-website"
FRONTFOOT_SIGNUP_URL = (
    ""  # where the sign-up form posts to; empty: the feed and an address are offered instead
)
FRONTFOOT_SHARE = ["linkedin", "bluesky", "facebook", "whatsapp", "x"]
FRONTFOOT_PRESS = {"pages": ["key-facts", "in-the-news"]}
FRONTFOOT_REPUBLISH = {
    "licence": "CC BY 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
FRONTFOOT_COLOURS = {
    "paper": "#fbf9f4",
    "ink": "#16202e",
    "tint": "#f4ece1",
    "signal": "#c2321f",
    "teal": "#0b5f66",
    "deep": "#7a1d12",
}
FRONTFOOT_SECURITY_EXPIRES = "2027-10-01T00:00:00+01:00"

# When
FRONTFOOT_BUILD_TIME = build_time()
FRONTFOOT_DRAFTS = False

# Where
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
FRONTFOOT_CACHE = str(root / ".cache")
ARTICLE_PATHS = list(FRONTFOOT_SECTIONS)
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
PERSON_URL = "people/{slug}/"
PERSON_SAVE_AS = "people/{slug}/index.html"
TOPIC_URL = TAG_URL = "topics/{slug}/"
TOPIC_SAVE_AS = "topics/{slug}/index.html"
SERIES_URL = "series/{slug}/"
SERIES_SAVE_AS = "series/{slug}/index.html"
CATEGORY_URL = "{slug}/"
AUTHOR_URL = "people/{slug}/"
SLUGIFY_SOURCE = "basename"
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None

# Pages that list stories: ours, all of them (plugins.listings)
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
DIRECT_TEMPLATES: list[str] = []
FRONTFOOT_LISTING_TEMPLATES = {
    kind: kind for kind in ("section", "topic", "series", "person", "year", "month")
}
PAGINATED_TEMPLATES = {"section": 24, "topic": 24, "year": None, "month": None, "series": None, "person": 24}
DEFAULT_PAGINATION = 1000
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

# Feeds: ours, all of them (plugins.feeds)
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FRONTFOOT_FEED_ITEMS = 30

# Reading and rendering
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = "news"
FILENAME_METADATA = ""
FORMATTED_FIELDS: list[str] = []
MARKDOWN = {
    "extensions": ["tables", "sane_lists", "def_list", "abbr", "footnotes", "toc", "smarty"],
    "extension_configs": {
        "tables": {"use_align_attribute": True},
        "toc": {"marker": ""},
    },
    "output_format": "html",
}
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.do"],
}
PELICAN_CLASS = Engine
ENGINE_TRACED_SETTINGS = ["FRONTFOOT_BUILD_TIME"]
PLUGINS = [
    "plugins.blocks",  # first: others render Markdown as soon as the settings are there
    "plugins.front_matter",
    "plugins.assets",
    "plugins.listings",
    "plugins.redirects",
    "plugins.campaigns",
    "plugins.images",
    "plugins.related",
    "plugins.metadata",
    "plugins.feeds",
    "plugins.record",
    "plugins.digest",
    "plugins.output",  # last: it raises what the others found
]
