"""Whether an edition's numbers add up: every candidate is sent, excluded or accounted for."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from mailing import clock, ledger
from mailing.errors import MailingError
from mailing.schema import deliveries, returns, sends

MOST_SHOWN = 50


@dataclass(frozen=True)
class Report:
    """The numbers of one edition. `unknown` lists the ledger's numbers of what must be resolved."""

    edition: str
    started_at: int
    paused: bool
    candidates: int
    excluded: dict[str, int]
    states: dict[str, int]
    returned: dict[str, int]
    unknown: tuple[int, ...]
    codes: dict[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether the excluded and the rows of the ledger make up all candidates."""
        return self.candidates == sum(self.excluded.values()) + sum(self.states.values())

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be sent or settled."""
        open_states = (ledger.QUEUED, ledger.SENDING, "deferred", "unknown")
        return not any(self.states[state] for state in open_states)

    def lines(self) -> list[str]:
        """Give the report as lines of text, without a single address."""
        lines = [f"{self.edition}, begun {clock.to_text(self.started_at)}{', PAUSED' if self.paused else ''}"]
        lines.append(f"{self.candidates:>8}  candidates, of whom")
        lines += [f"{number:>8}  {name} (excluded)" for name, number in sorted(self.excluded.items())]
        lines += [f"{number:>8}  {name}" for name, number in self.states.items() if number]
        lines += [f"{number:>8}  returned: {name}" for name, number in sorted(self.returned.items())]
        lines += [f"{number:>8}  relay said {code}" for code, number in sorted(self.codes.items())]
        if self.unknown:
            shown = ", ".join(str(number) for number in self.unknown[:MOST_SHOWN])
            lines.append(f"Unknown, held until digest.resolve: ledger rows {shown}")
        lines.append(
            "It adds up." if self.adds_up else "IT DOES NOT ADD UP: keep the database and ask for help."
        )
        return lines


def make(connection: Connection, edition: str) -> Report:
    """Count an edition; raise MailingError when its send was never begun."""
    send = connection.execute(select(sends).where(sends.c.edition == edition)).first()
    if send is None:
        raise MailingError(f"{edition} has not been sent to the list.")
    return Report(
        edition=edition,
        started_at=send.started_at,
        paused=send.paused_at is not None,
        candidates=send.candidates,
        excluded=json.loads(send.excluded),
        states=ledger.count(connection, edition),
        returned=_returned(connection, edition),
        unknown=_unknown(connection, edition),
        codes=_codes(connection, edition),
    )


def _returned(connection: Connection, edition: str) -> dict[str, int]:
    grouped = (
        select(returns.c.kind, func.count())
        .join(deliveries, deliveries.c.id == returns.c.delivery_id)
        .where(deliveries.c.edition == edition)
        .group_by(returns.c.kind)
    )
    return {row[0]: row[1] for row in connection.execute(grouped)}


def _unknown(connection: Connection, edition: str) -> tuple[int, ...]:
    held = select(deliveries.c.id).where(deliveries.c.edition == edition, deliveries.c.state == "unknown")
    return tuple(connection.scalars(held.order_by(deliveries.c.id)))


def _codes(connection: Connection, edition: str) -> dict[str, int]:
    """Count the replies to what was not sent."""
    grouped = select(deliveries.c.code, func.count()).where(
        deliveries.c.edition == edition, deliveries.c.state.in_(["failed", "deferred"])
    )
    return {row[0] or "nothing": row[1] for row in connection.execute(grouped.group_by(deliveries.c.code))}
