"""One act on many instances: all are judged before any is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban import words
from duban.workflow.errors import BatchRefused, TransitionRefused
from duban.workflow.instance import do_or_ask
from duban.workflow.people import known_units, whole_steps
from duban.workflow.rules import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.states import Act
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.people import Directory
    from duban.workflow.rules import Judgement


def pull_all(works: Sequence[UnitOfWork], act: Act, directory: Directory) -> None:
    """Carry out one act on many instances.

    Raises:
        BatchRefused: if the act is refused for any of them; it has every refusal.
        UnknownTrigger: if the definition of one has no such trigger.
        InvalidData: if the data do not fit the definition of one.
        ValueError: if an instance is among them twice, in whatever spelling of its number.

    """
    if len({work.row for work in works}) < len(works):
        message = words.Line("numbers has one instance more than once: name each once")
        raise ValueError(message)
    asked: dict[str, Act] = {}
    acts: list[Act] = []
    judged: list[Judgement] = []
    # Each step is done for all of them before the next: a processor is faster at repeating the same code.
    for work in works:
        compiled = work.compiled
        digest = compiled.definition.digest
        if digest not in asked:
            asked[digest] = replace(act, data=known_units(compiled.definition, directory, compiled.check(act.data)))
        own = asked[digest]
        if own.data:
            own = replace(own, data=whole_steps(compiled.definition, work.subject.data, own.data))
        acts.append(own)
        judged.append(judge(compiled, work.subject, own, now=work.now))
    refusals = [
        TransitionRefused(work.subject.number, act.trigger, judgement.blockers)
        for work, judgement in zip(works, judged, strict=True)
        if judgement.transition is None
    ]
    if refusals:
        raise BatchRefused(refusals)
    for work, judgement, own in zip(works, judged, acts, strict=True):
        if judgement.transition is not None:
            do_or_ask(work, judgement.transition, own)
