"""Links to other sites, tried politely with lychee: one request a second to a host, good answers kept for a month.

What other sites do is never a reason to stop: every finding is a warning, and there is a limit to the time.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from pelican.settings import read_settings

from plugins.desk.report import show
from plugins.front_matter.entry import Entry
from plugins.front_matter.newsroom import Newsroom, read_newsroom
from plugins.problems import Problem, plural

ADDRESS = re.compile(r"https?://[^\s<>\"'|\]]+")
FOLDER = "links"
BATCH = 40
LIST = "links.txt"

Place = tuple[str, int]


def check_external(settings_file: str = "pelicanconf.py", *, form: str = "text", seconds: float = 300) -> int:
    """Try the links to other sites for at most about `seconds`; print warnings; always return 0.

    Answers are kept in the cache folder: good ones for a month, bad ones not at all.
    """
    settings = read_settings(settings_file)
    places = outside_addresses(read_newsroom(settings))
    cache = Path(settings_file).resolve().parent / settings["FRONTFOOT_CACHE"] / FOLDER
    name = f"{settings['SITENAME']} link check ({settings['SITEURL']})"
    failed, tried = try_all(sorted(places), cache, name, seconds)
    show(sorted(findings(failed, places)), form)
    if tried < len(places) and form == "text":
        rest = plural(len(places) - tried, "link")
        print(f"{rest} not tried yet: run the check again to go on.", file=sys.stderr)  # noqa: T201 (a command)
    return 0


def outside_addresses(newsroom: Newsroom) -> dict[str, list[Place]]:
    """Return every address on another site, with the files and lines that name it."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for entry in newsroom.entries.values():
        for line, text in lines_of(entry):
            for address in ADDRESS.findall(text):
                found[whole(address)].append((entry.source.path, line))
    return dict(found)


def lines_of(entry: Entry) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file, fields first, with their numbers."""
    for given in entry.source.fields.values():
        yield from given.values
    yield from enumerate(entry.source.body.split("\n"), entry.source.body_line)


def whole(address: str) -> str:
    """Return an address without the punctuation that follows it in a text; pairs of brackets stay."""
    address = address.rstrip(".,;:!?*_")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:!?*_")
    return address


def try_all(addresses: Sequence[str], cache: Path, name: str, seconds: float) -> tuple[dict[str, str], int]:
    """Return the addresses that failed, each with the reason, and how many were tried before time was up."""
    started, failed, tried = monotonic(), dict[str, str](), 0
    cache.mkdir(parents=True, exist_ok=True)
    remaining = iter(addresses)
    while batch := list(islice(remaining, BATCH)):
        left = seconds - (monotonic() - started)
        answer = try_some(batch, cache, name, left) if left > 0 else None
        if answer is None:
            break
        failed |= answer
        tried += len(batch)
    return failed, tried


def try_some(addresses: Sequence[str], cache: Path, name: str, seconds: float) -> dict[str, str] | None:
    """Return those of some addresses that failed, with the reason; None when time was up."""
    with TemporaryDirectory() as folder:
        listed = Path(folder) / LIST
        listed.write_text("\n".join(addresses) + "\n", "utf-8")
        try:
            done = subprocess.run(  # noqa: S603 (lychee itself, its words are ours)
                [lychee(), *options(name), str(listed)],
                cwd=cache,
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired:
            return None
    if not done.stdout.strip():
        raise RuntimeError(f"lychee did not answer: {done.stderr.strip()}")
    return reasons(json.loads(done.stdout))


def lychee() -> str:
    """Return the path of lychee: beside this Python, or on PATH."""
    beside = Path(sys.executable).with_name("lychee")
    return str(beside) if beside.exists() else shutil.which("lychee") or "lychee"


def options(name: str) -> list[str]:
    """Return lychee's options: slow, patient, with a name of its own, and a memory for good answers only."""
    return [
        "--format=json",
        "--no-progress",
        "--cache",
        "--max-cache-age=30d",
        "--cache-exclude-status=300..=599",
        "--host-concurrency=1",
        "--host-request-interval=1s",
        "--max-concurrency=8",
        "--max-retries=1",
        "--timeout=20",
        f"--user-agent={name}",
    ]


def reasons(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the failures in lychee's answer: the address and what happened."""
    found = {}
    for kind in ("error_map", "timeout_map"):
        for failures in answer.get(kind, {}).values():
            for failure in failures:
                status = failure["status"]
                found[failure["url"]] = str(status.get("details") or status.get("text"))
    return found


def findings(failed: Mapping[str, str], places: Mapping[str, Sequence[Place]]) -> Iterator[Problem]:
    """Yield a warning at each place that names an address which failed."""
    for address, reason in failed.items():
        for path, line in places.get(address) or places.get(address.removesuffix("/")) or ():
            cause = f"{address} does not answer ({reason})."
            yield Problem(
                path, line, "link", cause, "Look for its new address, or a copy in an archive.", "warning"
            )
