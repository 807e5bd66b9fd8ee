"""What stands below the chart, and on pages beside it, as rows of text: clocks with their ladders, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios.diagram.beside import beside_triggers
from duban.scenarios.diagram.wording import (
    announced,
    clock_said,
    extension_said,
    filled,
    quota,
    review_said,
    rung_said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import ClockRule, Definition, Light


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row: when or who, what, and the light that comes on with it."""

    first: str
    second: str
    light: Light | None = None


@dataclass(frozen=True, slots=True)
class ToldTable:
    """A table with its heading; that of a clock has its name."""

    heading: str
    rows: tuple[ToldRow, ...]
    clock: str = ""


def told_of(definition: Definition) -> Iterator[ToldTable]:
    """Yield what a definition says of clocks, one after the other, of messages, of other acts, roles and quotas."""
    for clock in definition.clocks.values():
        yield ToldTable(clock_said(definition, clock), tuple(_of_clock(definition, clock)), clock.name)
    for heading, rows in (
        (words.text("Told when it happens"), announced(definition)),
        (words.text("Beside the steps"), beside_triggers(definition)),
        (words.text("Roles"), filled(definition)),
        (words.text("Quota"), quota(definition)),
    ):
        if told := tuple(ToldRow(*row) for row in rows):
            yield ToldTable(heading, told)


def _of_clock(definition: Definition, clock: ClockRule) -> Iterator[ToldRow]:
    for rung in definition.ladders.get(clock.name, ()):
        yield ToldRow(*rung_said(definition, rung), rung.light)
    if clock.review is not None:
        yield ToldRow(*review_said(definition, clock))
    for extension in definition.extensions:
        if extension.clock == clock.name:
            yield ToldRow(words.text("extension"), extension_said(definition, extension))
