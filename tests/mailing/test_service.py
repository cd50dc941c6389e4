"""The service as a process of its own: it starts, answers, logs no address and ends when told."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from mailing_parts import Sink, free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
START = """
from pathlib import Path
from mailing import commands
from mailing.settings import Site
commands.signup(commands.open_office(Path("content"), site=Site("MiP", topics={"pay": "Pay"})))
"""


def post(url: str, visitor: str = "192.0.2.1", **fields: str) -> str:
    """Post a form as a proxy would pass it on."""
    body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url, body, {"X-Forwarded-For": visitor})  # noqa: S310 (our own service)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        if error.code != 422:  # an empty address; never 429: each visitor counts alone
            raise
        return ""


def health(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 (our own service)
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_service_as_it_is_run(tmp_path: Path, sink: Sink) -> None:
    """From the environment alone: a sign-up is served, the relay's refusal quotes the address, no log does."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "FRONTFOOT_DATABASE_URL": f"sqlite:///{tmp_path}/store/s.sqlite",
        "FRONTFOOT_SECRET_KEYS": "k" * 40,
        "FRONTFOOT_SUPPRESSION_KEY": "s" * 40,
        "FRONTFOOT_SENDER_NAME": "Managers",
        "FRONTFOOT_SENDER_ADDRESS": "news@mip.example",
        "FRONTFOOT_LIST_ID": "monthly.mip.example",
        "FRONTFOOT_BOUNCE_DOMAIN": "bounce.mip.example",
        "FRONTFOOT_SIGNUP_BASE": url,
        "FRONTFOOT_SIGNUP_LISTEN": f"127.0.0.1:{port}",
        "FRONTFOOT_SMTP_HOST": "127.0.0.1",
        "FRONTFOOT_SMTP_PORT": str(sink.port),
        "FRONTFOOT_SMTP_TLS": "off",
        "FRONTFOOT_TRUSTED_PROXY": "127.0.0.1",
    }
    refused = []
    sink.rule = lambda stage, a: refused.append(a) or f"550 5.1.1 <{a}> no" if stage == "rcpt" else None
    log = tmp_path / "log"
    with log.open("wb") as file:
        service = subprocess.Popen([sys.executable, "-c", START], env=environment, cwd=ROOT, stderr=file)
    try:
        wait_for(lambda: health(url))
        stamp = re.search(
            r'name="stamp" value="([^"]+)"', post(f"{url}/subscribe", email="jo@reader.example")
        )
        for n in range(125):
            post(f"{url}/subscribe", f"198.51.{n}.1", email="")
        time.sleep(2.1)
        answer = post(f"{url}/subscribe", email="jo@reader.example", stamp=stamp[1])
        assert "Look in your inbox" in answer
        wait_for(lambda: refused)
        wait_for(lambda: "failed 550 5.1.1" in log.read_text())
    finally:
        service.send_signal(signal.SIGINT)
        assert service.wait(timeout=20) == 0
    assert "listens on" in log.read_text()
    assert "reader.example" not in log.read_text()
