"""Handing one message to the relay, and saying exactly what became of it."""

import contextlib
import logging
import smtplib
import socket
import ssl
from dataclasses import dataclass

from mailing.addresses import scrub
from mailing.errors import RelayRefusedError
from mailing.message import Envelope
from mailing.settings import RelaySettings

log = logging.getLogger(__name__)

SENT, DEFERRED, FAILED, UNKNOWN = "sent", "deferred", "failed", "unknown"
NOT_TRIED = "queued"  # the connection was gone before the relay knew of the message
READY, BYE = 354, 421


@dataclass(frozen=True)
class Outcome:
    """What became of a message: the state it takes in the ledger and the relay's reply code.

    `stage` is mail, rcpt or data; the reply's words are dropped, because they quote addresses.
    """

    state: str
    code: str = ""
    stage: str = ""
    broken: bool = False  # the connection cannot be used again


class RelayDownError(Exception):
    """The relay cannot be reached or is busy just now; trying again later may help."""


def connect(settings: RelaySettings) -> smtplib.SMTP:
    """Open a connection with verified TLS and log in.

    Raises RelayRefusedError for anything that waiting cannot mend (no TLS, a certificate that does not
    verify, a refused login) and RelayDownError for the rest. Never falls back to plain text (RFC 8314).
    """
    try:
        return _open(settings)
    except ssl.SSLCertVerificationError as error:
        raise RelayRefusedError(
            f"The relay's certificate does not verify: {error.verify_message}."
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise RelayRefusedError("The relay offers no STARTTLS or no login. Nothing was sent.") from error
    except smtplib.SMTPAuthenticationError as error:
        if is_temporary(error.smtp_code):
            raise RelayDownError(f"login put off ({error.smtp_code})") from error
        raise RelayRefusedError(f"The relay refused the login ({error.smtp_code}).") from error
    except ssl.SSLError as error:
        raise RelayRefusedError(f"TLS with the relay failed: {error.reason}. Nothing was sent.") from error
    except smtplib.SMTPResponseException as error:
        raise RelayDownError(f"the relay answered {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise RelayDownError(f"no connection ({scrub(str(error))})") from error


def _open(settings: RelaySettings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    where = (settings.host, settings.port)
    if settings.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=settings.timeout, context=context)
    else:
        connection = smtplib.SMTP(*where, timeout=settings.timeout)
    try:
        if settings.tls == "starttls":
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if settings.user:
            connection.login(settings.user, settings.password)
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def hand_over(connection: smtplib.SMTP, envelope: Envelope) -> Outcome:
    """Give one message to the relay; never raises for what the relay or the network does.

    Only a connection lost after the final dot leaves the outcome unknown: before the dot the relay must not
    deliver (RFC 5321, 4.1.1.4).
    """
    try:
        stage, code, reply = _envelope(connection, envelope)
        if code != READY:
            return _refused(connection, stage, code, reply)
        connection.send(envelope.data)
    except (OSError, smtplib.SMTPException):
        connection.close()
        return Outcome(NOT_TRIED, broken=True)
    return _finish(connection)


def _envelope(connection: smtplib.SMTP, envelope: Envelope) -> tuple[str, int, bytes]:
    """Send MAIL, RCPT and DATA; give the stage, code and words of the reply that decides: 354 or the first no."""
    commands = {
        "mail": f"MAIL FROM:<{envelope.sender}>",
        "rcpt": f"RCPT TO:<{envelope.recipient}>",
        "data": "DATA",
    }
    if any("\r" in command or "\n" in command for command in commands.values()):
        raise ValueError("an address holds a newline")
    if connection.has_extn("pipelining"):
        return _together(connection, commands)
    return _in_turn(connection, commands)


def _in_turn(connection: smtplib.SMTP, commands: dict[str, str]) -> tuple[str, int, bytes]:
    code, reply = 0, b""
    for stage, command in commands.items():
        connection.putcmd(command)
        code, reply = connection.getreply()
        if not is_yes(code):
            return stage, code, reply
    return "data", code, reply


def _together(connection: smtplib.SMTP, commands: dict[str, str]) -> tuple[str, int, bytes]:
    """Send all commands at once and read the replies afterwards: one round trip, not three (RFC 2920)."""
    connection.send("".join(f"{command}\r\n" for command in commands.values()).encode("ascii"))
    decisive: tuple[str, int, bytes] | None = None
    code, reply = 0, b""
    for stage in commands:
        code, reply = connection.getreply()
        if code == BYE:
            return stage, code, reply
        if decisive is None and not is_yes(code):
            decisive = stage, code, reply
    if decisive is None:
        return "data", code, reply
    if decisive[0] != "data" and code == READY:
        # The relay waits for a message although nobody is to get it: end it, empty (RFC 2920, 3.1).
        connection.send(".\r\n")
        connection.getreply()
    return decisive


def _refused(connection: smtplib.SMTP, stage: str, code: int, reply: bytes) -> Outcome:
    """Settle a message that the relay refused before it took any of it."""
    broken = code // 100 not in {4, 5} or code == BYE
    if not broken:
        try:
            broken = connection.rset()[0] != 250  # noqa: PLR2004
        except (OSError, smtplib.SMTPException):
            broken = True
    if broken:
        connection.close()
    if stage == "mail" or code // 100 not in {4, 5}:
        # Nothing was said about the recipient: this is between the relay and us.
        return Outcome(NOT_TRIED, short_code(code, reply), stage, broken)
    return Outcome(verdict(code), short_code(code, reply), stage, broken)


def _finish(connection: smtplib.SMTP) -> Outcome:
    """Send the final dot and read what the relay says."""
    try:
        connection.send(".\r\n")
        code, reply = connection.getreply()
    except (OSError, smtplib.SMTPException):
        connection.close()
        return Outcome(UNKNOWN, "", "data", broken=True)
    if code == -1:
        connection.close()
        return Outcome(UNKNOWN, "", "data", broken=True)
    if code == BYE:
        connection.close()
    return Outcome(verdict(code), short_code(code, reply), "data", code == BYE)


def verdict(code: int) -> str:
    """Give the ledger's state for a reply code (RFC 5321, 4.2.1)."""
    if is_yes(code):
        return SENT
    return DEFERRED if is_temporary(code) else FAILED


def is_yes(code: int) -> bool:
    """Tell a reply that something was done (2yz)."""
    return code // 100 == 2  # noqa: PLR2004


def is_temporary(code: int) -> bool:
    """Tell a reply that asks to try again later (4yz)."""
    return code // 100 == 4  # noqa: PLR2004


def short_code(code: int, reply: bytes) -> str:
    """Give `550 5.1.1`: the code and the enhanced status (RFC 2034) when there is one, no words."""
    first = reply.split(b" ", 1)[0].decode("ascii", "replace")
    digits = first.split(".")
    enhanced = len(digits) == 3 and all(part.isdigit() and len(part) < 4 for part in digits)  # noqa: PLR2004
    return f"{code} {first}" if enhanced else str(code)


def goodbye(connection: smtplib.SMTP | None) -> None:
    """End a connection politely; one that is gone already is no error."""
    if connection is None or connection.sock is None:
        return
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.quit()
