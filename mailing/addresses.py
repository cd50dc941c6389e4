"""Email addresses: which are accepted, how they are written, how they are hidden in print."""

import re

# RFC 5321 4.5.3.1: octets in a local part, in a domain, in a path.
LONGEST_LOCAL, LONGEST_DOMAIN, LONGEST = 64, 253, 254
# RFC 5322 dot-atom, less `%` and `!`, which some relays still read as a route.
ATOM = re.compile(r"[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*", re.ASCII)
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
ANYTHING_LIKE_ONE = re.compile(r"[^\s<>\"'(),:;\[\]]+@[^\s<>\"'(),:;\[\]]+")


class BadAddressError(ValueError):
    """The text is no address that we can mail; the message gives the cause, not the text."""


def clean(text: str) -> str:
    """Give the address as it is stored and mailed: the local part as typed, the domain in punycode.

    Takes any text; raises BadAddressError with the cause. Quoted local parts, address literals and
    non-ASCII local parts (RFC 6531) are refused: too few relays carry them.
    """
    local, at, domain = text.strip(" ").rpartition("@")
    if not at:
        raise BadAddressError("there is no @ in it")
    if not ATOM.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise BadAddressError("the part before the @ is not one plain name")
    address = f"{local}@{clean_domain(domain)}"
    if len(address) > LONGEST:
        raise BadAddressError(f"it is longer than {LONGEST} characters")
    return address


def clean_domain(text: str) -> str:
    """Give a domain name in lower-case ASCII (punycode, RFC 3490); raise BadAddressError."""
    try:
        domain = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadAddressError("the part after the @ is not a domain name") from None
    labels = domain.split(".")
    top = labels[-1]
    if len(labels) == 1 or len(domain) > LONGEST_DOMAIN or top.isdigit():
        raise BadAddressError("the part after the @ is not a full domain name")
    if not all(LABEL.fullmatch(label) for label in labels):
        raise BadAddressError("the part after the @ is not a domain name")
    return domain


def same(address: str) -> str:
    """Give the form by which two spellings are the same person: all in lower case."""
    return address.lower()


def mask(address: str) -> str:
    """Give an address as a page may show it to whoever holds the link: `a…@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def scrub(text: str) -> str:
    """Give the text with everything that looks like an address replaced by `[address]`."""
    return ANYTHING_LIKE_ONE.sub("[address]", text)
