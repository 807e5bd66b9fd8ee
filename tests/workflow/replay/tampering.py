"""What somebody does who can write the database, and knows how the hashes of a history are computed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from duban.scenarios import read_scenario
from duban.storage import entry_hash
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duban import Engine

HISTORY, INSTANCE, DEFINITION = (metadata.tables[f"duban_{name}"] for name in ("history", "instance", "definition"))
_HASHED = ("seq", "at", "actor", "kind", "trigger", "from_state", "to_state", "round", "payload")

Entries = list[dict[str, Any]]


def forge(engine: Engine, number: str, change: Callable[[Entries], None]) -> None:
    """Let `change` have its way with the entries of an instance, hash them all anew, and set the row to match."""
    with engine.database.writing() as connection:
        instance = connection.execute(select(INSTANCE).where(INSTANCE.c.number == number)).one()
        mine = HISTORY.c.instance_id == instance.id
        entries = [
            {**row._mapping, "payload": json.loads(row.payload)}
            for row in connection.execute(select(HISTORY).where(mine).order_by(HISTORY.c.seq))
        ]
        change(entries)
        previous = instance.definition
        connection.execute(delete(HISTORY).where(mine))
        for seq, entry in enumerate(entries, start=1):
            entry.pop("id", None)
            payload = json.dumps(entry["payload"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            entry |= {"seq": seq, "payload": payload, "instance_id": instance.id}
            previous = entry["hash"] = entry_hash(previous, number, *(entry[name] for name in _HASHED))
            connection.execute(insert(HISTORY).values(entry))
        last = entries[-1]
        head = {"head_seq": len(entries), "head_hash": previous, "state": last["to_state"], "round": last["round"]}
        connection.execute(update(INSTANCE).where(INSTANCE.c.number == number).values(head))


@contextmanager
def other_rules(engine: Engine, number: str, file: Path, *changes: tuple[str, str]) -> Iterator[None]:
    """Put an instance under rules of one's own, and put everything back in the end as if nothing had been."""
    words = file.read_text("utf-8")
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new)
    forged = read_scenario(words, "forged.yaml")
    with engine.database.writing() as connection:
        (true,) = connection.execute(select(INSTANCE.c.definition).where(INSTANCE.c.number == number)).one()
        row = {"scenario": forged.scenario, "version": forged.version, "document": forged.document}
        stored = connection.execute(select(DEFINITION.c.stored_at)).scalars().first()
        connection.execute(insert(DEFINITION).values(digest=forged.digest, stored_at=stored, **row))
        connection.execute(update(INSTANCE).where(INSTANCE.c.number == number).values(definition=forged.digest))
    yield
    with engine.database.writing() as connection:
        connection.execute(update(INSTANCE).where(INSTANCE.c.number == number).values(definition=true))
        connection.execute(delete(DEFINITION).where(DEFINITION.c.digest == forged.digest))
