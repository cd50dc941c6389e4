"""What people run. Thin: each task calls, none does; imports wait inside, for `./inv --list` must start at once."""

from __future__ import annotations

import sys
from typing import Any

from invoke import Collection, task


def stop_with(code: int) -> None:
    """End the task with an exit code."""
    if code:
        sys.exit(code)


def refuse(text: str) -> None:
    """Say what the options should have been, and end."""
    print(text, file=sys.stderr)  # noqa: T201 (this is what a command says)
    sys.exit(2)


# Writing and publishing


@task(
    help={
        "explain": "a file of the output: say why it was made anew or not",
        "verify": "all, or a number of pages",
    }
)
def build(_context: Any, explain: str = "", verify: str = "") -> None:
    """Build the site, feeds and digest editions into output/ (drafts left out)."""
    from plugins.build import build as run

    stop_with(run("pelicanconf.py", {"ENGINE_VERIFY": verify}, explain=[explain] if explain else []))


@task(help={"port": "where to serve"})
def serve(_context: Any, port: int = 8000) -> None:
    """Write with the page open: drafts shown, live reload, errors in the page."""
    from plugins.engine.serve import serve as run

    stop_with(run("pelicanconf.py", output="output-drafts", port=port, settings={"FRONTFOOT_DRAFTS": True}))


@task(
    help={
        "format": "text, json, github or gitlab",
        "strict": "let warnings stop, too",
        "all": "house style for all files, not only for those changed since main",
        "external": "try links to other sites",
        "fix": "add missing Aliases lines and bring content/addresses.json up to date",
    }
)
def check(
    _context: Any,
    format: str = "text",  # noqa: A002 (the option's name)
    strict: bool = False,
    all: bool = False,  # noqa: A002 (the option's name)
    external: bool = False,
    fix: bool = False,
) -> None:
    """Validate everything an editor can get wrong, without writing output."""
    from plugins.desk.check import check as run

    if fix:
        from plugins.desk import addresses

        stop_with(addresses.fix())
    stop_with(run(form=format, strict=strict, everything=all))
    if external:
        from plugins.desk import external as links

        stop_with(links.check_external(form=format))


@task(positional=["kind", "title"], help={"kind": "news, feature, opinion …", "edit": "open it in $EDITOR"})
def new(_context: Any, kind: str, title: str, edit: bool = False) -> None:
    """Begin a file of any kind: ./inv new feature "A title"."""
    from plugins.desk.scaffold import new as run

    stop_with(run(kind, title, edit=edit))


@task(
    help={
        "drafts": "build and serve the tree with drafts instead",
        "changed": "list the pages that this branch changes, and end",
        "port": "where to serve",
    }
)
def preview(_context: Any, drafts: bool = False, changed: bool = False, port: int = 8000) -> None:
    """Serve the production build, byte for byte, with its real headers."""
    from plugins.desk import preview as previews
    from plugins.desk import publish

    if changed:
        stop_with(previews.changed())
    elif drafts:
        stop_with(previews.serve_drafts(port))
    else:
        stop_with(publish.preview(port))


@task(help={"target": "a folder, or host:folder", "keep": "how many releases stay"})
def publish(_context: Any, target: str = "releases", keep: int = 5) -> None:
    """Make the production build and release it as a whole."""
    from plugins.desk.publish import publish as run

    stop_with(run(target, keep))


@task(help={"target": "a folder, or host:folder", "name": "a release; else the one before"})
def rollback(_context: Any, target: str = "releases", name: str = "") -> None:
    """Serve an earlier release again."""
    from plugins.desk.publish import rollback as run

    stop_with(run(target, name))


@task(
    help={
        "server": "nginx, apache, caddy or _redirects",
        "root": "the folder that is served: print a whole configuration with all headers",
        "brotli": "for an nginx that has the module brotli_static",
    }
)
def rules(_context: Any, server: str, root: str = "", brotli: bool = False) -> None:
    """Print the web server's rules for old addresses and withdrawn stories."""
    from plugins.desk.addresses import rules as run

    stop_with(run(server, root=root, brotli=brotli))


@task
def due(_context: Any) -> None:
    """Say what goes out next and when, and when a build would next change the site."""
    from plugins.desk.due import due as run

    stop_with(run())


@task
def guides(_context: Any) -> None:
    """List the guides that are due for review."""
    from pelican.settings import read_settings

    from plugins.record.guides import report

    print(report(read_settings("pelicanconf.py")))  # noqa: T201 (this is what a command says)


@task(
    help={
        "folder": "where the stories under embargo lie, outside the repository",
        "release": "bring in what may appear",
    }
)
def embargoed(_context: Any, folder: str, release: bool = False) -> None:
    """Preview stories that are kept outside the repository until their time."""
    from plugins.desk import embargoed as stories

    stop_with((stories.release if release else stories.preview)(folder))


@task(
    name="wordpress",
    help={
        "export": "the export file",
        "uploads": "a copy of wp-content/uploads",
        "section": "for posts of no section",
    },
)
def import_wordpress(_context: Any, export: str, uploads: str = "", section: str = "news") -> None:
    """Bring in the posts, pages and pictures of a WordPress export."""
    from plugins.desk.wordpress import import_wordpress as run

    stop_with(run(export, uploads=uploads, section=section))


@task(help={"online": "ask the relay, the DNS and the sign-up service, too"})
def doctor(_context: Any, online: bool = False) -> None:
    """Say what is missing or misconfigured here."""
    from mailing import desk

    stop_with(desk.doctor(online=online))


# The monthly digest


@task(name="new")
def digest_new(_context: Any, month: str) -> None:
    """Scaffold an edition from what was published: ./inv digest.new 2018-10."""
    from plugins.digest import commands

    stop_with(commands.new("pelicanconf.py", month))


@task(name="preview", help={"topic": "the form for readers of a topic", "open": "show it in the browser"})
def digest_preview(_context: Any, month: str, topic: str = "", open: bool = False) -> None:  # noqa: A002 (its name)
    """Write an edition as .eml, .html and .txt, and print the checks."""
    from plugins.digest import commands

    stop_with(commands.preview("pelicanconf.py", month, topic=topic, show=open))


@task(name="freeze")
def digest_freeze(_context: Any, month: str) -> None:
    """Fix an edition: what is tested from now on is what is sent."""
    from plugins.digest import commands

    stop_with(commands.freeze("pelicanconf.py", month))


@task(name="thaw")
def digest_thaw(_context: Any, month: str) -> None:
    """Undo a freeze, until the edition has gone to the list."""
    from mailing import desk
    from plugins.digest import commands

    stop_with(commands.thaw("pelicanconf.py", month, sent=desk.was_sent))


@task(
    name="send",
    help={"to": "list", "test": "an address for a test", "late": "allow a lock over seven days old"},
)
def digest_send(_context: Any, month: str, to: str = "", test: str = "", late: bool = False) -> None:
    """Send a frozen edition: --test you@example.org first, then --to list."""
    from mailing import commands, desk
    from plugins.digest.commands import may_be_sent, published_ids

    if bool(test) == (to == "list"):
        refuse("Give either --test ADDRESS or --to list.")
    stop_with(may_be_sent("pelicanconf.py", month))
    if test:
        stop_with(desk.run(commands.digest_test, month, test))
    else:
        published = published_ids("pelicanconf.py")
        stop_with(desk.run(commands.digest_send, month, late=late, published=published))


@task(name="pause")
def digest_pause(_context: Any, month: str) -> None:
    """Stop every sender of an edition."""
    from mailing import commands, desk

    stop_with(desk.run(commands.digest_pause, month))


@task(name="resume")
def digest_resume(_context: Any, month: str) -> None:
    """Go on sending after a pause or an interruption."""
    from mailing import commands, desk
    from plugins.digest.commands import published_ids

    stop_with(desk.run(commands.digest_resume, month, published_ids("pelicanconf.py")))


@task(name="resolve", help={"resend": "send again what is unknown", "treat_as_sent": "take it as sent"})
def digest_resolve(_context: Any, month: str, resend: bool = False, treat_as_sent: bool = False) -> None:
    """Settle what SMTP left uncertain."""
    from mailing import commands, desk

    if resend == treat_as_sent:
        refuse("Give either --resend or --treat-as-sent.")
    stop_with(desk.run(commands.digest_resolve, month, resend=resend))


@task(name="report")
def digest_report(_context: Any, month: str, json: bool = False) -> None:
    """Say what became of every candidate of an edition."""
    from mailing import commands, desk

    stop_with(desk.run(commands.digest_report, month, as_json=json))


# Subscribers


@task(name="import")
def subscribers_import(_context: Any, file: str) -> None:
    """Import subscribers from a CSV file, all rows or none."""
    from pathlib import Path

    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_import, Path(file)))


@task(name="export")
def subscribers_export(_context: Any, file: str) -> None:
    """Export all subscribers to a new CSV file."""
    from pathlib import Path

    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_export, Path(file)))


@task(name="erase")
def subscribers_erase(_context: Any, address: str) -> None:
    """Delete everything about an address but the keyed hash that keeps it out."""
    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_erase, address))


@task(name="purge")
def subscribers_purge(_context: Any) -> None:
    """Delete what has been kept long enough."""
    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_purge))


@task(name="stats")
def subscribers_stats(_context: Any) -> None:
    """Say how many subscribers there are in each state."""
    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_stats))


@task(name="backup")
def subscribers_backup(_context: Any, file: str) -> None:
    """Write an encrypted backup to a new file."""
    from pathlib import Path

    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_backup, Path(file)))


@task(name="restore", help={"identity": "the key file of age"})
def subscribers_restore(_context: Any, file: str, identity: str = "") -> None:
    """Fill an empty database from a backup."""
    from pathlib import Path

    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_restore, Path(file), identity))


@task(name="collect")
def subscribers_collect(_context: Any) -> None:
    """Read the mail that came back and act on it."""
    from mailing import commands, desk

    stop_with(desk.run(commands.subscribers_collect))


@task
def signup(_context: Any) -> None:
    """Run the sign-up service."""
    from pathlib import Path

    from mailing import commands, desk

    stop_with(desk.run(commands.signup, Path("output/404.html")))


# For those who build it


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
    """Refresh the expected output and the lists made from the software; read the difference before you commit it."""
    from tests.support.golden import refresh

    refresh()


@task(help={"only": "archive, engine or mailing"})
def bench(_context: Any, only: str = "") -> None:
    """Run the benchmarks: ratios within one run, medians."""
    from tests.bench import run

    run(only)


@task(help={"minutes": "how long", "only": "engine or mailing"})
def soak(_context: Any, minutes: int = 30, only: str = "") -> None:
    """Run the long tests: thousands of edits, hundreds of kills."""
    from tests.bench import soak as run

    run(minutes, only)


@task
def lock(context: Any) -> None:
    """Pin all packages anew, with hashes, for every platform."""
    compile_ = (
        f"{sys.executable} -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header"
    )
    compile_ += " --python-version 3.11 pyproject.toml --output-file"
    context.run(f"{compile_} requirements.lock")
    context.run(f"{compile_} requirements-dev.lock --group dev --constraint requirements.lock")


digest = Collection("digest")
for one in (
    digest_new,
    digest_preview,
    digest_freeze,
    digest_thaw,
    digest_send,
    digest_pause,
    digest_resume,
    digest_resolve,
    digest_report,
):
    digest.add_task(one)
subscribers = Collection("subscribers")
for one in (
    subscribers_import,
    subscribers_export,
    subscribers_erase,
    subscribers_purge,
    subscribers_stats,
    subscribers_backup,
    subscribers_restore,
    subscribers_collect,
):
    subscribers.add_task(one)
imports = Collection("import")
imports.add_task(import_wordpress)
namespace = Collection(
    build, serve, check, new, preview, publish, rollback, rules, due, guides, embargoed, doctor, signup
)
for one in (lint, test, golden, bench, soak, lock):
    namespace.add_task(one)
for collection in (digest, subscribers, imports):
    namespace.add_collection(collection)
