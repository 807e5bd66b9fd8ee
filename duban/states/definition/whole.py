"""A workflow's definition: the immutable, compiled form of one scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from duban.states.definition.acts import Corrects, Extension, Transition, Voids
from duban.states.definition.clocks import ClockRule, Rung
from duban.states.definition.linked import Children, Quota, Repeats, Target
from duban.states.definition.papers import Paper
from duban.states.definition.reporting import ProgressRule, SheetRule
from duban.states.definition.stages import Field, Role, State
from duban.states.definition.telling import Announcement, Instructions, MessageForm, Remarks, Urging
from duban.states.frozen import Frozen
from duban.states.time import Conventions


class Definition(Struct, Frozen, frozen=True, dict=True):
    """A workflow, checked and complete.

    `digest` is the SHA-256 (hex) of `document`, the canonical JSON of the scenario file without its examples. The same
    definition can be compiled again from the document, and an instance is pinned to it by the digest. `table` names an
    imported calendar that overrides days of `calendar`. With `gaps` some numbers may never be given out. `headline` is
    the clock whose due day lists show, `language` that of the texts. By `sign_for_link` mails
    have links that act, or none, or only for these triggers.
    """

    scenario: str
    version: int
    digest: str
    document: str
    title: str
    number: str
    calendar: str
    conventions: Conventions
    table: str | None
    timezone: str | None
    hours: tuple[str, ...] | None
    opens_by: str | None
    fallback: str
    roles: Mapping[str, Role]
    fields: Mapping[str, Field]
    states: Mapping[str, State]
    transitions: Mapping[str, tuple[Transition, ...]]
    clocks: Mapping[str, ClockRule]
    ladders: Mapping[str, tuple[Rung, ...]]
    announcements: tuple[Announcement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    children: tuple[Children, ...] = ()
    target: Target | None = None
    repeats: Repeats | None = None
    messages: Mapping[str, MessageForm] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()
    gaps: bool = False
    urge: Urging | None = None
    remarks: Remarks | None = None
    instructions: Instructions | None = None
    headline: str | None = None
    language: str | None = None
    reasons: tuple[str, ...] = ()
    corrects: Corrects | None = None
    voids_by: tuple[str, ...] = ()
    targets: Mapping[str, Quota] = field(default_factory=dict)
    voids: Voids | None = None
    sheet: SheetRule | None = None
    progress: ProgressRule | None = None
    papers: Mapping[str, Paper] = field(default_factory=dict)
    sign_for_link: bool | tuple[str, ...] = True

    @cached_property
    def initial(self) -> str:
        """Return the name of the initial state."""
        return next(state.name for state in self.states.values() if state.initial)

    @cached_property
    def windows(self) -> frozenset[str]:
        """Return the states out of which a trigger may only be pulled within a time of first entering them."""
        limited = [
            entry
            for entries in self.transitions.values()
            for entry in entries
            if entry.within is not None and not entry.each_entry
        ]
        return frozenset(source for entry in limited for source in entry.sources)

    @property
    def void_roles(self) -> tuple[str, ...]:
        """Return the roles that may void and merge; empty for those that may assign."""
        return self.voids_by if self.voids is None or not self.voids.by else self.voids.by

    @property
    def office(self) -> tuple[str, ...]:
        """Return the role of those who run the matter: that which opens it, or else that of what reaches nobody."""
        return (self.opens_by or self.fallback,)
