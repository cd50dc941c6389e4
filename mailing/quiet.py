"""Logs that name numbers and never addresses."""

import logging

from mailing.addresses import scrub


class QuietFormatter(logging.Formatter):
    """A formatter that hides whatever looks like an address, in messages and tracebacks alike.

    The tools log no address in the first place; this guards against libraries that would.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the line with every address replaced."""
        return scrub(super().format(record))


def set_up(level: int = logging.INFO) -> None:
    """Send all logs to standard error through the quiet formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(QuietFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
