"""Makes the index with Pagefind, and keeps it for as long as what is searched stays the same.

https://pagefind.app/docs/py-api/ The bytes of an index differ from run to run, so it is the one thing of a site that
is not a pure function of the repository; two builds of the same bodies share one index through the cache.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from pagefind.index import IndexConfig, PagefindIndex

from plugins.search.records import Record, records_of

FOLDER = "pagefind"
NOT_NEEDED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")


def make_index(tree: Path, cache: Path) -> int:
    """Put the index of a built tree into its folder `pagefind`; return how many pages can be found.

    `cache` keeps the index between publications. What an earlier index left in the tree is replaced.
    """
    records = tuple(records_of(tree))
    kept = cache / "search" / key_of(records)
    if not kept.is_dir():
        make(records, kept)
    target = tree / FOLDER
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(kept, target)
    return len(records)


def key_of(records: Sequence[Record]) -> str:
    """Return a key of everything that an index rests on."""
    digest = hashlib.sha256(version("pagefind").encode())
    digest.update(Path(__file__).with_name("records.py").read_bytes())
    for record in records:
        digest.update(f"{record.address}\0{record.html}\0".encode())
    return digest.hexdigest()[:32]


def make(records: Sequence[Record], kept: Path) -> None:
    """Make an index and put it into its place in the cache, from which older ones go."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.iterdir():
        shutil.rmtree(old)
    unfinished = Path(mkdtemp(dir=kept.parent))
    with ThreadPoolExecutor(1) as aside:  # a thread of its own: the caller's may have an event loop already
        aside.submit(lambda: asyncio.run(write(records, unfinished))).result()
    for file in sorted(unfinished.iterdir()):
        if file.name.startswith(NOT_NEEDED):
            file.unlink()
    unfinished.chmod(0o755)
    unfinished.rename(kept)


async def write(records: Sequence[Record], folder: Path) -> None:
    """Have Pagefind read the records and write its files. Raises what its service raises."""
    async with PagefindIndex(config=IndexConfig(output_path=str(folder))) as index:
        for record in records:
            await index.add_html_file(content=record.html, url=record.address)
