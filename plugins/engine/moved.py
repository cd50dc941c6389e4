"""Old and withdrawn addresses, as a tree's own `_redirects` file has them: for our own server.

The format is that of Netlify and Cloudflare Pages: `/old [name=value …] /new status`, the first line that fits wins.
As in the rules for nginx, Apache and Caddy, neither case nor the last slash of an address counts.
https://docs.netlify.com/manage/routing/redirects/overview/
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

FILE = "_redirects"
_PARTS = 3  # an address, what it leads to, and a status


@dataclass(frozen=True)
class Moved:
    """What answers an old address: another address to go to (301 and its like), or the page to show (410)."""

    target: str
    status: int


def moved(root: Path, address: str) -> Moved | None:
    """What the rules of the tree at `root` say of an address (with its query); None when it is not in them."""
    file = root / FILE
    if not file.is_file():
        return None
    asked = urlsplit(address)
    query, path = set(parse_qsl(asked.query, keep_blank_values=True)), _plain(asked.path)
    for line in file.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) < _PARTS or line.startswith("#") or _plain(parts[0]) != path:
            continue
        *wanted, target, status = parts[1:]
        if query.issuperset(tuple(one.partition("=")[::2]) for one in wanted):
            return Moved(target, int(status.rstrip("!")))
    return None


def _plain(path: str) -> str:
    return unquote(path).rstrip("/").casefold() or "/"
