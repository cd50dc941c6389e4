"""The HTML part: the model through the theme's email templates, with the styles written into the elements."""

from __future__ import annotations

import quopri
from collections.abc import Mapping
from typing import Any

from css_inline import CSSInliner

from plugins.digest.colours import day, night
from plugins.digest.lock import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS
from plugins.digest.model import Digest, Picture

TEMPLATE, STYLES, MODES = "email/edition.html", "email/edition.css", "email/modes.css"
PREHEADER_SPACE = 110
"""Mail programs fill their preview line with what follows a short preheader: so much of it is kept blank."""


def render_html(digest: Digest, pictures: Mapping[str, Picture], environment: Any, colours: Any) -> str:
    """Return the HTML email of an edition.

    `pictures` are by story key, `environment` is the theme's Jinja environment, `colours` the
    FRONTFOOT_COLOURS setting. What depends on the recipient is left as the two placeholder addresses.
    """
    shades = {"day": day(colours), "night": night(colours)}
    page = environment.get_template(TEMPLATE).render(
        digest=digest,
        pictures=pictures,
        modes=squeezed(environment.get_template(MODES).render(shades)),
        gap=max(0, PREHEADER_SPACE - len(digest.preheader)),
        unsubscribe=UNSUBSCRIBE_ADDRESS,
        preferences=PREFERENCES_ADDRESS,
    )
    styles = environment.get_template(STYLES).render(shades)
    inliner = CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=styles
    )
    return without_blank_lines(inliner.inline(page))


def squeezed(css: str) -> str:
    """Return a stylesheet without its line breaks."""
    return "".join(line.strip() for line in css.splitlines())


def without_blank_lines(html: str) -> str:
    """Return HTML without lines of white space alone."""
    return "\n".join(line.strip() for line in html.splitlines() if line.strip()) + "\n"


def encoded_size(text: str) -> int:
    """Return how many bytes a text takes on its way, as quoted-printable (RFC 2045)."""
    return len(quopri.encodestring(text.encode(), quotetabs=False).replace(b"\n", b"\r\n"))
