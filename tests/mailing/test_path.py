"""The whole path of a reader, in a browser and with real mail."""

import email
import email.policy
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from mailing_parts import NOON, Sink, begin, fill, free_port, make_edition, make_settings, states, wait_for
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from waitress.server import create_server

from mailing import message, subscribers
from mailing.sender import Sender
from mailing.settings import Settings
from mailing.signup.app import create_app
from mailing.signup.outbox import Outbox

READER = "reader@reader.example"


@dataclass
class Service:
    """The running service: waitress in front, the outbox behind."""

    url: str
    settings: Settings
    engine: Engine
    sink: Sink

    def mail(self) -> EmailMessage:
        """Give the newest message to the reader."""
        newest = [data for _sender, recipient, data in self.sink.got if recipient == READER][-1]
        return email.message_from_bytes(newest, policy=email.policy.default)

    def send(self, edition: str) -> None:
        """Send an edition to the list."""
        frozen = make_edition(edition=edition)
        begin(self.engine, frozen)
        assert Sender(self.engine, message.prepare(self.settings, frozen)).run().ended == "done"


@pytest.fixture
def service(lite: Engine, sink: Sink) -> Iterator[Service]:
    """Run the service on a free port."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = replace(make_settings("unused", sink.port), signup_url=url)
    outbox = Outbox(lite, settings)
    server = create_server(create_app(settings, lite, outbox), host="127.0.0.1", port=port)
    threads = [
        threading.Thread(target=outbox.run, daemon=True),
        threading.Thread(target=server.run, daemon=True),
    ]
    for thread in threads:
        thread.start()
    yield Service(url, settings, lite, sink)
    outbox.ended.set()
    outbox.woken.set()
    server.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a browser's page in which no script runs."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_from_the_form_to_the_last_edition(service: Service, page: Page, tmp_path: Path) -> None:
    """Fill the form, read the confirmation, confirm, choose, receive, leave by one click, and be left alone."""
    static = tmp_path / "form.html"
    static.write_text(
        f'<form method="post" action="{service.url}/subscribe"><input name="email"><button>Go</button></form>'
    )
    page.goto(static.as_uri())
    page.fill("input", READER)
    page.click("button")
    assert page.input_value("#email") == READER
    page.check("#topic-pay")
    page.wait_for_timeout(2100)
    page.get_by_role("button").click()
    assert "Look in your inbox" in page.inner_text("h1")
    wait_for(lambda: READER in service.sink.recipients())
    page.goto(re.search(r"http://\S+/confirm/\S+", service.mail().get_content())[0])
    page.get_by_role("button").click()
    assert "You are subscribed" in page.inner_text("h1")
    page.get_by_role("link", name="Choose which stories come first").click()
    assert page.is_checked("#topic-pay")
    fill(service.engine, service.settings, 3)
    service.send("2018-10")
    received = service.mail()
    assert "Pay first" in received.get_body(("plain",)).get_content()
    one_click(received)
    service.send("2018-11")
    assert service.sink.recipients().count(READER) == 2
    assert states(service.engine, "2018-11") == {"sent": 3}


def one_click(received: EmailMessage) -> None:
    """Do what a mail program does with List-Unsubscribe (RFC 8058)."""
    address = re.search(r"<(http[^>]+)>", received["List-Unsubscribe"])[1]
    name, value = received["List-Unsubscribe-Post"].split("=")
    body = urllib.parse.urlencode({name: value}).encode()
    with urllib.request.urlopen(address, body, timeout=10) as answer:  # noqa: S310 (our own service)
        assert answer.status == 200


def test_leaving_as_a_person(service: Service, page: Page) -> None:
    """The link in an email shows a button, and the button ends the subscription."""
    with service.engine.begin() as connection:
        subscribers.add(connection, service.settings, READER, status="active", topic=None, at=NOON)
    service.send("2018-10")
    text = service.mail().get_body(("plain",)).get_content()
    page.goto(re.search(r"http://\S+/unsubscribe/\S+", text)[0])
    page.get_by_role("button").click()
    assert "You are unsubscribed" in page.inner_text("h1")
    with service.engine.begin() as connection:
        assert subscribers.find(connection, service.settings, READER)["status"] == "unsubscribed"


WIDTHS = ((1280, "light"), (1280, "dark"), (320, "light"))


@pytest.mark.parametrize(("width", "scheme"), WIDTHS)
def test_the_pages_are_accessible(service: Service, browser: Browser, width: int, scheme: str) -> None:
    """No axe violation on any page of the service, in light, dark and on a narrow screen."""
    tokens = service.settings.tokens
    with service.engine.begin() as connection:
        number = subscribers.add(connection, service.settings, READER, status="active", topic=None, at=NOON)
    paths = ["/subscribe", "/nothing", "/unsubscribe/x", f"/confirm/{tokens.make('confirm', b'x' * 16)}"]
    paths += [f"/{purpose}/{tokens.number(purpose, number)}" for purpose in ("preferences", "unsubscribe")]
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for path in paths:
        page.goto(service.url + path)
        found = Axe().run(page)
        assert not found.response["violations"], (path, found.generate_report())
    context.close()
