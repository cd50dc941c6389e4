"""Import and export."""

import csv
import stat
from pathlib import Path

import pytest
from mailing_parts import NOON, fill, make_settings
from sqlalchemy import Engine, select

from mailing import csvfile, subscribers
from mailing.errors import MailingError
from mailing.schema import consents, wordings
from mailing.schema import subscribers as table

SETTINGS = make_settings("unused")
HEAD = "address,topic,consent_at,consent_how,consent_wording\n"


def load(engine: Engine, tmp_path: Path, text: str, encoding: str = "utf-8") -> csvfile.Imported:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding=encoding)
    with engine.begin() as connection:
        return csvfile.import_file(connection, SETTINGS, path, NOON)


def addresses(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return sorted(connection.scalars(select(table.c.address)))


def test_rows_come_in_with_their_proof(engine: Engine, tmp_path: Path) -> None:
    """Every row becomes an active subscriber with when, how and on which words consent was given."""
    done = load(
        engine, tmp_path, HEAD + "jo@réseau.example,pay,2018-10-04,paper form,I agree.\n", "utf-8-sig"
    )
    assert (done.added, done.known, done.suppressed) == (1, 0, 0)
    assert addresses(engine) == ["jo@xn--rseau-bsa.example"]
    with engine.begin() as connection:
        evidence = connection.execute(select(consents, wordings.c.text).join(wordings)).one()
    assert (evidence.action, evidence.how, evidence.text) == ("imported", "paper form", "I agree.")


def test_one_bad_row_stops_all(engine: Engine, tmp_path: Path) -> None:
    """All problems are listed by line and column, no address is printed, nobody is added."""
    rows = (
        "good@reader.example,,2018-10-04,form,words\n"
        "bad one@reader.example,,2018-10-04,form,words\n"
        "other@reader.example,nosuch,4/10/2018,,words\n"
        "short@reader.example\n"
    )
    with pytest.raises(csvfile.BadRowsError) as caught:
        load(engine, tmp_path, HEAD + rows)
    text = str(caught.value)
    assert "list.csv:3: address" in text
    assert "list.csv:4: topic" in text
    assert "list.csv:4: consent_how: empty" in text
    assert "list.csv:4: consent_at" in text
    assert "list.csv:5: the row has more or fewer" in text
    assert "reader.example" not in text
    assert addresses(engine) == []


def test_who_objected_stays_out(engine: Engine, tmp_path: Path) -> None:
    """A suppressed address is counted and left out, also when erased and in another case."""
    with engine.begin() as connection:
        subscribers.erase(connection, SETTINGS, "jo@reader.example", NOON)
    done = load(engine, tmp_path, HEAD + "JO@Reader.example,,2018-10-04,form,words\n")
    assert (done.added, done.suppressed) == (0, 1)
    assert addresses(engine) == []


def test_twice_in_two_cases_is_one(engine: Engine, tmp_path: Path) -> None:
    """The same address twice in a file is one subscriber."""
    row = "{},,2018-10-04,form,words\n"
    done = load(engine, tmp_path, HEAD + row.format("a@b.example") + row.format("A@B.example"))
    assert (done.added, done.known) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "address,consent_at\n",
        HEAD.replace("topic", "name"),
        HEAD.replace("topic", "address"),
        "",
        HEAD + '"unclosed,,2018-10-04,form,words\n',
    ],
)
def test_a_wrong_shape_is_refused(lite: Engine, tmp_path: Path, text: str) -> None:
    """Missing, unknown or doubled columns and broken quotes are refused as a whole."""
    with pytest.raises(csvfile.BadRowsError):
        load(lite, tmp_path, text)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings_are_refused(lite: Engine, tmp_path: Path, encoding: str) -> None:
    """A file that is not UTF-8 is refused rather than guessed at."""
    with pytest.raises(csvfile.BadRowsError):
        load(lite, tmp_path, HEAD + "jo@réseau.example,,2018-10-04,form,words\n", encoding)


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-x", "@sum", "'=1+1", "\t=1", "plain", "it's", "'tis"])
def test_formulas_are_defused_and_come_back(cell: str) -> None:
    """No exported cell starts like a formula, and importing it gives the same text again."""
    safe = csvfile.defuse(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert csvfile.arm(safe) == cell


def test_export_is_private_and_whole(engine: Engine, tmp_path: Path) -> None:
    """The export has every subscriber, in a new file that only its owner reads."""
    fill(engine, SETTINGS, 3)
    with engine.begin() as connection:
        subscribers.add(connection, SETTINGS, "=cmd@reader.example", status="active", topic=None, at=NOON)
    path = tmp_path / "out.csv"
    with engine.begin() as connection:
        assert csvfile.export_file(connection, path) == 4
        with pytest.raises(MailingError, match="exists"):
            csvfile.export_file(connection, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["address"] for row in rows] == [
        *(f"p{n}@reader.example" for n in range(3)),
        "'=cmd@reader.example",
    ]


def test_export_into_a_repository_is_refused(lite: Engine, tmp_path: Path) -> None:
    """No export in a git work tree."""
    (tmp_path / ".git").mkdir()
    with lite.begin() as connection, pytest.raises(MailingError, match="git work tree"):
        csvfile.export_file(connection, tmp_path / "out.csv")
