"""The pictures of an export: copied from the uploads under one name each, described as the export describes them."""

from __future__ import annotations

import re
import shutil
from urllib.parse import unquote, urlsplit

from plugins.desk.wordpress.body import Picture
from plugins.desk.wordpress.export import Item
from plugins.desk.wordpress.work import Import, plain
from plugins.front_matter.entry import GAP

SIZED = re.compile(r"-(?:\d+x\d+|scaled|rotated|e\d{10,})(?=\.\w+$)")
UPLOADS = "/wp-content/uploads/"


def picture_lines(work: Import, item: Item) -> list[str]:
    """Return the Image lines for a post's featured picture."""
    attachment = work.site.by_id.get(item.meta.get("_thumbnail_id", ""))
    if attachment is None:
        return []
    file = work.files[item.id]
    found = take(work, attachment.attachment)
    if found is None:
        work.note(file, f"its picture {attachment.attachment} is not among the uploads.")
        return []
    name, words = found
    if not words:
        work.note(file, f"{name} has no description.")
    return [f"Image: {name}", f"Image_alt: {words or GAP}"]


def take(work: Import, address: str) -> Picture | None:
    """Copy a picture from the uploads; return its name in content/images and its description, or None.

    WordPress's smaller copies (`ward-300x200.jpg`) are passed over for the original.
    """
    path = unquote(urlsplit(address).path).partition(UPLOADS)[2]
    if not path or work.uploads is None or ".." in path:
        return None
    for one in dict.fromkeys((SIZED.sub("", path), path)):
        source = work.uploads / one
        if source.is_file():
            name = re.sub(r"[^A-Za-z0-9._-]+", "-", one.replace("/", "-"))
            target = work.content / "images" / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            return name, description(work, one)
    return None


def description(work: Import, path: str) -> str:
    """Return the alternative text that the export has for a picture."""
    for item in work.site.items:
        if item.kind == "attachment" and unquote(urlsplit(item.attachment).path).endswith(UPLOADS + path):
            return plain(item.meta.get("_wp_attachment_image_alt", ""))
    return ""
