"""Another union: other name, sections and colours, one story. Nothing of the real site may show through."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1]))

from pelicanconf import *  # noqa: E402, F403 (the real site's settings, but for those below)

SITENAME = "Lighthouse Keepers' Guild"
SITESUBTITLE = "The union for those who keep the light"
SITEURL = "https://keepers.example"
FRONTFOOT_ORGANISATION = {
    "name": "Lighthouse Keepers' Guild",
    "short_name": "LKG",
    "tagline": "The union for those who keep the light",
    "what_title": "What is the Guild?",
    "what_text": "The Guild stands by everyone who keeps a light burning.",
    "about_url": "/",
    "join_url": "/",
    "email": "lamp@keepers.example",
    "press_email": "press@keepers.example",
    "security_email": "lamp@keepers.example",
}
FRONTFOOT_DEMO_TEXT = "This is a demonstration."
FRONTFOOT_SECTIONS = {
    "stories": {"title": "Stories", "type": "news", "summary": "From the rocks."},
    "letters": {"title": "Letters", "type": "opinion", "summary": "From the keepers."},
}
FRONTFOOT_NEWS_SECTIONS = ["stories", "letters"]
FRONTFOOT_LEAD = ""
FRONTFOOT_MENU = [("Stories", "/stories/"), ("Letters", "/letters/")]
FRONTFOOT_TOKENS = str(here / "tokens.css")
FRONTFOOT_COLOURS = {
    "paper": "#f7f9fb",
    "ink": "#10202b",
    "tint": "#e3edf3",
    "signal": "#0a5a8a",
    "teal": "#3b6b2f",
    "deep": "#08314a",
}
ARTICLE_PATHS = list(FRONTFOOT_SECTIONS)
PATH = str(here / "content")
OUTPUT_PATH = str(here.parents[1] / "output-other-union")
