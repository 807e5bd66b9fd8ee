"""What was said to whom: the outbox as a test reads it, and the text of an assertion that fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - get_type_hints(Said) looks it up
from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.workflow import Draft, Engine, OutboxEntry

ALL = ("pending", "delivered", "withdrawn", "dead")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the outbox: about which instance, to whom, by which medium, and how it reads.

    `message` is its name in the scenario. `status` is that of the outbox: a message was told to somebody if it is
    `delivered`, and a `pending` one leaves at `not_before` at the earliest. `reason` says why it has not left. Instants
    are in the scenario's time zone.
    """

    id: int
    number: str
    message: str
    medium: str
    unit: str
    contact: str
    address: str
    subject: str
    text: str
    status: str
    not_before: datetime
    settled_at: datetime | None
    reason: str = ""

    @property
    def was_told(self) -> bool:
        """Return whether it has left."""
        return self.status == "delivered"

    def line(self) -> str:
        """Return it as one line of a report: when, by what, to whom, and what it says."""
        at = f"{self.settled_at or self.not_before:%Y-%m-%d %H:%M}"
        if not self.was_told:
            at = words.text("({status}) {at}", status=self.status, at=at)
        opened = self.subject or self.text.strip().partition("\n")[0]
        reason = f"  [{self.reason}]" if self.reason and not self.was_told else ""
        who = self.unit if self.contact in {"", self.unit} else f"{self.unit}/{self.contact}"
        return f"{at}  {self.medium}  {who}  {self.message}  {opened}  {self.number}{reason}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages an assertion is about; what is None is any."""

    who: str | None = None
    message: str | None = None
    medium: str | None = None
    number: str | None = None
    saying: str | None = None

    def fits(self, said: Said) -> bool:
        """Return whether a message is one of those."""
        exact = (self.message, said.message), (self.medium, said.medium), (self.number, said.number)
        return (
            all(wanted in {None, found} for wanted, found in exact)
            and (self.who is None or self.who in {said.unit, said.contact, f"{said.unit}/{said.contact}", said.address})
            and (self.saying is None or self.saying in said.subject or self.saying in said.text)
        )

    def __str__(self) -> str:
        """Return it as text: 市住建局 · message 逾期 · email."""
        named = {"message": self.message, "by": self.medium, "of": self.number, "saying": self.saying}
        parts = [self.who or words.text("anybody"), *(f"{name} {value}" for name, value in named.items() if value)]
        return ", ".join(parts)


def read(engine: Engine, *, after: int = 0) -> tuple[Said, ...]:
    """Return the messages of the outbox with a greater id, of every status, oldest first."""
    drafts = {draft.id: draft for draft in engine.drafts(after=after)}
    return tuple(_said(each, drafts.get(each.id)) for each in engine.outbox(statuses=ALL) if each.id > after)


def _said(entry: OutboxEntry, draft: Draft | None) -> Said:
    return Said(
        **{name: getattr(entry, name) for name in Said.__slots__ if name not in {"subject", "text", "reason"}},
        subject="" if draft is None else draft.subject,
        text="" if draft is None else draft.text,
        reason=(entry.reason or "") or ("" if draft is None else draft.fault),
    )


def report(headline: str, said: Sequence[Said], now: datetime) -> str:
    """Return what an assertion that failed says: what was wanted, and everything that was said instead."""
    sent, rest = [each for each in said if each.was_told], [each for each in said if not each.was_told]
    lines = [headline, words.text("it is {now}", now=f"{now:%Y-%m-%d %H:%M %z}")]
    lines += [words.text("sent:"), *(f"  {each.line()}" for each in sent)] if sent else [words.text("nothing was sent")]
    if rest:
        lines += [words.text("not sent:"), *(f"  {each.line()}" for each in rest)]
    return "\n".join(lines)
