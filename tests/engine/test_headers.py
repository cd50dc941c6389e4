"""One source of headers, the same in every server: proven with nginx, Apache, Caddy and our own preview."""

import gzip
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from plugins.desk.addresses import rules
from plugins.engine import headers
from plugins.engine.release import publish
from plugins.engine.server import make_server
from plugins.redirects import rules as redirects
from plugins.redirects.moves import Gone, Move

RULES = headers.rules_for({"FRONTFOOT_SIGNUP_URL": "https://list.example/join"})
GONE, MOVED = (Gone("/news/gone/", "A title", "It was wrong."),), (Move("/old/", "/news/one/"),)
LONG = "<p>A sentence that is long enough to be worth compressing.</p>" * 20
OTHERS = [
    ("no/such/page/", 404, "Nothing here"),
    ("news/gone/", 410, "Withdrawn"),
    ("old", 301, "/news/one/"),
    ("OLD/", 301, "/news/one/"),
    ("news/one", 301, "/news/one/"),
]
PAGES = {
    "index.html": "<!doctype html><title>Home</title>",
    "404.html": "<!doctype html><title>Nothing here</title>",
    "search/index.html": "<!doctype html><title>Search</title>",
    "news/one/index.html": f"<!doctype html><title>One</title>{LONG}",
    "news/gone/index.html": "<!doctype html><title>Withdrawn</title>",
    "_redirects": redirects.redirects_file(MOVED, GONE),
    "assets/css/site.0123456789.css": "body{}",
    "feeds/all.rss.xml": f"<rss>{LONG}</rss>",
    "feeds/all.atom.xml": "<feed/>",
    "feeds/all.json": f'{{"text": "{LONG}"}}',
    "sitemap.xml": "<urlset/>",
}
NGINX = """
{modules}
pid {home}/nginx.pid; error_log {home}/error.log; daemon off; worker_processes 1; user root;
events {{ }}
http {{
access_log off;
client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u;
scgi_temp_path {home}/s;
{server}
}}
"""
APACHE = """
ServerRoot /usr/lib/apache2
ServerName localhost
PidFile {home}/pid
ErrorLog {home}/log
Listen 127.0.0.1:{port}
{modules}
TypesConfig /dev/null
DocumentRoot {root}
{rules}
"""
CADDY = "{{\n admin off\n auto_https off\n}}\n{site}"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, as `publish` makes it."""
    folder = tmp_path_factory.mktemp("site")
    for name, text in PAGES.items():
        (folder / "output" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "output" / name).write_text(text)
    publish(folder / "output", str(folder / "target"))
    folder.chmod(0o755)
    return (folder / "target/current").resolve()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def program(name: str, package: str) -> str:
    """The path of a server's program, or the test is skipped."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        pytest.skip(f"needs {name} (Debian: {package})")
    return found


@contextmanager
def serving(command: list[str], port: int) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}/"
    for _ in range(200):
        try:
            urllib.request.urlopen(address)
            break
        except urllib.error.URLError:
            assert process.poll() is None, process.communicate()[1].decode()
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def nginx(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    found, home, port = program("nginx", "nginx"), tmp_path_factory.mktemp("nginx"), free_port()
    brotli = BROTLI.exists()
    maps, _, inside = redirects.nginx(MOVED, GONE).partition("# Into server { }:")
    server = headers.nginx(RULES, str(root), listen=f"127.0.0.1:{port}", brotli=brotli, inside=inside)
    modules = f"load_module {BROTLI};" if brotli else ""
    (home / "nginx.conf").write_text(NGINX.format(home=home, server=maps + server, modules=modules))
    with serving([found, "-c", str(home / "nginx.conf"), "-p", str(home)], port) as address:
        yield address


@pytest.fixture(scope="module")
def apache(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    found, home, port = program("apache2", "apache2"), tmp_path_factory.mktemp("apache"), free_port()
    names = "mpm_event authz_core dir headers mime rewrite".split()
    modules = "\n".join(f"LoadModule {name}_module modules/mod_{name}.so" for name in names)
    rules = headers.apache(RULES) + redirects.apache(MOVED, GONE)
    text = APACHE.format(home=home, port=port, root=root, modules=modules, rules=rules)
    (home / "conf").write_text(text)
    with serving([found, "-D", "FOREGROUND", "-f", str(home / "conf")], port) as address:
        yield address


@pytest.fixture(scope="module")
def caddy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    found, home, port = program("caddy", "caddy"), tmp_path_factory.mktemp("caddy"), free_port()
    inside = redirects.caddy(MOVED, GONE)
    site = headers.caddy(RULES, str(root), f"http://127.0.0.1:{port}", inside)
    (home / "Caddyfile").write_text(CADDY.format(site=site))
    command = [found, "run", "--adapter", "caddyfile", "--config", str(home / "Caddyfile")]
    with serving(command, port) as address:
        yield address


@pytest.fixture(scope="module")
def preview(root: Path) -> Iterator[str]:
    server = make_server(root, RULES, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def ask(address: str, **sent: str) -> tuple[int, HTTPMessage, bytes]:
    parts = urlsplit(address)
    with closing(HTTPConnection(parts.netloc, timeout=10)) as connection:
        connection.request("GET", parts.path, headers=sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


SERVERS = ["nginx", "apache", "caddy", "preview"]


@pytest.fixture
def server(request: pytest.FixtureRequest) -> str:
    """The address of the server that the test's parameter names."""
    return str(request.getfixturevalue(request.param))


@pytest.mark.parametrize("server", SERVERS, indirect=True)
@pytest.mark.parametrize("path", sorted(PAGES.keys() - {"news/gone/index.html", "_redirects"}))
def test_every_server_sends_the_same(server: str, path: str) -> None:
    """Every kind of file has the headers and the type of the one source, from each real server as from preview."""
    address = path.removesuffix("index.html")
    wanted = headers.headers_of(f"/{address}", RULES)
    status, found, body = ask(server + address)
    assert status == 200
    assert body.decode() == PAGES[path]
    assert {name: found[name] for name in wanted} == wanted
    assert found["ETag"]
    assert found["Content-Type"].replace(" ", "") == headers.type_of(path).replace(" ", "")


@pytest.mark.parametrize("server", SERVERS, indirect=True)
@pytest.mark.parametrize(("path", "expected", "text"), OTHERS)
def test_what_is_no_page_has_the_headers_too(server: str, path: str, expected: int, text: str) -> None:
    """A page that is missing or was withdrawn is the site's own, and that one and every redirect have its headers."""
    status, found, body = ask(server + path)
    assert status == expected or (expected, status) == (301, 308)  # as Caddy adds a slash
    assert text in body.decode() if status > 400 else found["Location"].endswith(text)
    assert found["Content-Security-Policy"] == RULES[0].headers["Content-Security-Policy"]
    assert found["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_an_unchanged_page_is_not_sent_again(server: str) -> None:
    """A page asked for with its ETag is answered with 304, no body, and what says how long to keep it."""
    tag = ask(server)[1]["ETag"]
    status, found, body = ask(server, **{"If-None-Match": tag})
    assert (status, body, found["Cache-Control"]) == (304, b"", "no-cache")


@pytest.mark.parametrize("server", ["nginx", "apache", "caddy"], indirect=True)
@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["news/one/index.html", "feeds/all.rss.xml", "feeds/all.json"])
def test_siblings_are_served(server: str, coding: str, path: str, request: pytest.FixtureRequest) -> None:
    """Who takes Brotli or gzip gets the file that was compressed when the site was published."""
    if coding == "br" and "nginx" in request.node.name and not BROTLI.exists():
        pytest.skip("needs nginx's Brotli module (Debian: libnginx-mod-http-brotli-static)")
    address = path.removesuffix("index.html")
    _, found, body = ask(server + address, **{"Accept-Encoding": coding})
    unpack = brotli.decompress if coding == "br" else gzip.decompress
    assert found["Content-Encoding"] == coding
    assert unpack(body).decode() == PAGES[path]
    assert "Accept-Encoding" in found["Vary"]
    assert found["Content-Type"].replace(" ", "") == headers.type_of(path).replace(" ", "")
    wanted = headers.headers_of(f"/{address}", RULES)
    assert {name: found[name] for name in wanted} == wanted


def test_only_the_search_page_may_run_webassembly() -> None:
    """The search page's policy is wider by one word, and the sign-up form may go where the setting says."""
    assert "wasm" in headers.headers_of("/search/", RULES)["Content-Security-Policy"]
    assert "wasm" not in headers.headers_of("/", RULES)["Content-Security-Policy"]
    assert (
        "form-action 'self' https://list.example;"
        in headers.headers_of("/", RULES)["Content-Security-Policy"]
    )


def test_no_path_leads_out_of_the_folder(preview: str, root: Path) -> None:
    """An address with dots does not reach a file beside the site."""
    (root.parent / "secret.txt").write_text("secret")
    with socket.create_connection(("127.0.0.1", int(preview.split(":")[2].strip("/")))) as connection:
        connection.sendall(b"GET /../secret.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize("form", ["apache", "caddy", "headers_file"])
def test_other_servers_get_every_header(form: str) -> None:
    """Each generated form names every header of every rule."""
    made = {
        "apache": headers.apache(RULES),
        "caddy": headers.caddy(RULES, "/srv/site"),
        "headers_file": headers.headers_file(RULES),
    }[form]
    for rule in RULES:
        for name, value in rule.headers.items():
            assert name in made
            assert value in made


@pytest.mark.parametrize("name", ["nginx", "apache", "caddy", "_redirects"])
def test_the_command_prints_a_whole_configuration(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`./inv rules SERVER --root FOLDER` gives every header with the rules for old addresses."""
    assert rules(name, "pelicanconf.py", root="/srv/site/current") == 0
    printed = capsys.readouterr().out
    assert "Content-Security-Policy" in printed
    assert "immutable" in printed
    assert "/srv/site/current" in printed or name == "_redirects"
