"""Log records that survive a process and a build: caught where they are made, replayed where they belong."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

_PELICAN = "pelican"  # the logger above all of Pelican's


@contextlib.contextmanager
def caught() -> Iterator[list[list[Any]]]:
    """Catch every log record while the block runs, before any filter or handler sees it.

    Warnings are caught also where the console is to stay quiet: the next build may want to tell them.
    """
    if not logging.getLogger(_PELICAN).isEnabledFor(logging.WARNING):
        with _loud(), caught() as records:
            yield records
        return
    records = []
    handle = logging.Logger.handle

    def catch(_logger: logging.Logger, record: logging.LogRecord) -> None:
        records.append(_flat(record))

    logging.Logger.handle = catch  # type: ignore[method-assign,assignment]
    try:
        yield records
    finally:
        logging.Logger.handle = handle  # type: ignore[method-assign]


@contextlib.contextmanager
def _loud() -> Iterator[None]:
    """Let warnings be made while the block runs."""
    logger, disabled = logging.getLogger(_PELICAN), logging.root.manager.disable
    level = logger.level
    logging.disable(logging.NOTSET)
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
        logging.disable(disabled)


def _flat(record: logging.LogRecord) -> list[Any]:
    """A record as plain data: logger, level, message, arguments, Pelican's grouping of repeated messages."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    plain: tuple[Any, ...] = tuple(a if isinstance(a, int | float | str) else str(a) for a in arguments)
    message = str(record.msg)
    try:
        same = (message % plain if plain else message) == record.getMessage()
    except (TypeError, ValueError):
        same = False
    if not same:
        message, plain = record.getMessage().replace("%", "%%") if plain else record.getMessage(), ()
    return [record.name, record.levelno, message, list(plain), getattr(record, "limit_msg", None)]


def replay(records: list[list[Any]]) -> None:
    """Log caught records as if they were made now; raises what Pelican's `--fatal` makes of them."""
    for name, level, message, arguments, group in records:
        logger = logging.getLogger(name)
        if logger.isEnabledFor(level):
            logger.log(level, message, *arguments, extra={"limit_msg": group} if group else {})
