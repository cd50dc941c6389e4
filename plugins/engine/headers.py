"""HTTP headers from one source: for nginx, Apache, Caddy, hosts that read a `_headers` file, and our own preview.

A rule is a prefix of addresses with headers; of several rules that fit, later ones win, header by header. Caching
follows RFC 9111: what may be corrected is asked for again each time (`no-cache` with an ETag), what has its digest in
its name never (`immutable`, RFC 8246).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

DAY = 86_400  # seconds
_TYPES = {
    ".rss.xml": "application/rss+xml; charset=utf-8",
    ".atom.xml": "application/atom+xml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".wasm": "application/wasm",
}
FEED_JSON = "application/feed+json; charset=utf-8"
_TEXTS = "text/css text/javascript text/plain application/json application/xml"  # besides text/html
_FEEDS = {  # pattern of addresses -> type, for servers that know single extensions only
    r"\.rss\.xml$": _TYPES[".rss.xml"],
    r"\.atom\.xml$": _TYPES[".atom.xml"],
    r"^/feeds/.*\.json$": FEED_JSON,
}


@dataclass(frozen=True)
class Rule:
    """Headers for every address that begins with `prefix` ("/" is all)."""

    prefix: str
    headers: Mapping[str, str] = field(default_factory=dict)


def policy(form_action: str = "'self'", scripts: str = "'self'") -> str:
    """The Content-Security-Policy: nothing but our own files, no inline script or style."""
    parts = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": form_action,
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def rules_for(settings: Mapping[str, Any]) -> list[Rule]:
    """The rules of a site, from its settings.

    `FRONTFOOT_IMMUTABLE` lists prefixes of files with a digest in their names; `FRONTFOOT_SEARCH_URL` is the one page
    that runs WebAssembly; `FRONTFOOT_SIGNUP_URL` is where the sign-up form goes. `FRONTFOOT_HEADERS` (prefix ->
    headers) adds to or overrides all this.
    """
    signup = str(settings.get("FRONTFOOT_SIGNUP_URL") or "")
    form_action = f"'self' {_origin(signup)}" if "://" in signup else "'self'"
    rules = [
        Rule(
            "/",
            {
                "Content-Security-Policy": policy(form_action),
                "Cache-Control": "no-cache",
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "strict-origin-when-cross-origin",
                "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Strict-Transport-Security": f"max-age={365 * DAY}",
            },
        ),
        Rule(
            settings.get("FRONTFOOT_SEARCH_URL", "/search/"),
            {"Content-Security-Policy": policy(form_action, "'self' 'wasm-unsafe-eval'")},
        ),
    ]
    forever = {"Cache-Control": f"public, max-age={365 * DAY}, immutable"}
    rules += [
        Rule(f"/{prefix.strip('/')}/", forever) for prefix in settings.get("FRONTFOOT_IMMUTABLE", ("assets",))
    ]
    rules += [Rule(prefix, headers) for prefix, headers in settings.get("FRONTFOOT_HEADERS", {}).items()]
    return rules


def _origin(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}"


def headers_of(address: str, rules: Sequence[Rule]) -> dict[str, str]:
    """The headers of one address (beginning with a slash), all rules applied."""
    headers: dict[str, str] = {}
    for rule in rules:
        if address.startswith(rule.prefix):
            headers |= rule.headers
    return headers


def type_of(path: str) -> str:
    """The Content-Type of a file by its name; feeds have types of their own."""
    name = PurePosixPath(path)
    if name.suffix == ".json" and "feeds" in name.parts:
        return FEED_JSON
    double = "".join(name.suffixes[-2:])
    return _TYPES.get(double) or _TYPES.get(name.suffix.lower()) or "application/octet-stream"


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """The same rules, each complete in itself: servers do not merge them alike. Longest prefix last."""
    prefixes = sorted({rule.prefix for rule in rules}, key=lambda prefix: (len(prefix), prefix))
    return [Rule(prefix, headers_of(prefix, rules)) for prefix in prefixes]


def nginx(
    rules: Sequence[Rule],
    root: str,
    *,
    server_name: str = "_",
    listen: str = "80",
    brotli: bool = False,
    inside: str = "",
) -> str:
    """A server block for nginx. `brotli` needs its brotli_static module; gzip siblings are served in any case.

    `inside` are more lines for the block, such as rules for old addresses; what these answer has the headers of "/".
    """
    lines = ["server {", f"    listen {listen};", f"    server_name {server_name};", f"    root {root};"]
    lines += [
        "    index index.html;",
        "    error_page 404 /404.html;",
        "    absolute_redirect off;",
        "    charset utf-8;",
        f"    charset_types {_TEXTS};",
        "    etag on;",
    ]
    lines += ["    gzip_static on;", "    gzip_vary on;", *(["    brotli_static on;"] if brotli else [])]
    lines += [*_nginx_types(), *_nginx_headers(headers_of("/", rules), indent=4)]
    for rule in _merged(rules):
        lines += [f"    location {rule.prefix} {{", *_nginx_headers(rule.headers), "    }"]
    plain = _nginx_headers(headers_of("/feeds/", rules))
    for pattern, kind in _FEEDS.items():
        lines += [
            f"    location ~ {pattern} {{",
            *plain,
            f'        types {{ }} default_type "{kind}";',
            "    }",
        ]
    return "\n".join([*lines, *(f"    {line}".rstrip() for line in inside.splitlines()), "}", ""])


def _nginx_headers(headers: Mapping[str, str], indent: int = 8) -> list[str]:
    return [f'{" " * indent}add_header {name} "{value}" always;' for name, value in headers.items()]


def _nginx_types() -> list[str]:
    """MIME types; nginx knows single extensions only, so that feeds are told by their path."""
    types: dict[str, list[str]] = {}
    for suffix, kind in _TYPES.items():
        if suffix.count(".") == 1:
            types.setdefault(kind.partition(";")[0], []).append(suffix[1:])
    listed = [f"        {kind} {' '.join(suffixes)};" for kind, suffixes in types.items()]
    return ["    types {", *listed, "    }"]


def apache(rules: Sequence[Rule]) -> str:
    """Directives for Apache's configuration of the site or its `.htaccess` (mod_dir, _headers, _mime, _rewrite)."""
    lines = [
        "ErrorDocument 404 /404.html",
        "DirectoryIndex index.html",
        "FileETag MTime Size",
        "AddDefaultCharset utf-8",
    ]
    for suffix, kind in _TYPES.items():
        if suffix.count(".") == 1:
            lines.append(f'AddType "{kind.partition(";")[0]}" {suffix}')
            lines += [f"AddCharset utf-8 {suffix}"] if "charset" in kind else []
    lines += _apache_siblings()
    for pattern, kind in ((r"\.rss\.xml", _TYPES[".rss.xml"]), (r"\.atom\.xml", _TYPES[".atom.xml"])):
        lines += [f'<FilesMatch "{pattern}(\\.br|\\.gz)?$">', f'    ForceType "{kind}"', "</FilesMatch>"]
    lines += ['<If "%{REQUEST_URI} =~ m#^/feeds/.*\\.json#">', f'    ForceType "{FEED_JSON}"', "</If>"]
    for rule in _merged(rules):
        lines.append(f'<If "%{{REQUEST_URI}} =~ m#^{rule.prefix}#">')
        lines += [f'    Header always set {name} "{value}"' for name, value in rule.headers.items()]
        lines.append("</If>")
    return "\n".join([*lines, ""])


def _apache_siblings() -> list[str]:
    """Lines that serve the Brotli or gzip sibling of a file to those who take it."""
    lines = ["RewriteEngine On", "Header always merge Vary Accept-Encoding"]
    for coding, suffix in (("br", "br"), ("gzip", "gz")):
        lines += [f"AddEncoding {coding} .{suffix}", f"RemoveType .{suffix}", f"RemoveLanguage .{suffix}"]
        for index in ("", "index.html"):
            file = f"%{{REQUEST_URI}}{index}.{suffix}"
            lines += [
                rf"RewriteCond %{{HTTP:Accept-Encoding}} \b{coding}\b",
                f"RewriteCond %{{DOCUMENT_ROOT}}{file} -f",
                f"RewriteRule ^ {file} [L]",
            ]
    return lines


def caddy(rules: Sequence[Rule], root: str, site: str = ":80", inside: str = "") -> str:
    """A site block for a Caddyfile; `inside` are more lines for it, such as rules for old addresses.

    Caddy sorts directives by a rule of its own, so that no address may match two of ours that set the same header.
    """
    lines = [
        f"{site} {{",
        f"    root * {root}",
        "    file_server {",
        "        precompressed br gzip",
        "    }",
    ]
    lines += _caddy_types()
    merged = _merged(rules)
    for number, rule in enumerate(merged):
        longer = [f"{one.prefix}*" for one in merged if one != rule and one.prefix.startswith(rule.prefix)]
        lines += _caddy_headers(f"rule{number}", f"{rule.prefix}*", longer, rule.headers)
    lines += ["    handle_errors {", "        rewrite * /404.html", "        file_server", "    }"]
    lines += [f"    {line}".rstrip() for line in inside.splitlines()]
    return "\n".join([*lines, "}", ""])


def _caddy_types() -> list[str]:
    """What Caddy would take from the system's table of types, which differs from system to system."""
    lines = _caddy_headers("feed_json", "/feeds/*.json", [], {"Content-Type": FEED_JSON})
    for number, (suffix, kind) in enumerate(_TYPES.items()):
        others = [f"*{one}" for one in _TYPES if one != suffix and one.endswith(suffix)]
        others += ["/feeds/*.json"] if suffix == ".json" else []
        lines += _caddy_headers(f"type{number}", f"*{suffix}", others, {"Content-Type": kind})
    return lines


def _caddy_headers(name: str, path: str, but: Sequence[str], headers: Mapping[str, str]) -> list[str]:
    """Headers for the addresses that one pattern matches and some others do not."""
    left_out = [f"        not path {' '.join(but)}"] if but else []
    matcher = [f"    @{name} {{", f"        path {path}", *left_out, "    }"]
    return [*matcher, f"    header @{name} {{", *(f'        {k} "{v}"' for k, v in headers.items()), "    }"]


def headers_file(rules: Sequence[Rule]) -> str:
    """A `_headers` file, as Netlify and Cloudflare Pages read it."""
    lines = []
    for rule in _merged(rules):
        lines += [f"{rule.prefix}*"]
        if rule.prefix != "/":
            lines += [f"  ! {name}" for name in rule.headers]
        lines += [f"  {name}: {value}" for name, value in rule.headers.items()]
    for suffix in (".rss.xml", ".atom.xml"):
        lines += [f"/*{suffix}", f"  Content-Type: {_TYPES[suffix]}"]
    return "\n".join([*lines, "/feeds/*.json", f"  Content-Type: {FEED_JSON}", ""])
