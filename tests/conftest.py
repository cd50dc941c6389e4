"""What all tests share: the sites, built once a session."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pelican.settings import read_settings
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.chromium import find_or_install  # noqa: E402 (found through the line above)
from tests.support.sites import BUILD_TIME, build_archive, build_site  # noqa: E402 (found through the line above)


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILD_TIME", BUILD_TIME)


@pytest.fixture(autouse=True)
def _settings_modules() -> Iterator[None]:
    """Pelican leaves a settings file's module under its bare name: no test may leave its own site's to the next."""
    yield
    for name in ("pelicanconf", "publishconf", "siteconf"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of tests/site."""
    return build_site(tmp_path_factory.mktemp("site"), "site")


@pytest.fixture(scope="session")
def other_union(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of tests/other-union."""
    return build_site(tmp_path_factory.mktemp("other"), "other-union")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the real site."""
    return build_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def settings() -> dict[str, Any]:
    """The settings of tests/site."""
    return dict(read_settings(str(ROOT / "tests" / "site" / "siteconf.py")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: one for all tests of a process, in which Playwright can be started once."""
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    path = find_or_install()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()
