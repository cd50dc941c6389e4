"""The pictures of an edition, at addresses that last as long as it does.

A message in somebody's mailbox keeps its pictures when a story gets another one, and loses them when a story is
retracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.digest.model import Digest, Picture, Story
from plugins.images.plan import Plan

SHOWN_WIDTH, SHOWN_HEIGHT = 600, 338
"""In CSS pixels: 16:9 across the column; the file has twice as many."""
KINDS = {"image/png": "png", "image/jpeg": "jpg"}


def pictured(digest: Digest) -> Iterator[Story]:
    """Yield the stories of an edition that are shown with their picture: the lead."""
    if digest.lead is not None and digest.lead.article.image is not None:
        yield digest.lead


def pictures_of(digest: Digest) -> dict[str, Picture]:
    """Return the pictures of an edition by story key. A drawn cover says nothing and has no alternative text."""
    return {
        story.key: Picture(
            digest.site.absolute(picture_path(digest, story)),
            SHOWN_WIDTH,
            SHOWN_HEIGHT,
            story.article.image.raster.alt,
        )
        for story in pictured(digest)
    }


def picture_path(digest: Digest, story: Story) -> str:
    """Return where a story's picture lies in the output: below its edition, under the story's own name."""
    ending = KINDS[story.article.image.raster.media_type]
    return f"{digest.path}pictures/{story.key.replace('/', '-')}.{ending}"


def picture_files(digests: Iterable[Digest], plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the path in the output and the bytes of every picture; `plan` has the files of the images room."""
    for digest in digests:
        for story in pictured(digest):
            yield picture_path(digest, story), plan.data(story.article.image.raster.src.removeprefix("/"))
