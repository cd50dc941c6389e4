"""Build from the command line, where forking is safe: `python -m plugins.engine --help`."""

import sys

from plugins.engine.command import main

sys.exit(main())
