"""Old addresses and withdrawn stories as rules for web servers: nginx, Apache, Caddy, and hosts that read `_redirects`.

Each function is pure: moves and withdrawn stories in, the text of a configuration out. An old address is matched
whatever its case, with or without its last slash; one with a query (`/?p=123`) by the parameters that it names.
`Aliases` refuses every character with which an address could end its quotes.

nginx: https://nginx.org/en/docs/http/ngx_http_map_module.html  Apache: https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html
Caddy: https://caddyserver.com/docs/caddyfile/matchers  _redirects: https://docs.netlify.com/manage/routing/redirects/overview/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from plugins.redirects.moves import Gone, Move

MADE = "Made from the Aliases and retractions in content/; make it again after every change of them."


def path_of(address: str) -> str:
    """Return the path of an address without its last slash, decoded; the root is empty."""
    return unquote(urlsplit(address).path).rstrip("/")


def query_of(address: str) -> list[tuple[str, str]]:
    """Return the parameters in the query of an address."""
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)


def quoted(text: str) -> str:
    """Return a text between double quotes, for nginx and Caddy."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def between(text: str) -> str:
    """Return a text between double quotes for Apache, which takes a backslash there as it is."""
    return f'"{text}"'


def nginx(moves: Sequence[Move], gone: Iterable[Gone]) -> str:
    """Return the two parts of an nginx configuration: maps for `http`, then the lines for `server`.

    The maps compare strings without regard to case. A query is compared by its first parameter.
    """
    plain = [move for move in moves if not query_of(move.old)]
    asked = [move for move in moves if query_of(move.old)]
    lines = [f"# {MADE}", "# Into http { }:", "map $uri $moved {", '    default "";']
    for move in plain:
        lines += [f"    {quoted(path_of(move.old) + end)} {quoted(move.new)};" for end in ("", "/")]
    lines += ["}", "map $uri?$args $moved_by_query {", '    default "";']
    for move in asked:
        lines.append(f"    {quoted('~*' + nginx_query(move.old))} {quoted(move.new)};")
    lines += ["}", "", "# Into server { }:", "if ($moved) {", "    return 301 $moved;", "}"]
    lines += ["if ($moved_by_query) {", "    return 301 $moved_by_query;", "}"]
    for one in gone:
        page = f"{one.address}index.html"
        lines += [f"location = {one.address} {{", f"    error_page 410 {page};", "    return 410;", "}"]
    return "\n".join(lines) + "\n"


def nginx_query(address: str) -> str:
    """Return a regular expression for an address with a query, whatever else the query holds."""
    parameters = "".join(
        rf"(?=(?:.*&)?{re.escape(f'{name}={value}')}(?:&|$))" for name, value in query_of(address)
    )
    return rf"^{re.escape(path_of(address))}/?\?{parameters}"


def apache(moves: Sequence[Move], gone: Iterable[Gone]) -> str:
    """Return lines for an Apache virtual host or a `.htaccess` file at the root (mod_rewrite)."""
    lines = [f"# {MADE}", "RewriteEngine On"]
    for move in moves:
        pattern = rf"^/?{re.escape(path_of(move.old).lstrip('/'))}/?$"
        for name, value in query_of(move.old):
            asked = rf"(^|&){re.escape(f'{name}={value}')}(&|$)"
            lines.append(f"RewriteCond %{{QUERY_STRING}} {between(asked)}")
        lines.append(f"RewriteRule {between(pattern)} {between(move.new)} [NC,R=301,L,NE,QSD]")
    for one in gone:
        pattern = rf"^/?{re.escape(one.address.strip('/'))}/?$"
        lines += [
            f"RewriteRule {between(pattern)} - [G,L]",
            f"<If \"%{{REQUEST_URI}} == '{one.address}'\">",
            f"    ErrorDocument 410 {one.address}index.html",
            "</If>",
        ]
    return "\n".join(lines) + "\n"


def caddy(moves: Sequence[Move], gone: Iterable[Gone]) -> str:
    """Return lines for a site block of a Caddyfile. Caddy's path matcher has no regard to case."""
    lines = [f"# {MADE}"]
    for number, move in enumerate(moves, 1):
        path = path_of(move.old)
        paths = " ".join(quoted(one) for one in dict.fromkeys((path or "/", f"{path}/")))
        asked = "".join(f"    query {quoted(f'{name}={value}')}\n" for name, value in query_of(move.old))
        lines.append(
            f"@moved{number} {{\n    path {paths}\n{asked}}}\nredir @moved{number} {quoted(move.new)} 301"
        )
    for number, one in enumerate(gone, 1):
        paths = f"{quoted(one.address)} {quoted(one.address.rstrip('/'))}"
        lines.append(
            f"@gone{number} path {paths}\nhandle @gone{number} {{\n    rewrite * {one.address}index.html\n"
            "    file_server {\n        status 410\n    }\n}"
        )
    return "\n".join(lines) + "\n"


def redirects_file(moves: Sequence[Move], gone: Iterable[Gone]) -> str:
    """Return the `_redirects` file of hosts such as Netlify and Cloudflare Pages.

    These compare paths as they are written, so an address with capital letters is given in small letters, too.
    Hosts that know no queries, or no status 410, pass over such a line.
    """
    lines = [f"# {MADE}"]
    for move in moves:
        path, query = quote(path_of(move.old)), query_of(move.old)
        asked = "".join(f" {name}={value}" for name, value in query)
        status = "301!" if query else "301"
        lines += [f"{one or '/'}{asked} {move.new} {status}" for one in dict.fromkeys((path, path.lower()))]
    lines += [f"{one.address} {one.address}index.html 410!" for one in gone]
    return "\n".join(lines) + "\n"


SERVERS: dict[str, Callable[[Sequence[Move], Iterable[Gone]], str]] = {
    "nginx": nginx,
    "apache": apache,
    "caddy": caddy,
    "_redirects": redirects_file,
}
