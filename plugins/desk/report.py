"""Problems as people and programs read them: text, JSON, and annotations of pull and merge requests.

GitHub's form is that of its workflow commands; GitLab's is a Code Quality report.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
https://docs.gitlab.com/ci/testing/code_quality/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from plugins.problems import Problem, errors, plural, warnings


def as_text(problems: Sequence[Problem]) -> str:
    """Return one line for each problem, a blank line between files, and a count at the end."""
    groups = groupby(problems, key=lambda problem: problem.path)
    blocks = ["\n".join(map(line_of, group)) for _, group in groups]
    return "\n\n".join([*blocks, summary(problems)])


def line_of(problem: Problem) -> str:
    """Return a problem's line; a warning says that it is one."""
    if problem.severity == "error":
        return str(problem)
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return str(problem).replace(place, f"{place}: warning", 1)


def summary(problems: Sequence[Problem]) -> str:
    """Return the count, such as `2 problems and 1 warning in 2 files.`, or that all is well."""
    if not problems:
        return "All content is in order."
    wrong, doubtful = len(errors(problems)), len(warnings(problems))
    counts = [plural(number, noun) for number, noun in ((wrong, "problem"), (doubtful, "warning")) if number]
    return f"{' and '.join(counts)} in {plural(len({problem.path for problem in problems}), 'file')}."


def as_json(problems: Sequence[Problem]) -> str:
    """Return a JSON object: `problems` (path, line, field, cause, fix, severity), `errors` and `warnings` counted."""
    found = {
        "problems": [vars(problem) for problem in problems],
        "errors": len(errors(problems)),
        "warnings": len(warnings(problems)),
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_github(problems: Sequence[Problem]) -> str:
    """Return GitHub's workflow commands, one a line, which become annotations of the changed lines."""
    return "\n".join(map(github_command, problems))


def github_command(problem: Problem) -> str:
    """Return one workflow command, escaped as GitHub asks."""
    where = f"file={escape(problem.path, ':,')},line={max(problem.line, 1)}"
    title = f",title={escape(problem.field, ':,')}" if problem.field else ""
    return f"::{problem.severity} {where}{title}::{escape(f'{problem.cause} {problem.fix}'.strip())}"


def escape(text: str, more: str = "") -> str:
    """Return text with the characters escaped that end a workflow command."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def as_gitlab(problems: Sequence[Problem]) -> str:
    """Return GitLab's Code Quality report: a JSON list. A fingerprint survives a change of line."""
    return json.dumps([gitlab_entry(problem) for problem in problems], ensure_ascii=False, indent=1)


def gitlab_entry(problem: Problem) -> dict[str, object]:
    """Return one entry of the report."""
    text = (
        f"{problem.field}: {problem.cause} {problem.fix}"
        if problem.field
        else f"{problem.cause} {problem.fix}"
    )
    name = f"{problem.path}\n{problem.field}\n{problem.cause}"
    return {
        "description": text.strip(),
        "check_name": problem.field or "content",
        "fingerprint": hashlib.sha256(name.encode()).hexdigest(),
        "severity": "major" if problem.severity == "error" else "minor",
        "location": {"path": problem.path, "lines": {"begin": max(problem.line, 1)}},
    }


FORMS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
}


def show(problems: Sequence[Problem], form: str, console: Console | None = None) -> None:
    """Print the report in one of FORMS; text has colour on a terminal (and none when NO_COLOR is set)."""
    console = console or Console(highlight=False, soft_wrap=True)
    text = FORMS[form](problems)
    console.print(coloured(text) if form == "text" else Text(text), soft_wrap=True)


def coloured(text: str) -> Text:
    """Return the report with its places in bold, errors red and warnings yellow."""
    styled = Text(text)
    styled.highlight_regex(r"(?m)^\S+?\.[a-z]+(?::\d+)?(?=: )", "bold")
    styled.highlight_regex(r"(?m)(?<=: )warning(?=: )", "yellow")
    styled.highlight_regex(r"\d[\d,]* problems?", "bold red")
    styled.highlight_regex(r"\d[\d,]* warnings?(?= in|$)", "bold yellow")
    styled.highlight_regex(r"All content is in order\.", "green")
    return styled
