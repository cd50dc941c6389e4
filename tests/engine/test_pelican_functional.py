"""Pelican's own functional tests, from its source distribution, with the engine in the place of its class."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

RUNNER = """
import sys
sys.path[:0] = [{root!r}, {source!r}]
import pelican
assert pelican.__file__.startswith({source!r}), pelican.__file__
from plugins.engine import Engine
{warm}
pelican.Pelican = Engine
from pelican.tests import test_pelican
test_pelican.Pelican = Engine
import pytest
sys.exit(pytest.main(["-q", "-rs", "-p", "no:cacheprovider", "-W", "ignore", "-c", "/dev/null", "--rootdir", {source!r},
                      "pelican/tests/test_pelican.py"]))
"""
WARM = """
run = Engine.run
def twice(self):
    import logging
    logging.disable(logging.CRITICAL)
    run(self)
    logging.disable(logging.NOTSET)
    run(self)
Engine.run = twice
"""


@pytest.fixture(scope="session")
def pelican_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pelican's source distribution, unpacked; the ordinary pip client fetches it."""
    folder = tmp_path_factory.mktemp("sdist")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "pelican==4.12.0",
        "--no-binary",
        ":all:",
        "--no-deps",
    ]
    subprocess.run([*command, "-d", str(folder)], check=True, capture_output=True)
    with tarfile.open(folder / "pelican-4.12.0.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "pelican-4.12.0"


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the French locale that one of the tests needs, where the system has its source."""
    folder = tmp_path_factory.mktemp("locales")
    command = ["localedef", "-i", "fr_FR", "-f", "UTF-8", str(folder / "fr_FR.UTF-8")]
    if shutil.which(command[0]):
        subprocess.run(command, check=False, capture_output=True)
    return folder


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
def test_pelicans_functional_tests_pass(
    pelican_source: Path, locales: Path, warm: bool, tmp_path: Path
) -> None:
    """Every functional test of Pelican 4.12.0 that can run here passes on the engine, on a first and a second build."""
    root = Path(__file__).parents[2]
    script = RUNNER.format(root=str(root), source=str(pelican_source), warm=WARM if warm else "")
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    if any(locales.iterdir()):
        environment["LOCPATH"] = str(locales)
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=pelican_source,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert ("14 passed" if "LOCPATH" in environment else "13 passed, 1 skipped") in run.stdout
