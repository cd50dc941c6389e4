"""One source of headers, the same in every server: proven with a real nginx and with our own preview."""

import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path

import pytest

from plugins.engine import headers
from plugins.engine.server import make_server

RULES = headers.rules_for({"FRONTFOOT_SIGNUP_URL": "https://list.example/join"})
PAGES = {
    "index.html": "<!doctype html><title>Home</title>",
    "404.html": "<!doctype html><title>Nothing here</title>",
    "search/index.html": "<!doctype html><title>Search</title>",
    "news/one/index.html": "<!doctype html><title>One</title>",
    "assets/css/site.0123456789.css": "body{}",
    "feeds/all.rss.xml": "<rss/>",
    "feeds/all.atom.xml": "<feed/>",
    "feeds/all.json": "{}",
    "sitemap.xml": "<urlset/>",
}
CONFIGURATION = """
pid {home}/nginx.pid; error_log {home}/error.log; daemon off; worker_processes 1; user root;
events {{ }}
http {{
access_log off;
client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u;
scgi_temp_path {home}/s;
{server}
}}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def nginx(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which(
        "nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin"
    )
    if program is None:
        pytest.skip("needs nginx")
    home, port = tmp_path_factory.mktemp("nginx"), free_port()
    server = headers.nginx(RULES, str(root), listen=f"127.0.0.1:{port}")
    (home / "nginx.conf").write_text(CONFIGURATION.format(home=home, server=server))
    process = subprocess.Popen(
        [program, "-c", str(home / "nginx.conf"), "-p", str(home)], stderr=subprocess.PIPE
    )
    address = f"http://127.0.0.1:{port}/"
    for _ in range(100):
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
def preview(root: Path) -> Iterator[str]:
    server = make_server(root, RULES, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def ask(address: str, **sent: str) -> tuple[int, HTTPMessage, bytes]:
    request = urllib.request.Request(address, headers=sent)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_nginx_and_preview_send_the_same(nginx: str, preview: str, path: str) -> None:
    """Every kind of file has the headers and the type of the one source, from nginx as from preview."""
    address = path.removesuffix("index.html")
    wanted = headers.headers_of(f"/{address}", RULES)
    for server in (nginx, preview):
        status, found, body = ask(server + address)
        assert status == 200
        assert body.decode() == PAGES[path]
        assert {name: found[name] for name in wanted} == wanted
        assert found["ETag"]
        assert found["Content-Type"].replace(" ", "") == headers.type_of(path).replace(" ", "")


def test_a_page_that_is_not_there_has_the_headers_too(nginx: str, preview: str) -> None:
    """The error page is the site's own, with the policy of every page."""
    for server in (nginx, preview):
        status, found, body = ask(server + "no/such/page/")
        assert status == 404
        assert b"Nothing here" in body
        assert found["Content-Security-Policy"] == RULES[0].headers["Content-Security-Policy"]


def test_an_unchanged_page_is_not_sent_again(nginx: str, preview: str) -> None:
    """A page asked for with its ETag is answered with 304 and no body."""
    for server in (nginx, preview):
        tag = ask(server)[1]["ETag"]
        status, _, body = ask(server, **{"If-None-Match": tag})
        assert (status, body) == (304, b"")


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
