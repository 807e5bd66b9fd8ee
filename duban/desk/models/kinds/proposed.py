"""A proposed version of a kind: made from a form, checked, held against the present one, and tried on open matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.kinds.knobs import Knob, edits_of
from duban.desk.models.kinds.one import changes_between
from duban.scenarios import NotRewritten, ScenarioError, cautions, find_clashes, read_scenario, rewritten
from duban.workflow import outlook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.desk.models.kinds.source import Source
    from duban.states import Definition
    from duban.workflow import Engine, Outlook


@dataclass(frozen=True, slots=True)
class ProposedView:
    """What is proposed: what changes, what the check remarks or refuses, and what it would mean for open matters."""

    version: int
    changes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    outlook: Outlook | None = None


def next_text(
    source: Source, definition: Definition, before: Iterable[Knob], after: Iterable[Knob]
) -> tuple[str, tuple[str, ...]]:
    """Return the text of the next version, and why there is none, if so."""
    edits = edits_of(before, after)
    if not edits:
        return "", (words.text("nothing is changed yet"),)
    try:
        text = rewritten(source.text, {**edits, ("version",): str(definition.version + 1)})
    except NotRewritten:
        return "", (words.text("the file cannot be changed by a form; ask whoever looks after the files"),)
    try:
        read_scenario(text, source.name)
    except ScenarioError as wrong:
        return "", tuple(str(each) for each in wrong.problems)
    return text, ()


def proposed_view(engine: Engine, present: Definition, text: str, name: str, *, tried: bool = True) -> ProposedView:
    """Return what a proposed text means; `tried` also says what would become of open matters."""
    try:
        proposed = read_scenario(text, name)
    except ScenarioError as wrong:
        return ProposedView(present.version + 1, problems=tuple(str(each) for each in wrong.problems))
    loaded = [(each.scenario, each) for each in engine.definitions()]
    others = [(source, each) for source, each in loaded if each.scenario != present.scenario]
    clashes = [*find_clashes([*others, (present.scenario, present), (name, proposed)])]
    changes = changes_between(present, proposed).texts
    problems = tuple(str(each) for each in clashes)
    if proposed.scenario != present.scenario or proposed.version != present.version + 1:
        problems += (words.text("it is not the version after the present one any more"),)
    return ProposedView(
        proposed.version,
        changes=changes,
        cautions=tuple(
            str(said) for _, said in cautions(proposed, [each for _, each in loaded], sign=engine.settings.sms_sign)
        ),
        problems=problems,
        outlook=outlook(engine.settings, present, proposed) if tried and not problems else None,
    )
