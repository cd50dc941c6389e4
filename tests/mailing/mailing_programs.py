"""Finding the real programs, and installing them where that is allowed."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def find(program: str) -> str | None:
    """Give the path of a program; Debian keeps some outside PATH."""
    servers = sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))
    places = [shutil.which(program), f"/usr/sbin/{program}", *servers]
    return next((place for place in places if place and Path(place).exists()), None)


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """Give a new folder that other users may enter (pytest closes its own to them); delete it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="front-foot-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def need(program: str, package: str) -> str:
    """Find a program, installing its Debian package when that is possible; fail with what to do."""
    if find(program) is None and shutil.which("apt-get"):
        with Path(tempfile.gettempdir(), "front-foot-apt.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the tests' processes may come together
            install(package)
    return find(program) or pytest.fail(f"The tests need {program}: sudo apt-get install {package}")


def install(package: str) -> None:
    """Install a Debian package as root or through sudo; Postfix without any configuration or service."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    answers = b"postfix postfix/main_mailer_type select No configuration\n"
    fetch = ["apt-get", "install", "-y", "--no-install-recommends", package]
    for command, text in ((["debconf-set-selections"], answers), (["apt-get", "update"], b""), (fetch, b"")):
        subprocess.run([*root, *command], env=quiet, input=text, capture_output=True, check=False)
