"""The parts of a definition about regular reports: what a sheet asks for and when, and which matters stand on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from duban.states.definition.stages import Field
from duban.states.frozen import Frozen
from duban.states.time import Period, PeriodDay


class HandIn(Struct, frozen=True):
    """How a sheet is handed in: by the trigger `do`, and by which day.

    That is a day of the period itself or of the `next_period`, moved to a working day if it `rolls`; the date field
    `sets` gets it.
    """

    do: str
    day: PeriodDay | None = None
    next_period: bool = False
    rolls: bool = False
    sets: str | None = None


class NothingNew(Struct, frozen=True):
    """That a line may say that there is nothing new, and whether a `note` has to say why."""

    requires: tuple[str, ...] = ()


class SheetRule(Struct, Frozen, frozen=True):
    """A sheet on which a unit reports of all its matters: one is opened for each unit and period.

    `unit` is the role of the unit whose sheet it is, `lead` that of the units which lead its matters. `lines` holds the
    fields of a line; `units` and `values` what else is filled in when it is opened.
    The system pulls `then` if no line is left.
    """

    every: Period
    on: PeriodDay
    unit: str
    hand_in: HandIn
    lines: Mapping[str, Field] = field(default_factory=dict)
    lead: str | None = None
    nothing_new: NothingNew | None = None
    title: str | None = None
    then: str | None = None
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class ProgressRule(Struct, frozen=True):
    """That instances stand on the sheets of the scenario `sheet`: the units of `by` report of them.

    `lead` is the role of the units that lead, `when` the condition under which an instance is to be reported of.
    """

    sheet: str
    by: str
    lead: str | None = None
    when: str | None = None
