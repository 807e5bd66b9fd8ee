"""Pulling one trigger of many instances together: judged all before any is written, and written in a few statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.storage import instances
from duban.workflow import linking
from duban.workflow.errors import BatchRefused, TransitionRefused, UnknownInstance
from duban.workflow.loading import load_all
from duban.workflow.opening import open_instance
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Act
    from duban.storage import InstanceRecord
    from duban.workflow.catalogue import Judgement
    from duban.workflow.core import Core
    from duban.workflow.values import Instance
    from duban.workflow.workbench import Workbench


def pull_all(core: Core, connection: Connection, numbers: Sequence[str], act: Act) -> list[Instance]:
    """Carry out one act on many instances inside the transaction of `connection`, all or none; returns them in order.

    Raises BatchRefused with every refusal, UnknownInstance, UnknownTrigger and InvalidData.
    """
    records = {record.number: record for record in instances.lock_instances(connection, numbers)}
    for number in numbers:
        if number not in records:
            raise UnknownInstance(number)
    benches = _benches(core, connection, [records[number] for number in numbers])
    asked: dict[str, Act] = {}
    judged: list[Judgement] = []
    # Each step for all of them before the next: a processor is faster at the same thing over and over.
    for _, bench in benches:
        compiled = bench.compiled
        digest = compiled.definition.digest
        if digest not in asked:
            asked[digest] = replace(act, data=compiled.check(act.data))
        judged.append(compiled.judge(bench.subject, asked[digest], now=bench.now))
    refusals = [
        TransitionRefused(bench.subject.number, act.trigger, judgement.blockers)
        for (_, bench), judgement in zip(benches, judged, strict=True)
        if judgement.transition is None
    ]
    if refusals:
        raise BatchRefused(refusals)
    for (_, bench), judgement in zip(benches, judged, strict=True):
        if judgement.transition is not None:
            bench.take(judgement.transition, asked[bench.compiled.definition.digest])
    for key, bench in benches:
        linking.settle(core, connection, bench, key, opener=open_instance)
    results = [bench.result() for _, bench in benches]
    write_back(connection, benches)
    return results


def _benches(core: Core, connection: Connection, records: Sequence[InstanceRecord]) -> list[tuple[int, Workbench]]:
    """Return a workbench for each record, with its key."""
    now = core.now()
    loaded = load_all(core.catalogue, connection, records)
    benches = [
        (record.id, core.workbench(compiled, subject, now=now, record=record))
        for record, (compiled, subject) in zip(records, loaded, strict=True)
    ]
    for _, bench in benches:
        bench.stand_by_row()
        if linking.hears(bench.compiled.definition):
            linking.catch_up(connection, bench)
    return benches
