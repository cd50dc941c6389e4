"""Replies that no well-behaved relay gives, from a server that follows a script."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from mailing_parts import make_settings

from mailing import smtp
from mailing.message import Envelope

ENVELOPE = Envelope("b@bounce.mip.example", "jo@reader.example", b"Subject: x\r\n\r\nx\r\n")
Script = dict[str, list[str]]


@contextmanager
def scripted(script: Script, extensions: str = "PIPELINING") -> Iterator[int]:
    """Run a server that answers each verb from its list, then 250; give its port.

    `drop` closes the connection. After 354 it reads until the dot and answers from the list of `.`.
    """

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 hello\r\n")
            in_message = False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                if in_message and line != ".":
                    continue
                verb = "." if in_message else line[:4].upper()
                usual = {"EHLO": f"250-hello\r\n250 {extensions}", "DATA": "354 go on"}.get(verb, "250 fine")
                reply = script[verb].pop(0) if script.get(verb) else usual
                if reply == "drop":
                    return
                in_message = reply.startswith("354")
                self.wfile.write(f"{reply}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


CASES = [
    ({}, "sent", "250", False),
    ({"MAIL": ["550 5.7.1 no"], "RCPT": ["503 no"], "DATA": ["503 no"]}, "queued", "550 5.7.1", False),
    ({"RCPT": ["550 5.1.1 no"], "DATA": ["554 5.5.1 none"]}, "failed", "550 5.1.1", False),
    ({"RCPT": ["550 5.1.1 no"], ".": ["554 5.5.1 none"]}, "failed", "550 5.1.1", False),
    ({"RCPT": ["451 later"], "DATA": ["503 no"]}, "deferred", "451", False),
    ({"MAIL": ["421 4.7.0 bye"]}, "queued", "421 4.7.0", True),
    ({"RCPT": ["421 bye"]}, "deferred", "421", True),
    ({"DATA": ["451 4.3.0 later"]}, "deferred", "451 4.3.0", False),
    ({"DATA": ["250 what"]}, "queued", "250", True),
    ({".": ["451 4.3.0 later"]}, "deferred", "451 4.3.0", False),
    ({".": ["554 5.7.1 spam"]}, "failed", "554 5.7.1", False),
    ({".": ["421 bye"]}, "deferred", "421", True),
    ({".": ["drop"]}, "unknown", "", True),
    ({".": ["nonsense"]}, "unknown", "", True),
    ({"MAIL": ["drop"]}, "queued", "", True),
    ({"DATA": ["drop"]}, "queued", "", True),
    ({"RCPT": ["550 no"], "DATA": ["503 no"], "RSET": ["500 no"]}, "failed", "550", True),
]


@pytest.mark.parametrize("extensions", ["PIPELINING", "8BITMIME"])
@pytest.mark.parametrize(("script", "state", "code", "broken"), CASES)
def test_every_reply_has_its_meaning(
    script: Script, state: str, code: str, broken: bool, extensions: str
) -> None:
    """Whatever the relay answers, and whether commands go out together or in turn, the outcome is the same."""
    script = {verb: list(replies) for verb, replies in script.items()}
    with scripted(script, extensions) as port:
        connection = smtp.connect(replace(make_settings("unused", port).relay, timeout=5))
        outcome = smtp.hand_over(connection, ENVELOPE)
        assert (outcome.state, outcome.code, outcome.broken) == (state, code, broken)
        script.clear()
        if not broken:
            assert smtp.hand_over(connection, ENVELOPE).state == "sent"
        smtp.goodbye(connection)
