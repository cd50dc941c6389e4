"""The site's own look for the service's pages: taken from a page that the site has published.

The service needs no theme and no Pelican: it takes a built page (the site's 404.html, which links from the root
and belongs to no section), empties it, and gives it to its templates as their base.
"""

from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

TITLE, HERE, MAIN = "front-foot-title", "front-foot-here", "front-foot-main"
LINKS = ("href", "src", "action")
# What belongs to the emptied page, or would ask visitors of the service to sign up again.
DROPPED = (
    "script",
    "link[rel=canonical]",
    "link[rel=alternate]",
    "meta[property]",
    "meta[name=description]",
    "meta[name=robots]",
    "meta[name^=twitter]",
    "aside.signup",
)
BLOCKS = {
    TITLE: "{% block title %}{% endblock %}",
    HERE: "{{ self.title() }}",
    MAIN: '<div class="wrap listing"><header class="listing-head"><h1>{{ self.title() }}</h1></header>'
    '<div class="prose">{% block main %}{% endblock %}</div></div>',
}


def read(page: Path, site_url: str) -> str:
    """Give a base template in the look of a built page; all its links lead to the site.

    Takes the page's file and the absolute address of the site; raises ValueError when the page has no title,
    head or main.
    """
    soup = BeautifulSoup(page.read_text("utf-8"), "lxml")
    for place in soup.select(", ".join(DROPPED)):
        place.decompose()
    title, head, main = soup.title, soup.head, soup.find("main")
    if title is None or head is None or not isinstance(main, Tag):
        raise ValueError(f"{page} has no title, head or main and cannot dress the sign-up service")
    title.string = f"{TITLE} – {title.get_text().rpartition('|')[2].strip()}"
    head.append(soup.new_tag("meta", attrs={"name": "robots", "content": "noindex"}))
    for here in soup.select("nav.breadcrumb [aria-current]"):
        here.string = HERE
    main.string = MAIN
    point_to_site(soup, site_url)
    return as_template(str(soup))


def point_to_site(soup: BeautifulSoup, site_url: str) -> None:
    """Make every link absolute, but those within the page."""
    for name in LINKS:
        for place in soup.find_all(attrs={name: True}):
            value = str(place[name])
            if not value.startswith("#"):
                place[name] = urljoin(f"{site_url}/", value)
    for place in soup.find_all(attrs={"srcset": True}):
        places = (part.split() for part in str(place["srcset"]).split(","))
        place["srcset"] = ", ".join(" ".join([urljoin(f"{site_url}/", u), *size]) for u, *size in places)


def as_template(html: str) -> str:
    """Give the page as a Jinja template: its own text raw, the blocks where the marks stand."""
    html = html.replace("{% endraw", "{&#37; endraw")
    for mark, block in BLOCKS.items():
        html = html.replace(mark, f"{{% endraw %}}{block}{{% raw %}}")
    return f"{{% raw %}}{html}{{% endraw %}}"
