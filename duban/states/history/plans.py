"""The entries of plans: a matter becomes a task of one, and tasks are carried over into the next."""

from __future__ import annotations

from msgspec import Struct

from duban.states.history.entries import Entry


class Planned(Entry, frozen=True, kw_only=True):
    """The instance became a task of a plan; nothing else about it changed, and nobody was told."""

    kind = "planned"
    by = "`include`, `carry_over`"

    plan: str
    before: str | None = None
    """The plan that it was carried over from."""
    note: str | None = None


class PlannedTask(Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A task as a plan knows it when it is included; `ended` as in `News`."""

    number: str
    state: str
    closed: bool
    parties: tuple[str, ...]
    ended: str | None = None


class TasksIncluded(Entry, frozen=True, kw_only=True):
    """Instances became tasks of this plan."""

    kind = "tasks"
    by = "`include`, `carry_over`"

    tasks: tuple[PlannedTask, ...]
    before: str | None = None
    """The plan that they were carried over from."""
    note: str | None = None


class TasksCarried(Entry, frozen=True, kw_only=True):
    """Open tasks of this plan go on under another one (结转)."""

    kind = "carried"
    by = "`carry_over`"

    to: str
    tasks: tuple[str, ...]
    note: str | None = None
