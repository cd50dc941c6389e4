"""An edition ready for the post: one HTML and one text for everybody and for each topic, none too long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from plugins.digest.html_form import encoded_size
from plugins.digest.lock import Variant
from plugins.digest.model import Digest, capped, for_topic, topics_of
from plugins.digest.text_form import render_text

WARN_BYTES = 80 * 1024
MOST_BYTES = 95 * 1024
"""Of encoded HTML. Gmail cuts a message off near 102 KB: editions are cut to the first, refused at the second."""

Render = Callable[[Digest], str]


def variants(digest: Digest, render: Render) -> dict[str, Variant]:
    """Return the forms of an edition: "" for everybody, and a topic's slug where its readers get another order.

    `render` makes the HTML of a model. Every form is cut to the first stories that fit; the rest is linked.
    """
    forms = {"": fitted(digest, render)}
    for topic in topics_of(digest):
        own = for_topic(digest, topic)
        if own.stories != digest.stories:
            forms[topic.slug] = fitted(own, render)
    return forms


def fitted(digest: Digest, render: Render) -> Variant:
    """Return an edition with as many of its stories as stay within the size, at least one."""
    html = render(digest)
    if encoded_size(html) > WARN_BYTES:
        total = len(digest.stories)
        counts = range(1, total)
        fits = bisect_right(counts, WARN_BYTES, key=lambda count: encoded_size(render(capped(digest, count))))
        digest = capped(digest, max(1, fits))
        html = render(digest)
    return Variant(html, render_text(digest))
