"""Incremental, parallel, atomic builds: a Pelican class for any Pelican 4.12 site.

Use it from a settings file: `from plugins.engine import Engine; PELICAN_CLASS = Engine`.
Tasks call `build`, which gives an exit code; see docs/engine.md.
"""

from plugins.engine.command import build
from plugins.engine.core import Engine

__all__ = ["Engine", "build"]
