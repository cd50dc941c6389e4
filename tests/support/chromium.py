"""A Chromium for the browser tests: found, else installed, else the error says exactly what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
HELP = """The browser tests need Chromium, and it could not be installed here. Install it by one of these:
  Debian, Ubuntu, WSL:  sudo apt install chromium
  macOS:                brew install --cask google-chrome
  anywhere:             .venv/bin/python -m playwright install chromium
then run the tests again."""


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    candidates = (look() for look in (from_environment, installed, playwright_path))
    return next((path for path in candidates if path and Path(path).exists()), None)


def from_environment() -> str | None:
    """Return the Chromium named by the environment variable CHROMIUM."""
    return os.environ.get("CHROMIUM")


def installed() -> str | None:
    """Return a Chromium or Chrome that the system has."""
    return next(filter(None, map(shutil.which, NAMES)), MAC)


def playwright_path() -> str | None:
    """Return where Playwright keeps its own Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find_or_install() -> str:
    """Return the path of a Chromium, installing one when it is missing and that is permitted."""
    found = find()
    if found:
        return found
    for command in install_commands():
        print(f"tests: Chromium is missing; running: {' '.join(command)}", file=sys.stderr, flush=True)
        if subprocess.run(command, check=False).returncode == 0 and (found := find()):
            return found
    raise SystemExit(HELP)


def install_commands() -> list[list[str]]:
    """Return the commands to try: Debian's package as root or with a password-less sudo, else Playwright's own."""
    commands = []
    if shutil.which("apt-get"):
        prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not prefix or shutil.which("sudo"):
            commands.append([*prefix, "sh", "-c", "apt-get update -qq; apt-get install -y -qq chromium"])
    commands.append([sys.executable, "-m", "playwright", "install", "chromium"])
    return commands
