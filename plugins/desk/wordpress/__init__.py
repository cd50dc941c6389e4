"""Import from WordPress: an export file in, content files and a report out. Nothing is guessed silently.

What somebody must look at becomes TO COME in the file, which is then a draft, and a line in the report. A second run
changes nothing: a file that carries the old address (`/?p=123`) is there already and belongs to its editor.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pelican.settings import read_settings

from plugins.desk.wordpress.export import ExportError, read_export
from plugins.desk.wordpress.files import write_all
from plugins.desk.wordpress.report import report
from plugins.desk.wordpress.work import Import
from plugins.problems import plural


def import_wordpress(
    export: str,
    *,
    uploads: str = "",
    section: str = "news",
    report_file: str = "import-report.md",
    settings_file: str = "pelicanconf.py",
) -> int:
    """Import an export file (WXR 1.2, WordPress 5 and 6); return 0, or 1 when the file cannot be read.

    `uploads` is a copy of wp-content/uploads; without it pictures stay away, each with a line in the report.
    `section` takes the posts whose categories name no section.
    """
    settings = read_settings(settings_file)
    if section not in settings["FRONTFOOT_SECTIONS"]:
        names = ", ".join(settings["FRONTFOOT_SECTIONS"])
        print(f'"{section}" is not a section. Use one of: {names}.', file=sys.stderr)  # noqa: T201 (a command)
        return 1
    try:
        site = read_export(Path(export))
    except ExportError as error:
        print(error, file=sys.stderr)  # noqa: T201 (a command)
        return 1
    work = Import(site, settings, section, Path(uploads) if uploads else None)
    new = write_all(work)
    Path(report_file).write_text(report(work), "utf-8")
    notes = plural(len(work.notes), "thing")
    print(f"{plural(new, 'new file')}; {notes} to look at in {report_file}.")  # noqa: T201 (a command)
    return 0
