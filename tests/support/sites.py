"""Builds for the tests, through the same function that the build task calls, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD_TIME = "2026-03-01T09:00:00+00:00"
CODE = (
    "import json, sys; from plugins.build import build; sys.exit(build(sys.argv[1], json.loads(sys.argv[2])))"
)


def run_build(
    settings_file: Path | str, overrides: str = "{}", *, cwd: Path = ROOT, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run one build; `overrides` is JSON, `env` adds to the environment."""
    return subprocess.run(
        [sys.executable, "-c", CODE, str(settings_file), overrides],
        cwd=cwd,
        env={**os.environ, "BUILD_TIME": BUILD_TIME, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def build_to(settings_file: Path | str, output: Path, **env: str) -> Path:
    """Build into `output` and return it; the test fails when the build does."""
    result = run_build(settings_file, f'{{"OUTPUT_PATH": "{output}"}}', **env)
    assert result.returncode == 0, result.stdout + result.stderr
    return output


def build_site(folder: Path, name: str, **env: str) -> Path:
    """Build one of the sites below tests/."""
    return build_to(ROOT / "tests" / name / "siteconf.py", folder / "output", **env)


def build_archive(folder: Path, **env: str) -> Path:
    """Build the real site, at a time after its last story."""
    time = {"BUILD_TIME": "2026-06-01T09:00:00+01:00", **env}
    return build_to(ROOT / "pelicanconf.py", folder / "output", **time)
