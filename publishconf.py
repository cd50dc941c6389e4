"""Production: only what differs from pelicanconf.py."""

from pelicanconf import *  # noqa: F403

FRONTFOOT_PRODUCTION = True
