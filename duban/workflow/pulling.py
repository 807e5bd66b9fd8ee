"""Pulling one trigger of many instances together: judged all before any is written, and written in a few statements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.storage import instances
from duban.workflow import linking
from duban.workflow.errors import BatchRefused, TransitionRefused, UnknownInstance
from duban.workflow.opening import open_instance
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Act
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
    private = instances.read_private_of(connection, [record.id for record in records.values()])
    now = core.now()
    benches: list[tuple[int, Workbench]] = []
    refusals: list[TransitionRefused] = []
    for number in numbers:
        compiled, subject = core.load(connection, records[number], private)
        bench = core.workbench(compiled, subject, now=now, record=records[number])
        if linking.hears(compiled.definition):
            linking.catch_up(connection, bench)
        asked = replace(act, data=compiled.check(act.data))
        judgement = compiled.judge(subject, asked, now=now)
        if judgement.transition is None:
            refusals.append(TransitionRefused(number, act.trigger, judgement.blockers))
        elif not refusals:
            bench.take(judgement.transition, asked)
            benches.append((records[number].id, bench))
    if refusals:
        raise BatchRefused(refusals)
    for key, bench in benches:
        linking.settle(core, connection, bench, key, opener=open_instance)
    results = [bench.result() for _, bench in benches]
    write_back(connection, benches)
    return results
