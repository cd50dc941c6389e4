"""Finding the real programs, and installing them where that is allowed."""

import contextlib
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
    if found := find(program):
        return found
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package]):
        if shutil.which("apt-get") is None:
            break
        subprocess.run([*root, *command], env=environment, capture_output=True, check=False)
    return find(program) or pytest.fail(f"The tests need {program}: sudo apt-get install {package}")
