"""Stored definitions: each has the digest under which it is stored, and is of the scenario and version that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.scenarios import ScenarioError, compile_document
from duban.storage import digest_of, proof
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

_TABLE = "duban_definition"


def definition_faults(connection: Connection) -> Iterator[Finding]:
    """Yield the definitions whose document or columns were changed."""
    for record in proof.definitions(connection):
        name = f"{record.scenario} {record.version}"
        digest = digest_of(record.document)
        if digest != record.digest:
            problem = words.text("the rules that items are pinned to were changed: nothing is judged by them")
            yield differing(name, None, problem, _TABLE, "document", digest, record.digest)
            continue
        try:
            definition = compile_document(record.document)
        except ScenarioError as error:
            yield Finding(name, None, words.text("the stored rules cannot be read: {error}", error=error), _TABLE)
            continue
        for column in ("scenario", "version"):
            stored, told = getattr(record, column), getattr(definition, column)
            if stored != told:
                problem = words.text("what is registered is not what the history says")
                yield differing(name, None, problem, _TABLE, column, stored, told)
