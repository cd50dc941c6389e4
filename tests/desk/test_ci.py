"""The CI examples are files that the services can read, and they run tasks that there are."""

from __future__ import annotations

import re

import pytest
import yaml

import tasks
from tests.support.sites import ROOT

CI = ROOT / "docs" / "ci"


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_the_examples(name: str) -> None:
    """Both are YAML, check requests, publish main, and name tasks that exist."""
    text = (CI / name).read_text("utf-8")
    assert yaml.safe_load(text)
    used = set(re.findall(r"\./inv ([a-z.]+)", text))
    assert {"check", "build", "preview", "publish", "due"} <= used
    known = {one.name.replace("_", "-") for one in vars(tasks).values() if hasattr(one, "pre")}
    assert used <= known


def test_github_runs_on_a_schedule() -> None:
    """What waits for its time is published without a push."""
    # YAML 1.1 reads the key `on` as true
    triggers = yaml.safe_load((CI / "github.yml").read_text("utf-8"))[True]
    assert triggers["schedule"]
