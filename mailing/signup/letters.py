"""The two short messages that the service itself writes. Plain text."""

from mailing.message import PREFERENCES, UNSUBSCRIBE
from mailing.settings import Settings, Site


def confirm(settings: Settings, token: str) -> tuple[str, str]:
    """Give subject and text of the request to confirm."""
    name = title(settings.site)
    text = (
        f"Somebody, we hope you, asked for {name} at this address.\n\n"
        f"To receive it, open this page and press the button:\n\n"
        f"{settings.signup_url}/confirm/{token}\n\n"
        "The link works for seven days. If it was not you, do nothing: you will not be written to.\n"
    )
    return f"Please confirm: {name}", text + footer(settings.site)


def already(settings: Settings, subscriber_id: int) -> tuple[str, str]:
    """Give subject and text for somebody who asked again while subscribed."""
    name, tokens = title(settings.site), settings.tokens
    text = (
        f"You asked for {name}. You receive it already, so nothing has changed.\n\n"
        f"Choose what comes first:\n\n{settings.signup_url}/preferences/"
        f"{tokens.number(PREFERENCES, subscriber_id)}\n\n"
        f"Stop it:\n\n{settings.signup_url}/unsubscribe/{tokens.number(UNSUBSCRIBE, subscriber_id)}\n"
    )
    return f"You receive {name} already", text + footer(settings.site)


def title(site: Site) -> str:
    """Give the name of the list in running text."""
    return f"the monthly email of {site.organisation}" if site.organisation else "the monthly email"


def footer(site: Site) -> str:
    """Give the last lines: who writes, and that it is a demonstration when it is one."""
    lines = [line for line in (site.organisation, site.url) if line]
    if site.demo:
        lines.append(f"This is a demonstration and does not come from {site.organisation or 'a union'}.")
    return "\n-- \n" + "\n".join(lines) + "\n"
