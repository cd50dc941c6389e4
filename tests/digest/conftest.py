"""What the tests of the digest share."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.digest.reading import Reading, read_site
from tests.digest.newsroom import Newsroom
from tests.support.sites import BUILD_TIME


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures once made serve all tests of a session."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def newsroom(tmp_path: Path, cache: Path) -> Newsroom:
    """A newsroom with no story yet."""
    return Newsroom(tmp_path / "room", cache).set_up()


@pytest.fixture
def october(newsroom: Newsroom) -> Newsroom:
    """A newsroom with a few stories of October 2018 and an edition for them."""
    return newsroom.october()


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Reading:
    """The newsroom of October 2018, read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUILD_TIME", BUILD_TIME)
        return read_site(
            Newsroom(tmp_path_factory.mktemp("read") / "room", cache).set_up().october().settings
        )
