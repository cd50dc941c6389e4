"""A whole configuration for a web server: the site's headers, compressed files, old addresses, withdrawn stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plugins.engine import headers


def configuration(
    server: str, rules: str, settings: Mapping[str, Any], root: str, *, brotli: bool = False
) -> str:
    """Return the configuration for nginx, apache or caddy that serves the folder `root`; for others a `_headers` file.

    `rules` are the same server's rules for old addresses (plugins.redirects.rules). `brotli` is for an nginx that has
    the module brotli_static.
    """
    made, host = headers.rules_for(settings), urlsplit(settings["SITEURL"]).hostname or "_"
    if server == "nginx":
        maps, _, inside = rules.partition("# Into server { }:")
        return maps + headers.nginx(made, root, server_name=host, brotli=brotli, inside=inside)
    if server == "apache":
        return f"DocumentRoot {root}\n{headers.apache(made)}{rules}"
    if server == "caddy":
        return headers.caddy(made, root, host, rules)
    return headers.headers_file(made)
