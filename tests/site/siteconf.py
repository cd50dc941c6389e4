"""The small site of the tests: a made-up union, made-up people, one of everything."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1]))

from pelicanconf import *  # noqa: E402, F403 (the real site's settings, but for those below)

SITENAME = "Care Coordinators United"
SITESUBTITLE = "The union for care coordinators"
SITEURL = "https://ccu.example"
FRONTFOOT_ORGANISATION = {
    "name": "Care Coordinators United",
    "short_name": "CCU",
    "tagline": "The union for care coordinators",
    "what_title": "What is CCU?",
    "what_text": "Care Coordinators United is the union for people who make care happen on time.",
    "about_url": "/about/",
    "join_url": "/join/",
    "email": "news@ccu.example",
    "press_email": "press@ccu.example",
    "security_email": "security@ccu.example",
}
FRONTFOOT_LEAD = ""
FRONTFOOT_MENU = [
    ("News & campaigns", "/news-campaigns/"),
    ("Advice & information", "/advice/"),
    ("About CCU", "/about/"),
    ("Join", "/join/"),
]
PATH = str(here / "content")
OUTPUT_PATH = str(here.parents[1] / "output-test")
