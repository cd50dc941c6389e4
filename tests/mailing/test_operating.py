"""The guide for whoever runs the email cannot rot."""

import re
from pathlib import Path

import mailing.settings

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")


def test_every_setting_is_explained() -> None:
    """Each setting that the mailing tools read stands in the guide's table, and no other."""
    source = Path(mailing.settings.__file__).read_text("utf-8")
    read = {f"FRONTFOOT_{name}" for name in re.findall(r'reader\.\w+\(\s*"([A-Z_]+)"', source)}
    explained = set(re.findall(r"FRONTFOOT_[A-Z_]+", GUIDE))
    assert read - explained == set()
    assert explained - read == {"FRONTFOOT_SIGNUP_URL"}


def test_every_command_is_explained() -> None:
    """Each command of the mailing tools is named in the guide as it is typed."""
    source = (ROOT / "mailing" / "commands.py").read_text("utf-8")
    commands = {
        f"{room}.{name}"
        for room, name in re.findall(r"^def (subscribers|digest)_(\w+)\(", source, re.MULTILINE)
    }
    missing = {name for name in commands - {"digest.test"} if f"./inv {name}" not in GUIDE}
    assert missing == set()
