"""What editors run: new, preview, freeze, thaw, and the question that comes before a send. Each returns an exit code.

`settings_file` is the site's; problems in its content are printed as by a build.
"""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from plugins.digest.assembly import Assembly
from plugins.digest.checks import ERROR, Check, checks
from plugins.digest.forms import variants
from plugins.digest.lock import Lock, LockedStory, Variant, lock_file, save
from plugins.digest.message import personal, personal_links, preview_message
from plugins.digest.periods import is_name, label, month_period, overlap
from plugins.digest.pictures import picture_files
from plugins.digest.reading import Reading, read_site
from plugins.digest.scaffold import edition_text
from plugins.digest.selection import Plan, select_all
from plugins.problems import ContentError

P = ParamSpec("P")


class Refusal(Exception):  # noqa: N818 (it is an answer, not an accident)
    """A command cannot do what was asked: the cause and the way out, in one or two sentences."""


def command(run: Callable[Concatenate[Reading, str, P], None]) -> Callable[Concatenate[str, str, P], int]:
    """Turn a function of a read site and an edition's name into one of a settings file and a name.

    It returns 0, or 1 after printing what was refused and why.
    """

    @wraps(run)
    def wrapper(settings_file: str, name: str, /, *args: P.args, **options: P.kwargs) -> int:
        try:
            run(reading_for(settings_file, name), name, *args, **options)
        except (Refusal, ContentError) as refusal:
            say(str(refusal), error=True)
            return 1
        return 0

    return wrapper


def reading_for(settings_file: str, name: str) -> Reading:
    """Return the site, read, once the name can be that of an edition."""
    if not is_name(name):
        raise Refusal(f'"{name}" does not name an edition. Write a year and a month, such as 2018-10.')
    return read_site(settings_file)


@command
def new(reading: Reading, name: str) -> None:
    """Scaffold content/digests/<name>.md from what was published that month; an empty month makes nothing."""
    file = reading.content / "digests" / f"{name}.md"
    if file.exists():
        raise Refusal(f"{shown(reading, file)} is there already. Edit it, or delete it first.")
    plan = Plan(name, month_period(name))
    plans = [assembly.edition.plan for assembly in reading.assemblies.values()]
    for other in plans:
        if overlap(plan.period, other.period):
            raise Refusal(
                f"The edition {other.name} covers a part of {label(name)} already. Change its Period first."
            )
    frozen = {key: found.lock.ids for key, found in reading.assemblies.items() if found.lock}
    sections = list(reading.settings["FRONTFOOT_SECTIONS"])
    selection = select_all([*plans, plan], reading.context["articles"], sections, frozen)[name]
    if not selection.stories:
        say(f"Nothing was published in {label(name)}, so there is no edition. Nothing was written.")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(edition_text(name, plan.period, selection), "utf-8")
    say(f"{shown(reading, file)} carries {len(selection.stories)}:")
    for article in selection.stories:
        say(f"  {article.published.short:>12}  {article.category.name}: {article.title}")
    say("Now write its introduction below the blank line, and look at it with digest.preview.")


@command
def preview(
    reading: Reading, name: str, *, topic: str = "", into: Path | None = None, show: bool = False
) -> None:
    """Write the edition as .eml, .html and .txt, and print the list of checks.

    `topic` (a slug) gives the form for its readers; `into` is the folder (else one in the cache); `show` opens
    the web browser. The .html differs from the message in one thing: its pictures lie beside it.
    """
    assembly = found(reading, name)
    forms = forms_of(reading, assembly)
    if topic and topic not in forms:
        raise Refusal(f'For the topic "{topic}" this edition is the same as for everybody.')
    folder = into or Path(reading.settings["FRONTFOOT_CACHE"]) / "digests"
    stem = f"{name}.{topic}" if topic else name
    files = write_preview(reading, assembly, forms[topic], folder, stem)
    for check in checks(assembly, forms, reading.settings["FRONTFOOT_BUILD_TIME"]):
        say(str(check))
    say("\n".join(str(file) for file in files))
    if show:
        webbrowser.open(files[1].resolve().as_uri())


def write_preview(
    reading: Reading, assembly: Assembly, form: Variant, folder: Path, stem: str
) -> tuple[Path, Path, Path]:
    """Write the three files of a preview and the pictures; return the files."""
    digest = assembly.digest
    html = personal(form.html, personal_links(digest))
    plan = reading.context["picture_plan"]
    plan.make()
    for path, data in picture_files([assembly], plan):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        html = html.replace(digest.site.absolute(path), path)
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / f"{stem}.eml", folder / f"{stem}.html", folder / f"{stem}.txt"
    files[0].write_bytes(preview_message(digest, form))
    files[1].write_text(html, "utf-8")
    files[2].write_text(personal(form.text, personal_links(digest)), "utf-8")
    return files


@command
def freeze(reading: Reading, name: str) -> None:
    """Write content/digests/<name>.lock.json: what is tested from now on is what will be sent."""
    assembly = found(reading, name)
    file = lock_file(reading.content, name)
    if assembly.lock:
        raise Refusal(
            f"{shown(reading, file)} is there already. To take in later changes: digest.thaw {name}"
        )
    forms = forms_of(reading, assembly)
    now = reading.settings["FRONTFOOT_BUILD_TIME"]
    faults = [check for check in checks(assembly, forms, now) if check.level == ERROR]
    if faults:
        raise Refusal(listed(f"The edition {name} cannot be frozen:", faults))
    digest = assembly.digest
    stories = tuple(LockedStory(story.id, story.url, story.title) for story in digest.stories)
    lock = Lock(name, digest.subject, digest.preheader, digest.send_at, now, stories, forms)
    save(file, lock)
    say(
        f"{shown(reading, file)} holds {len(stories)} stories in {len(forms)} forms. Commit it, then send a test."
    )


def thaw(settings_file: str, name: str, *, sent: Callable[[str], bool]) -> int:
    """Delete the lock of an edition, so that it can be changed and frozen again.

    `sent` tells whether the edition has gone to the list, which only delivery knows: then the lock stays.
    """

    def run(reading: Reading, name: str) -> None:
        file = lock_file(reading.content, name)
        if not file.exists():
            raise Refusal(f"The edition {name} is not frozen.")
        if sent(name):
            raise Refusal(f"The edition {name} has been sent to the list. What was sent stays as it is.")
        file.unlink()
        say(f"{shown(reading, file)} is gone. The edition follows its stories again.")

    return command(run)(settings_file, name)


@command
def may_be_sent(reading: Reading, name: str) -> None:
    """Tell whether a frozen edition may go out: a retracted story blocks it. Nothing is sent or written."""
    assembly = found(reading, name)
    if assembly.lock is None:
        raise Refusal(f"The edition {name} is not frozen. Freeze it first: digest.freeze {name}")
    if assembly.retracted:
        titles = "; ".join(f"“{title}”" for title in assembly.retracted)
        raise Refusal(f"No longer published: {titles}. Thaw the edition and freeze it again.")


def published_ids(settings_file: str) -> frozenset[str]:
    """Return the permanent ids of all stories that are public now, for delivery to hold an edition against.

    Raises ContentError with everything that is wrong in the content.
    """
    return frozenset(article.feed_id for article in read_site(settings_file).context["articles"])


def found(reading: Reading, name: str) -> Assembly:
    """Return an edition; one that is not there, or carries nothing, is refused."""
    assembly = reading.assemblies.get(name)
    if assembly is None:
        raise Refusal(f"There is no edition {name}. Make one: digest.new {name}")
    if not assembly.digest.stories:
        raise Refusal(f"The edition {name} carries no story, so there is nothing to send.")
    return assembly


def forms_of(reading: Reading, assembly: Assembly) -> dict[str, Variant]:
    """Return the forms of an edition: the frozen ones when there are any."""
    return dict(assembly.lock.variants) if assembly.lock else variants(assembly.digest, reading.html)


def listed(title: str, items: list[Check]) -> str:
    """Return a title and the checks below it."""
    return "\n".join([title, *(f"  {item.text}" for item in items)])


def shown(reading: Reading, file: Path) -> str:
    """Return a file's name as people know it: `content/digests/2018-10.md`."""
    return f"{reading.content.name}/{file.relative_to(reading.content).as_posix()}"


def say(text: str, *, error: bool = False) -> None:
    """Print one message."""
    print(text, file=sys.stderr if error else sys.stdout)
