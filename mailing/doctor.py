"""What is missing or misconfigured for mailing, told with the fix. Nothing is changed, nothing is sent."""

import shutil
import stat
import subprocess
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from mailing import database, smtp
from mailing.errors import MailingError
from mailing.settings import Settings, SettingsError, Site, from_environment

LookUp = Callable[[str, str], list[str] | None]


@dataclass(frozen=True)
class Finding:
    """One check: `state` is ok, wrong or unsure (could not be checked here)."""

    state: str
    text: str


def examine(
    environ: Mapping[str, str],
    site: Site | None = None,
    forbidden: tuple[Path, ...] = (),
    *,
    online: bool = False,
) -> list[Finding]:
    """Give all findings; `online` also asks the relay and the DNS."""
    try:
        settings = from_environment(environ, site)
    except SettingsError as error:
        return [Finding("wrong", line) for line in str(error).splitlines()]
    findings = [Finding("ok", "the mailing settings are complete")]
    findings += [check_database(settings, forbidden), check_backup(settings), check_returned(settings)]
    findings += check_keys(settings)
    if online:
        findings += [check_relay(settings), check_service(settings), *check_dns(settings, dig)]
    return findings


def check_database(settings: Settings, forbidden: tuple[Path, ...] = ()) -> Finding:
    """See whether the database opens, lies in a safe place and has our schema."""
    try:
        url = database.normal_url(settings.database_url)
        if url.get_backend_name() == "sqlite":
            path = database.file_of(url)
            if faults := database.place_faults(path, forbidden):
                return Finding("wrong", " ".join(faults))
            if not path.exists():
                return Finding("ok", f"the database will be made at {path}")
        database.open_database(settings.database_url, forbidden).dispose()
    except MailingError as error:
        return Finding("wrong", str(error))
    except SQLAlchemyError as error:
        return Finding("wrong", f"the database does not open ({type(error).__name__}): is it running?")
    return Finding("ok", "the database opens and lies in a safe place")


def check_keys(settings: Settings) -> list[Finding]:
    """See whether the keys differ: a leaked link key must not open the suppression list."""
    if settings.suppression_key in settings.keys:
        text = "FRONTFOOT_SUPPRESSION_KEY is also a link key: make another (openssl rand -hex 32)"
        return [Finding("wrong", text)]
    return [Finding("ok", f"{len(settings.keys)} link key(s), newest first, and a suppression key")]


def check_backup(settings: Settings) -> Finding:
    """See whether a backup can be made, and by whom it can be read."""
    if not settings.backup_to:
        return Finding("wrong", "FRONTFOOT_BACKUP_TO: not set, so there is no backup; name an age or GPG key")
    program = "age" if settings.backup_to.startswith(("age1", "ssh-")) else "gpg"
    if shutil.which(program) is None:
        return Finding(
            "wrong", f"{program} is not installed, so there is no backup: apt-get install {program}"
        )
    return Finding("ok", f"backups are encrypted with {program}")


def check_returned(settings: Settings) -> Finding:
    """See whether mail that comes back is read."""
    if not settings.returned:
        text = "FRONTFOOT_RETURNED: not set, so bounces and mailed unsubscribes are not read"
        return Finding("wrong", text)
    if settings.returned.startswith("maildir:"):
        path = Path(settings.returned.removeprefix("maildir:"))
        if not path.is_dir():
            return Finding("wrong", f"FRONTFOOT_RETURNED: there is no folder {path}")
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Finding("wrong", f"{path} can be read by others: chmod 700 {path}")
    return Finding("ok", "returned mail has its mailbox")


def check_relay(settings: Settings) -> Finding:
    """See whether the relay answers, over verified TLS, and takes the login."""
    try:
        smtp.goodbye(smtp.connect(settings.relay))
    except (MailingError, smtp.RelayDownError) as error:
        return Finding("wrong", f"the relay {settings.relay.host}:{settings.relay.port}: {error}")
    return Finding("ok", "the relay answers and takes us")


def check_service(settings: Settings) -> Finding:
    """See whether the sign-up service answers at its public address."""
    address = f"{settings.signup_url}/health"
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 (https, checked in the settings)
            well = answer.status == HTTPStatus.OK
    except OSError as error:
        return Finding("wrong", f"the sign-up service does not answer at {address} ({error}): ./inv signup")
    return Finding("ok" if well else "wrong", f"the sign-up service answers at {address}")


def check_dns(settings: Settings, look_up: LookUp) -> list[Finding]:
    """Look for SPF (RFC 7208) and MX of the bounce domain and for DMARC (RFC 7489) of the sender's."""
    sender = settings.sender_address.rpartition("@")[2]
    wanted = (
        ("SPF", settings.bounce_domain, "TXT", "v=spf1"),
        ("DMARC", f"_dmarc.{sender}", "TXT", "v=DMARC1"),
        ("MX", settings.bounce_domain, "MX", ""),
    )
    findings = []
    for label, name, kind, start in wanted:
        answers = look_up(name, kind)
        if answers is None:
            findings.append(
                Finding("unsure", f"{label}: cannot ask the DNS here (dig is missing or offline)")
            )
        elif any(answer.strip('"').startswith(start) for answer in answers):
            findings.append(Finding("ok", f"{label}: found for {name}"))
        else:
            findings.append(Finding("wrong", f"{label}: no record for {name}; see docs/operating.md"))
    return findings


def dig(name: str, kind: str) -> list[str] | None:
    """Ask the DNS with dig; None when that is impossible here."""
    program = shutil.which("dig")
    if program is None:
        return None
    command = [program, "+short", "+time=3", "+tries=1", kind, name]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return answer.stdout.splitlines() if answer.returncode == 0 else None
