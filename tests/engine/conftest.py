"""The engine's own sites know no plugin of other sites that tests built in this process."""

from __future__ import annotations

import pytest
from pelican.plugins import signals


@pytest.fixture(autouse=True)
def _no_foreign_plugins() -> None:
    """Disconnect all plugins: each build connects its own."""
    for signal in vars(signals).values():
        if hasattr(signal, "receivers"):
            signal._clear_state()  # noqa: SLF001 (blinker offers no other way)
