"""Incremental, parallel, atomic builds: a Pelican class for any Pelican 4.12 site.

Use it from a settings file: `from plugins.engine import Engine; PELICAN_CLASS = Engine`.
"""

from plugins.engine.core import Engine

__all__ = ["Engine"]
