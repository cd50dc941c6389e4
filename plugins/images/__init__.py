"""Pictures: photographs cut for every place of the layout, covers and monograms where there is none, share cards.

Before Pelican reads anything, every picture that content names is checked. When all is read, each article and each
person gets an Image, pictures in texts get their sizes, and what is not kept from an earlier build is made, in
several processes when that pays. Templates take pictures only through `picture(image, slot)`.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican's signals."""
    from plugins.images import connect  # noqa: PLC0415 (the processes that only draw need no Pelican)

    connect.register()
