"""Draws a definition as a Mermaid state diagram, for a README or a report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios.diagram.wording import length_said
from duban.states import ANYONE, OPEN, SYSTEM, pauses_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import ClockRule, Definition, Transition

# Mermaid ends a label at a colon or a semicolon, and reads # and quotes as the start of something else.
_HARMLESS = str.maketrans({":": "：", ";": "；", "#": "＃", '"': "”", "\\": "＼", "`": "'", "<": "＜", ">": "＞"})
_ACTOR_TEXTS = {SYSTEM: "system", ANYONE: "anybody"}


def mermaid(definition: Definition) -> str:
    """Return Mermaid text: states, triggers with the roles that pull them, and notes where clocks start and stop."""
    aliases = {name: f"s{number}" for number, name in enumerate(definition.states, 1)}
    lines = ["---", f"title: {json.dumps(definition.title, ensure_ascii=False)}", "---", "stateDiagram-v2"]
    lines += [f'    state "{_safe(name)}" as {alias}' for name, alias in aliases.items()]
    lines.append(f"    [*] --> {aliases[definition.initial]}")
    for entries in definition.transitions.values():
        for entry in entries:
            label = _safe(_label(definition, entry))
            lines += [f"    {aliases[source]} --> {aliases[entry.target]} : {label}" for source in entry.sources]
    lines += [f"    {aliases[state.name]} --> [*]" for state in definition.states.values() if state.final]
    for name, alias in aliases.items():
        notes = [_safe(note) for clock in definition.clocks.values() for note in _notes(definition, clock, name)]
        if notes:
            lines += [f"    note right of {alias}", *(f"        {note}" for note in notes), "    end note"]
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    return text.translate(_HARMLESS)


def _label(definition: Definition, entry: Transition) -> str:
    roles = definition.roles
    actors = words.listed(roles[name].title if name in roles else words.text(_ACTOR_TEXTS[name]) for name in entry.by)
    done = f"{entry.trigger}{words.aside(actors)}"
    return words.joined([done, words.text("a new round begins") if entry.new_round else ""])


def _notes(definition: Definition, clock: ClockRule, state: str) -> Iterator[str]:
    """Yield what happens to a clock when a state is entered."""
    starts = {definition.initial if start == OPEN else start for start in clock.starts}
    if state in starts:
        yield words.text("{clock} starts: {length}", clock=clock.name, length=length_said(definition, clock))
    if state in clock.stops:
        yield words.text("{clock} stops", clock=clock.name)
    if pauses_in(definition.states[state], clock, definition.clocks):
        yield words.text("{clock} pauses", clock=clock.name)
