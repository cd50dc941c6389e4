"""The one clock of a build: BUILD_TIME, given from outside so that a build can be repeated to the byte."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def build_time() -> datetime:
    """Return the moment of the build, aware: the environment's BUILD_TIME (ISO 8601 with an offset), else now.

    Raises SystemExit when BUILD_TIME is not such a moment.
    """
    text = os.environ.get("BUILD_TIME", "")
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SystemExit(f'BUILD_TIME: "{text}" is not a time such as 2018-10-04T09:00:00+01:00.')
    return moment
