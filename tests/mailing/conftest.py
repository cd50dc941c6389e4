"""Real parts for the mailing tests: SQLite, PostgreSQL, an SMTP sink, certificates, a frozen edition."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, text

from mailing import clock, database, ledger, subscribers
from mailing.edition import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS, Edition, LockedStory, Variant
from mailing.settings import RelaySettings, Settings, Site

NOON = clock.from_text("2018-11-02T12:00:00+00:00")


def need(program: str, package: str) -> str:
    """Find a program, installing its Debian package when that is possible; fail with what to do."""
    places = [shutil.which(program), f"/usr/sbin/{program}", *map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))]
    found = next((place for place in places if place and Path(place).exists()), None)
    if found:
        return found
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package]):
        if shutil.which("apt-get") is None:
            break
        subprocess.run([*root, *command], env=environment, capture_output=True, check=False)
    if shutil.which(program) or Path(f"/usr/sbin/{program}").exists() or list(Path("/usr/lib/postgresql").glob(f"*/bin/{program}")):
        return need(program, package)
    pytest.fail(f"These tests need {program}. Install it: sudo apt-get install {package}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], object], seconds: float = 20) -> object:
    """Wait until a condition holds; fail when it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    pytest.fail("waited in vain")


def make_settings(url: str, port: int = 25, **changes: object) -> Settings:
    relay = RelaySettings(host="127.0.0.1", port=port, tls="off", timeout=20, connections=4)
    base = Settings(
        database_url=url,
        keys=("k" * 40,),
        suppression_key="s" * 40,
        sender_name="Managers in Partnership",
        sender_address="news@mip.example",
        reply_to="hello@mip.example",
        list_id="monthly.mip.example",
        bounce_domain="bounce.mip.example",
        signup_url="https://signup.mip.example",
        relay=relay,
        site=Site("MiP", "https://mip.example", topics={"pay": "Pay", "careers": "Careers"}, demo=True),
    )
    return replace(base, **changes)


def make_edition(**changes: object) -> Edition:
    def variant(name: str) -> Variant:
        html = (
            f'<html><body><h1>{name} – dŵr</h1>\n<p>.leading dot\n<a href="{UNSUBSCRIBE_ADDRESS}">Stop</a> '
            f'<a href="{PREFERENCES_ADDRESS}">Choose</a></p></body></html>\n'
        )
        return Variant(html, f"{name} – dŵr\n.dot\n\nStop: {UNSUBSCRIBE_ADDRESS}\nChoose: {PREFERENCES_ADDRESS}\n")

    base = Edition(
        edition="2018-10",
        subject="The managers’ voice: October",
        preheader="What changed",
        send_at=datetime(2018, 11, 2, 9, tzinfo=UTC),
        frozen_at=datetime(2018, 11, 1, 9, tzinfo=UTC),
        stories=(LockedStory("tag:mip.example,2018:1", "/news/welcome/", "Welcome"),),
        variants={"": variant("Everybody"), "pay": variant("Pay first")},
    )
    return replace(base, **changes)


def fill(engine: Engine, settings: Settings, number: int, *, start: int = 0, topic: str | None = None) -> None:
    with engine.begin() as connection:
        for n in range(start, start + number):
            subscribers.add(
                connection, settings, f"p{n}@reader.example", status="active", topic=topic, at=NOON
            )


def begin(engine: Engine, edition: Edition) -> None:
    with engine.begin() as connection:
        ledger.note_test(connection, edition.edition, edition.sha256, NOON)
        ledger.begin(connection, edition.edition, edition.sha256, NOON)


def states(engine: Engine, edition: str = "2018-10") -> dict[str, int]:
    with engine.begin() as connection:
        return {name: number for name, number in ledger.count(connection, edition).items() if number}


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    at: int = NOON

    def __call__(self) -> int:
        return self.at


@dataclass
class Sink:
    """An SMTP server that answers as `rule` says: the stage and recipient give a reply or None."""

    rule: Callable[[str, str], str | None] = lambda _stage, _address: None
    got: list[tuple[str, str, bytes]] = field(default_factory=list)  # MAIL FROM, RCPT TO, message

    async def handle_MAIL(self, _server, session, envelope, address, options):  # noqa: ANN001, ANN201, N802
        if reply := self.rule("mail", address):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server, session, envelope, address, options):  # noqa: ANN001, ANN201, N802
        if reply := self.rule("rcpt", address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ANN001, ANN201, N802
        reply = self.rule("data", envelope.rcpt_tos[0])
        if reply in {None, "drop after"}:
            self.got += [(envelope.mail_from, address, envelope.content) for address in envelope.rcpt_tos]
        if reply and reply.startswith("drop"):
            server.transport.abort()
            return "250 never read"
        return reply or "250 OK"

    def recipients(self) -> list[str]:
        return [recipient for _sender, recipient, _data in self.got]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A sink on a free port, `sink.port`."""
    handler = Sink()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own, on a socket; gives the URL of its first database without the name."""
    initdb, server = need("initdb", "postgresql"), need("postgres", "postgresql")
    server = str(Path(initdb).parent / "postgres")
    folder = tmp_path_factory.mktemp("pg")
    user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    port = free_port()
    for place in [*folder.parents, folder]:
        if place.is_relative_to("/tmp/"):  # noqa: S108
            place.chmod(place.stat().st_mode | 0o011)
    os.chown(folder, user.pw_uid, user.pw_gid)
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    data = folder / "data"
    make = [initdb, "-D", str(data), "-A", "trust", "-U", "front", "--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}"]
    command = [server, "-D", str(data), "-p", str(port), *options]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)
    wait_for(lambda: (folder / f".s.PGSQL.{port}").exists())
    url = f"postgresql://front@/postgres?host={folder}&port={port}"
    wait_for(lambda: _answers(url))
    yield url
    process.terminate()
    process.wait(timeout=20)


def _answers(url: str) -> bool:
    engine = database.create_engine(database.normal_url(url))
    try:
        with engine.connect():
            return True
    except Exception:  # noqa: BLE001 (the server is starting)
        return False
    finally:
        engine.dispose()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The URL of a PostgreSQL database that is empty."""
    engine = database.create_engine(database.normal_url(postgres))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store' / 'subscribers.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once of each kind."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An open, empty database, once of each kind."""
    opened = database.open_database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Engine]:
    """An open, empty SQLite database."""
    opened = database.open_database(sqlite_url)
    yield opened
    opened.dispose()
