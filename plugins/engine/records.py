"""Log records that survive a process and a build: caught where they are made, replayed where they belong."""

import logging
import math
from typing import Any

_PELICAN = "pelican"  # the logger above all of Pelican's


class caught:  # noqa: N801 - used as a function
    """Catch every log record while the block runs, before any filter or handler sees it.

    Warnings are caught also where the console is to stay quiet: the next build may want to tell them.
    """

    def __enter__(self) -> list[list[Any]]:
        self._quiet = _hushed()
        if self._quiet:
            _make_loud()
        self._handle = logging.Logger.handle
        records: list[list[Any]] = []

        def catch(_logger: logging.Logger, record: logging.LogRecord) -> None:
            records.append(_flat(record))

        logging.Logger.handle = catch  # type: ignore[method-assign,assignment]
        return records

    def __exit__(self, *_: object) -> None:
        logging.Logger.handle = self._handle  # type: ignore[method-assign]
        if self._quiet:
            level, disabled = self._quiet
            logging.getLogger(_PELICAN).setLevel(level)
            logging.disable(disabled)


def _hushed() -> tuple[int, int] | None:
    """Pelican's level and the level that is switched off for all, when warnings are not made; else None."""
    logger = logging.getLogger(_PELICAN)
    if logger.isEnabledFor(logging.WARNING):
        return None
    return logger.level, logging.root.manager.disable


def _make_loud() -> None:
    logging.disable(logging.NOTSET)
    logging.getLogger(_PELICAN).setLevel(logging.WARNING)


def _flat(record: logging.LogRecord) -> list[Any]:
    """A record as plain data: logger, level, message, arguments, Pelican's grouping of repeated messages."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    plain: tuple[Any, ...] = tuple(a if _is_plain(a) else str(a) for a in arguments)
    message = str(record.msg)
    try:
        same = (message % plain if plain else message) == record.getMessage()
    except (TypeError, ValueError):
        same = False
    if not same:
        message, plain = record.getMessage().replace("%", "%%") if plain else record.getMessage(), ()
    return [record.name, record.levelno, message, list(plain), getattr(record, "limit_msg", None)]


def _is_plain(argument: Any) -> bool:
    return isinstance(argument, int | str) or (isinstance(argument, float) and math.isfinite(argument))


def replay(records: list[list[Any]]) -> None:
    """Log caught records as if they were made now; raises what Pelican's `--fatal` makes of them."""
    for name, level, message, arguments, group in records:
        logger = logging.getLogger(name)
        if logger.isEnabledFor(level):
            logger.log(level, message, *arguments, extra={"limit_msg": group} if group else {})
