"""The pictures of an edition, at addresses that last as long as it does.

A message in somebody's mailbox keeps its pictures when a story gets another one, and loses them when a story is
retracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from bs4 import BeautifulSoup, Tag
from PIL import Image

from plugins.digest.assembly import Assembly
from plugins.digest.lock import Lock
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


def picture_files(assemblies: Iterable[Assembly], plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the path in the output and the bytes of every picture; `plan` has the files of the images room.

    A frozen edition's picture keeps the name that it was frozen with, whatever became of its story's own name
    and picture.
    """
    for assembly in assemblies:
        for story in pictured(assembly.digest):
            image = story.article.image.raster
            data = plan.data(image.src.removeprefix("/"))
            if assembly.lock is None:
                yield picture_path(assembly.digest, story), data
            elif path := frozen_path(assembly.digest, assembly.lock, story):
                yield path, data if path.endswith(KINDS[image.media_type]) else encoded_as(path, data)


def frozen_path(digest: Digest, lock: Lock, story: Story) -> str:
    """Return where the message looks for a story's picture; nothing when it shows none of this story."""
    base = f"{digest.url}pictures/"
    found = BeautifulSoup(lock.variants[""].html, "lxml").find(
        "img", src=lambda src: bool(src and src.startswith(base))
    )
    if not isinstance(found, Tag) or lock.stories[0].id != story.id:
        return ""
    return f"{digest.path}pictures/{str(found['src']).removeprefix(base)}"


def encoded_as(path: str, data: bytes) -> bytes:
    """Return a picture as the kind of file that a path says it is: PNG or JPEG."""
    out = BytesIO()
    Image.open(BytesIO(data)).convert("RGB").save(
        out, "PNG" if path.endswith("png") else "JPEG", optimize=True
    )
    return out.getvalue()
