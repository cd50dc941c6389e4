"""What people run. Thin: each task calls, none does."""

from __future__ import annotations

import sys
from typing import Any

from invoke import task


def stop_with(code: int) -> None:
    """End the task with an exit code."""
    if code:
        sys.exit(code)


@task
def build(_context: Any) -> None:
    """Build the site and its feeds into output/ (drafts left out)."""
    from plugins.build import build as run

    stop_with(run("pelicanconf.py"))


@task
def check(_context: Any) -> None:
    """Validate everything an editor can get wrong, without writing output."""
    from plugins.build import check as run

    stop_with(run("pelicanconf.py"))


@task
def guides(_context: Any) -> None:
    """List the guides that are due for review."""
    from pelican.settings import read_settings

    from plugins.record.guides import report

    print(report(read_settings("pelicanconf.py")))  # noqa: T201 (this is what a command says)


@task
def lint(context: Any) -> None:
    """Check the code: ruff and mypy."""
    context.run(f"{sys.executable} -m ruff check .")
    context.run(f"{sys.executable} -m ruff format --check .")
    context.run(f"{sys.executable} -m mypy")


@task(pre=[lint], help={"only": "a folder or file below tests/"})
def test(context: Any, only: str = "") -> None:
    """Run everything that CI runs: lint and all tests."""
    from tests.support.chromium import find_or_install

    find_or_install()
    context.run(f"{sys.executable} -m pytest -n 2 --dist loadgroup {f'tests/{only}' if only else ''}")


@task
def golden(_context: Any) -> None:
    """Refresh the expected output of the tests' small site; read the difference before you commit it."""
    from tests.support.golden import refresh

    refresh()


@task
def bench(_context: Any) -> None:
    """Run the benchmarks: ratios within one run, medians."""
    from tests.bench import archive

    archive.run()


@task
def lock(context: Any) -> None:
    """Pin all packages anew, with hashes, for every platform."""
    compile_ = f"{sys.executable} -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header"
    compile_ += " --python-version 3.11 pyproject.toml --output-file"
    context.run(f"{compile_} requirements.lock")
    context.run(f"{compile_} requirements-dev.lock --group dev --constraint requirements.lock")
