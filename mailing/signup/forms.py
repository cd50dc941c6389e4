"""What the sign-up form hands in, and how a robot is told from a person without a puzzle."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailing import addresses, clock
from mailing.settings import Settings, Site
from mailing.tokens import BadTokenError

STAMP = "form"
LEAST = 2 * clock.SECOND  # nobody reads the wording faster
MOST = clock.HOUR
TRAP = "website"  # a field that people cannot see and robots fill in


@dataclass(frozen=True)
class Form:
    """A sign-up form as handed in; `address` is clean or empty, `fault` says what the person should mend."""

    typed: str
    address: str
    topic: str | None
    trapped: bool
    age: int | None  # milliseconds since the wording was shown; None without a valid stamp
    fault: str = ""


def read(fields: Mapping[str, str], settings: Settings, at: int) -> Form:
    """Read the fields `email`, `topic`, `stamp` and the trap."""
    typed = fields.get("email", "").strip()[:320]
    address = fault = ""
    try:
        address = addresses.clean(typed)
    except addresses.BadAddressError as error:
        fault = f"Please look at the address again: {error}." if typed else "Please type your email address."
    topic = fields.get("topic") or None
    return Form(
        typed=typed,
        address=address,
        topic=topic if topic in settings.site.topics else None,
        trapped=bool(fields.get(TRAP)),
        age=stamp_age(fields.get("stamp", ""), settings, at),
        fault=fault,
    )


def make_stamp(settings: Settings, at: int) -> str:
    """Give a signed note of the time at which a form was shown."""
    return settings.tokens.number(STAMP, at)


def stamp_age(stamp: str, settings: Settings, at: int) -> int | None:
    """Give a stamp's age in milliseconds, or None when it is not ours or too old."""
    try:
        age = at - settings.tokens.read_number(STAMP, stamp)
    except BadTokenError:
        return None
    return age if 0 <= age <= MOST else None


def wording(site: Site) -> str:
    """Give the words that people agree to; they are kept as evidence, word for word."""
    text = (
        f"{site.organisation or 'We'} may send its monthly email to this address. "
        "I can stop it at any time, by a link in every email. "
        "The address is used for nothing else, and whether I open or click is not recorded."
    )
    return f"{text} Privacy notice: {site.privacy_url}" if site.privacy_url else text
