"""`check --fix` for addresses, the record that `publish` keeps, and the rules that web servers take."""

from __future__ import annotations

import sys
from pathlib import Path

from pelican.settings import read_settings

from plugins.desk.servers import configuration
from plugins.front_matter.newsroom import read_newsroom
from plugins.front_matter.source import Source
from plugins.redirects.addresses import FILE, record, save
from plugins.redirects.moves import address_problems, gone, lost, moves
from plugins.redirects.rules import SERVERS


def fix(settings_file: str = "pelicanconf.py") -> int:
    """Add the `Aliases:` line for every published address whose story is certain, then bring the record up to date.

    Prints what it did. Returns 0, or 1 when an address is left for which somebody must decide.
    """
    settings = read_settings(settings_file)
    newsroom = read_newsroom(settings)
    content = Path(settings["PATH"])
    for entry, old in lost(newsroom, settings):
        file = content / entry.source.path.split("/", 1)[1]
        file.write_text(with_alias(file.read_text("utf-8-sig"), entry.source, old), "utf-8")
        print(f"{entry.source.path}: Aliases: {old}")  # noqa: T201 (this is what a command says)
    newsroom = read_newsroom(settings)
    left = [problem for problem in address_problems(newsroom, settings) if problem.severity == "error"]
    for problem in left:
        print(problem, file=sys.stderr)  # noqa: T201 (the same)
    if save(content, record(newsroom, settings)):
        print(f"{content.name}/{FILE} is up to date: commit it.")  # noqa: T201 (the same)
    return 1 if left else 0


def with_alias(text: str, source: Source, old: str) -> str:
    """Return a file's text with one more alias: below those that it has, else as the last field."""
    lines = text.split("\n")
    given = source.fields.get("aliases")
    if given:
        lines.insert(max(line for line, _ in given.values), f"    {old}")
    else:
        last = max(
            line for field in source.fields.values() for line in (field.line, *(n for n, _ in field.values))
        )
        lines.insert(last, f"Aliases: {old}")
    return "\n".join(lines)


def keep_record(settings_file: str = "publishconf.py") -> bool:
    """Write content/addresses.json as of this build time, for `publish`; tell whether it changed."""
    settings = read_settings(settings_file)
    return save(Path(settings["PATH"]), record(read_newsroom(settings), settings))


def rules(server: str, settings_file: str = "pelicanconf.py", *, root: str = "", brotli: bool = False) -> int:
    """Print the rules for old addresses and withdrawn stories: nginx, apache, caddy or _redirects.

    With `root`, the folder that is served, they are part of a whole configuration, headers and compressed files in it.
    """
    if server not in SERVERS:
        print(f'"{server}" is not one of: {", ".join(SERVERS)}.', file=sys.stderr)  # noqa: T201 (a command)
        return 1
    settings = read_settings(settings_file)
    newsroom = read_newsroom(settings)
    made = SERVERS[server](moves(newsroom, settings), gone(newsroom))
    if root:
        made = configuration(server, made, settings, root, brotli=brotli)
    print(made, end="")  # noqa: T201 (a command)
    return 0
