"""Rules for web servers, asked of the servers themselves where they are installed (nginx, apache2, caddy)."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from plugins.redirects.moves import Gone, Move
from plugins.redirects.rules import SERVERS, apache, caddy, nginx, redirects_file

MOVES = (
    Move("/?p=123", "/news/a/"),
    Move("/?page_id=7&x=a.b", "/about/"),
    Move("/home/news-campaigns/Features/the-slug.aspx", "/features/the-slug/"),
    Move("/old/", "/news/a/"),
    Move("/caf%C3%A9/", "/news/a/"),
)
GONE = (Gone("/news/gone/", "A title", "It was wrong."),)
ASKED = {
    "/?p=123": (301, "/news/a/"),
    "/?utm=1&p=123": (301, "/news/a/"),
    "/?p=1234": (200, None),
    "/": (200, None),
    "/?page_id=7&x=a.b": (301, "/about/"),
    "/HOME/news-campaigns/features/The-Slug.ASPX": (301, "/features/the-slug/"),
    "/old": (301, "/news/a/"),
    "/OLD/": (301, "/news/a/"),
    "/caf%C3%A9/": (301, "/news/a/"),
    "/older/": (404, None),
    "/news/gone/": (410, None),
    "/news/a/": (200, None),
}
NGINX = """
{user} daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    {maps}
    server {{ listen 127.0.0.1:{port}; root {root}; {server} }}
}}
"""
APACHE = """
ServerRoot /usr/lib/apache2
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
LoadModule rewrite_module modules/mod_rewrite.so
DocumentRoot {root}
{rules}
"""
CADDY = "{{\n admin off\n auto_https off\n}}\nhttp://127.0.0.1:{port} {{\nroot * {root}\n{rules}\nfile_server\n}}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("", "news/a", "news/gone", "features/the-slug", "about"):
        file = tmp_path / "root" / name / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"This is /{name}", "utf-8")
    return tmp_path / "root"


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(port: int) -> bool:
    try:
        return ask(port, "/")[2] == "This is /"
    except OSError:
        return False


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            assert process.poll() is None, process.stderr and process.stderr.read()
            if answers(port):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def ask(port: int, address: str) -> tuple[int, str | None, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", address)
        answer = connection.getresponse()
        location = answer.getheader("Location")
        return answer.status, location, answer.read().decode()


def command_for(server: str, folder: Path, root: Path, port: int) -> list[str]:
    values = {"folder": folder, "root": root, "port": port}
    file = folder / "conf"
    if server == "nginx":
        user = "user root;" if os.geteuid() == 0 else ""  # so that its workers may read the test's folder
        maps, _, inside = nginx(MOVES, GONE).partition("# Into server { }:")
        file.write_text(NGINX.format(maps=maps, server=inside, user=user, **values), "utf-8")
        return ["nginx", "-p", str(folder), "-c", str(file)]
    if server == "apache2":
        file.write_text(APACHE.format(rules=apache(MOVES, GONE), **values), "utf-8")
        return ["apache2", "-D", "FOREGROUND", "-f", str(file)]
    file.write_text(CADDY.format(rules=caddy(MOVES, GONE), **values), "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]


@pytest.mark.parametrize("server", ["nginx", "apache2", "caddy"])
def test_real_servers(server: str, tmp_path: Path, root: Path) -> None:
    """Each server leads every old address on in one step, whatever its case, and answers 410 with the page."""
    if not shutil.which(server):
        pytest.skip(f"{server} is not installed here")
    port = free_port()
    with running(command_for(server, tmp_path, root, port), port):
        for address, (status, target) in ASKED.items():
            got, location, body = ask(port, address)
            where = (location or "").removeprefix(f"http://127.0.0.1:{port}").removeprefix("http://localhost")
            assert (got, where or None) == (status, target), address
            if status == 410:
                assert body == "This is /news/gone"


def test_the_redirects_file() -> None:
    """Hosts that read `_redirects` get one line an address, small letters too."""
    assert redirects_file(MOVES, GONE).split("\n")[1:-1] == [
        "/ p=123 /news/a/ 301!",
        "/ page_id=7 x=a.b /about/ 301!",
        "/home/news-campaigns/Features/the-slug.aspx /features/the-slug/ 301",
        "/home/news-campaigns/features/the-slug.aspx /features/the-slug/ 301",
        "/old /news/a/ 301",
        "/caf%C3%A9 /news/a/ 301",
        "/caf%c3%a9 /news/a/ 301",
        "/news/gone/ /news/gone/index.html 410!",
    ]


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_nothing_to_lead_on(server: str) -> None:
    """A site without old addresses gets rules that do nothing."""
    assert "301 /" not in SERVERS[server]((), ())
