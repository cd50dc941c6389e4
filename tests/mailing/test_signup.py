"""The sign-up service through its pages, with confirmations read from a real SMTP sink."""

import email
import email.policy
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from mailing_parts import Clock, Sink, make_settings
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from mailing import clock, message, subscribers
from mailing.schema import confirmation_mails, consents, requests, wordings
from mailing.settings import Settings
from mailing.signup import forms, outbox
from mailing.signup.app import create_app
from mailing.signup.outbox import Outbox

READER = "reader@reader.example"


@dataclass
class Desk:
    """The service with its parts, and what a person does with it."""

    client: FlaskClient
    engine: Engine
    settings: Settings
    outbox: Outbox
    clock: Clock
    sink: Sink

    def ask(self, address: str = READER, wait: int = 5, **fields: str) -> TestResponse:
        """Fill the form in, read the wording for `wait` seconds, press the button."""
        first = self.client.post("/subscribe", data={"email": address})
        stamp = re.search(r'name="stamp" value="([^"]+)"', first.text)
        self.clock.at += wait * clock.SECOND
        return self.client.post("/subscribe", data={"email": address, "stamp": stamp[1], **fields})

    def deliver(self) -> None:
        """Let the outbox do all its work."""
        while self.outbox.work():
            pass

    def link(self, kind: str = "confirm") -> str:
        """Give the path of a link in the newest message."""
        mail = email.message_from_bytes(self.sink.got[-1][2], policy=email.policy.default)
        return re.search(rf"https://signup\.mip\.example(/{kind}/\S+)", mail.get_content())[1]

    def subscribe(self, address: str = READER, **fields: str) -> None:
        """Go the whole way."""
        self.ask(address, **fields)
        self.deliver()
        assert self.client.post(self.link()).status_code == 200

    def status(self, address: str = READER) -> str | None:
        """Give the status of an address."""
        with self.engine.begin() as connection:
            row = subscribers.find(connection, self.settings, address)
            return row["status"] if row else None

    def number(self, address: str = READER) -> int:
        """Give the number of an address."""
        with self.engine.begin() as connection:
            return subscribers.find(connection, self.settings, address)["id"]


@pytest.fixture
def desk(engine: Engine, sink: Sink) -> Desk:
    """Give a service on both databases."""
    settings, now = make_settings("unused", sink.port), Clock()
    box = Outbox(engine, settings, now)
    app = create_app(settings, engine, box, now=now)
    return Desk(app.test_client(), engine, settings, box, now, sink)


def test_the_way_in(desk: Desk) -> None:
    """Form, message, button: only the button makes a subscriber, with topic and evidence."""
    answer = desk.ask(topic="pay")
    assert "Look in your inbox" in answer.text
    assert desk.status() is None
    desk.deliver()
    assert desk.status() == "pending"
    link = desk.link()
    assert "Confirm" in desk.client.get(link).text
    assert desk.status() == "pending"
    assert desk.client.post(link).status_code == 200
    assert desk.status() == "active"
    with desk.engine.begin() as connection:
        row = subscribers.find(connection, desk.settings, READER)
        steps = connection.execute(
            select(consents.c.action, wordings.c.text).join(wordings).order_by(consents.c.id)
        ).all()
    assert row["topic"] == "pay"
    assert [step.action for step in steps] == ["asked", "confirmed"]
    assert {step.text for step in steps} == {forms.wording(desk.settings.site)}


def test_known_and_unknown_get_the_same_answer(desk: Desk) -> None:
    """The answers for a new, a subscribed and a departed address are the same, byte for byte."""
    new = desk.ask()
    desk.deliver()
    desk.client.post(desk.link())
    known = desk.ask()
    desk.client.post("/unsubscribe/" + desk.settings.tokens.number("unsubscribe", desk.number()))
    left = desk.ask()
    assert new.data == known.data == left.data
    assert new.headers == known.headers == left.headers


def test_nothing_is_looked_up_before_the_answer(desk: Desk) -> None:
    """Handing the form in writes one request and neither reads nor writes a subscriber."""
    statements = []
    from sqlalchemy import event

    event.listen(desk.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    desk.ask()
    assert any("INTO requests" in statement for statement in statements)
    assert not any(name in s for s in statements for name in ("subscribers", "suppressions", "confirmation"))


def test_who_is_subscribed_is_told_by_mail_only(desk: Desk) -> None:
    """Asking again while subscribed brings a message with links to the preferences, and changes nothing."""
    desk.subscribe()
    desk.ask()
    desk.deliver()
    assert "re…@" not in desk.sink.got[-1][2].decode()
    page = desk.client.get(desk.link("preferences")).text
    assert "r…@reader.example" in page
    assert READER not in page


def test_a_used_link_is_refused_after_leaving(desk: Desk) -> None:
    """A confirmation works once: pressed again it does nothing, and after leaving it is refused."""
    desk.ask()
    desk.deliver()
    link = desk.link()
    assert desk.client.post(link).status_code == 200
    assert desk.client.post(link).status_code == 200
    desk.client.post("/unsubscribe/" + desk.settings.tokens.number("unsubscribe", desk.number()))
    assert desk.client.post(link).status_code == 410
    assert desk.status() == "unsubscribed"


def test_a_fresh_confirmation_after_leaving(desk: Desk) -> None:
    """Who left can come back, by a new confirmation and not before it."""
    desk.subscribe()
    desk.client.post("/unsubscribe/" + desk.settings.tokens.number("unsubscribe", desk.number()))
    desk.ask()
    desk.deliver()
    assert desk.status() == "unsubscribed"
    desk.client.post(desk.link())
    assert desk.status() == "active"


def test_an_old_link_has_expired(desk: Desk) -> None:
    """A confirmation works for seven days."""
    desk.ask()
    desk.deliver()
    desk.clock.at += outbox.LIFE + 1
    assert desk.client.post(desk.link()).status_code == 410
    assert desk.status() == "pending"


def test_reading_a_page_changes_nothing(desk: Desk) -> None:
    """GET and HEAD of every link, as scanners do, change no row."""
    desk.subscribe()
    number, tokens = desk.number(), desk.settings.tokens
    for purpose in ("unsubscribe", "preferences"):
        path = f"/{purpose}/{tokens.number(purpose, number)}"
        for _ in range(3):
            assert desk.client.get(path).status_code == 200
            assert desk.client.head(path).status_code == 200
    assert desk.status() == "active"


def test_one_click(desk: Desk) -> None:
    """RFC 8058: a POST ends it at once, without a redirect, a cookie or a second step; twice is as good."""
    desk.subscribe()
    path = "/unsubscribe/" + desk.settings.tokens.number("unsubscribe", desk.number())
    for _ in range(2):
        answer = desk.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert desk.status() == "unsubscribed"
    with desk.engine.begin() as connection:
        how = connection.scalar(select(consents.c.how).where(consents.c.action == "left"))
    assert how == "one-click"


def test_one_click_as_a_mail_program_sends_it(desk: Desk) -> None:
    """The form may come as multipart/form-data (RFC 8058, 3.2), and is never rate limited."""
    path = "/unsubscribe/" + desk.settings.tokens.number("unsubscribe", 4711)
    for _ in range(100):
        answer = desk.client.post(
            path, data={"List-Unsubscribe": "One-Click"}, content_type="multipart/form-data"
        )
        assert answer.status_code == 200


def test_tokens_serve_one_purpose(desk: Desk) -> None:
    """A token for another purpose, forged, cut or changed in its last character is refused."""
    desk.subscribe()
    tokens, number = desk.settings.tokens, desk.number()
    good = tokens.number("unsubscribe", number)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = [good[:-1] + letter for letter in last if letter != good[-1]]
    for token in [tokens.number("preferences", number), good[:-1], good + "A", "x", "a.b", *changed]:
        assert desk.client.post(f"/unsubscribe/{token}").status_code == 404
    assert desk.client.post(f"/preferences/{good}", data={"topic": "pay"}).status_code == 404
    assert desk.client.post(f"/confirm/{good}").status_code in {404, 410}
    assert desk.status() == "active"


def test_preferences(desk: Desk) -> None:
    """A reader chooses a topic; a topic that the site does not have counts as none."""
    desk.subscribe()
    path = "/preferences/" + desk.settings.tokens.number("preferences", desk.number())
    assert "Saved" in desk.client.post(path, data={"topic": "careers"}).text
    with desk.engine.begin() as connection:
        assert subscribers.find(connection, desk.settings, READER)["topic"] == "careers"
    desk.client.post(path, data={"topic": "'; DROP TABLE"})
    with desk.engine.begin() as connection:
        assert subscribers.find(connection, desk.settings, READER)["topic"] is None


def test_robots(desk: Desk) -> None:
    """A filled trap looks like success and does nothing; a button pressed too fast is asked for again."""
    assert "Look in your inbox" in desk.ask(website="https://spam.example").text
    assert "very quick" in desk.ask(wait=1).text
    assert "I agree" in desk.client.post("/subscribe", data={"email": READER, "stamp": "forged"}).text
    with desk.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(requests)) == 0


def test_nobody_is_bombed(desk: Desk) -> None:
    """However often an address is typed in, it is sent three messages a day, and the page never says so."""
    pages = set()
    for _ in range(9):
        pages.add(desk.ask().data)
        desk.deliver()
    assert len(desk.sink.got) == outbox.A_DAY_FOR_ONE
    assert len(pages) == 1
    desk.clock.at += clock.DAY
    desk.ask()
    desk.deliver()
    assert len(desk.sink.got) == outbox.A_DAY_FOR_ONE + 1


def test_who_complained_is_not_even_asked(desk: Desk) -> None:
    """After a complaint no confirmation is sent to that address."""
    desk.subscribe()
    number = desk.number()
    with desk.engine.begin() as connection:
        subscribers.leave(connection, number, "complained", "mail", desk.clock.at)
    before = len(desk.sink.got)
    desk.ask()
    desk.deliver()
    assert len(desk.sink.got) == before


def test_a_network_is_limited(desk: Desk) -> None:
    """One network may ask so often an hour, whatever the address; its neighbours are not counted."""
    answers = [
        desk.client.post(
            "/subscribe", data={"email": f"r{n}@reader.example"}, environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}
        )
        for n in range(1, 131)
    ]
    assert {answer.status_code for answer in answers[:120]} == {200}
    assert {answer.status_code for answer in answers[120:]} == {429}
    other = desk.client.post(
        "/subscribe", data={"email": READER}, environ_base={"REMOTE_ADDR": "198.51.100.1"}
    )
    assert other.status_code == 200


def test_a_large_body_is_refused(desk: Desk) -> None:
    """A body over the cap is refused before it is read."""
    assert desk.client.post("/subscribe", data={"email": "x" * 20_000}).status_code == 413


def test_a_bad_address_is_explained(desk: Desk) -> None:
    """A bad address comes back with what is wrong, and is shown escaped."""
    answer = desk.client.post("/subscribe", data={"email": '"><script>@x'})
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert 'role="alert"' in answer.text


def test_a_relay_that_is_down_loses_no_request(desk: Desk) -> None:
    """While the relay is down a request waits, and is served when it is back."""
    desk.sink.rule = lambda _stage, _address: "451 later"
    desk.ask()
    desk.deliver()
    assert desk.sink.got == []
    desk.sink.rule = lambda _stage, _address: None
    desk.deliver()
    assert desk.sink.got == []
    desk.clock.at += outbox.PAUSE
    desk.deliver()
    assert len(desk.sink.got) == 1
    with desk.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(requests)) == 0
        assert connection.scalar(select(func.count()).select_from(confirmation_mails)) == 2


def test_old_keys_still_open(desk: Desk) -> None:
    """After a new key is put in front, links signed under the old one still work; without it they do not."""
    number = 7
    old = desk.settings.tokens
    both = type(old)(("n" * 40, *old.keys))
    new = type(old)(("n" * 40,))
    assert both.read_number("unsubscribe", old.number("unsubscribe", number)) == number
    assert both.read_mail("b", old.mail("b", number).upper()) == number
    with pytest.raises(ValueError, match="unsubscribe"):
        new.read_number("unsubscribe", old.number("unsubscribe", number))


def test_every_page_is_safe(desk: Desk) -> None:
    """Every answer has a strict policy, no cookie, no referrer, no cache, no script and no inline style."""
    token = desk.settings.tokens.number("unsubscribe", 1)
    for path in ("/", "/subscribe", "/nothing", f"/unsubscribe/{token}", "/unsubscribe/x", "/health"):
        answer = desk.client.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_a_test_message_unsubscribes_nobody(desk: Desk) -> None:
    """The links in a test message say so and change nothing."""
    for purpose in ("unsubscribe", "preferences"):
        path = f"/{purpose}/" + desk.settings.tokens.number(purpose, message.TEST)
        assert "This was a test" in desk.client.post(path).text


def test_a_theme_can_dress_the_pages(desk: Desk, tmp_path: Path) -> None:
    """A folder of templates takes the place of the plain ones, one by one."""
    (tmp_path / "sent.html").write_text("dressed")
    app = create_app(desk.settings, desk.engine, desk.outbox, now=desk.clock, templates=tmp_path)
    client = app.test_client()
    assert client.post("/subscribe", data={"email": READER, "website": "x"}).text == "dressed"
    assert "Your email address" in client.get("/").text
