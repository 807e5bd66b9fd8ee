"""The edits of the page on what `duban verify` proves, each as somebody with the database's password would make it."""

# ruff: noqa: S608 - what is put into these statements is their own

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from duban.storage import canonical_json, days_hash, digest_of, entry_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    Edit = Callable[[Connection], None]

FIRST = "(SELECT id FROM duban_instance WHERE number = 'WT-2024-0001')"
THIRD = "(SELECT id FROM duban_instance WHERE number = 'WT-2024-0003')"
SECOND = "(SELECT id FROM duban_instance WHERE number = 'WT-2024-0002')"
LAST = "(SELECT max(id) FROM duban_instance WHERE scenario = 'quarterly')"
WAITS = "(SELECT min(id) FROM duban_outbox WHERE status = 'pending')"
SENT = "(SELECT min(id) FROM duban_outbox WHERE status = 'delivered')"
TRIED = "(SELECT max(outbox_id) FROM duban_receipt WHERE outcome = 'retry')"
FAR, EARLY = "'2099-01-01 00:00:00.000000+00'", "'2020-01-01 00:00:00.000000+00'"
BESIDE = ("binding", "claim", "history", "private", "outbox")


def say(connection: Connection, statement: str, **values: object) -> None:
    if connection.dialect.name == "sqlite":
        statement = statement.replace("000000+00'", "000000'")
    assert connection.execute(text(statement), values).rowcount, f"nothing was changed: {statement}"


def sql(*statements: str) -> Edit:
    def edit(connection: Connection) -> None:
        for statement in statements:
            say(connection, statement)

    return edit


def item(change: str, number: str = "WT-2024-0001") -> Edit:
    return sql(f"UPDATE duban_instance SET {change} WHERE number = '{number}'")


def memory(change: Callable[[dict[str, Any]], None], number: str = "WT-2024-0001", also: str = "") -> Edit:
    """Change an item's memory, and columns of the row with it."""

    def edit(connection: Connection) -> None:
        stored = text("SELECT memory FROM duban_instance WHERE number = :n")
        known = json.loads(connection.execute(stored, {"n": number}).scalar_one())
        change(known)
        written = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
        say(connection, f"UPDATE duban_instance SET memory = :m{also} WHERE number = :n", m=written, n=number)

    return edit


def removed(key: str, *, counter: bool = False) -> Edit:
    """Remove an item with all that belongs to it."""

    def edit(connection: Connection) -> None:
        (found,) = connection.execute(text(f"SELECT id FROM duban_instance WHERE id = {key}")).one()
        mine = f"(SELECT id FROM duban_outbox WHERE instance_id = {found})"
        connection.execute(text(f"DELETE FROM duban_receipt WHERE outbox_id IN {mine}"))
        connection.execute(text(f"DELETE FROM duban_link WHERE from_id = {found} OR to_id = {found}"))
        connection.execute(text(f"DELETE FROM duban_recurrence WHERE instance_id = {found}"))
        for table in BESIDE:
            connection.execute(text(f"DELETE FROM duban_{table} WHERE instance_id = {found}"))
        if counter:
            say(
                connection,
                f"""UPDATE duban_counter SET value = value - 1
                WHERE scenario = (SELECT scenario FROM duban_instance WHERE id = {found})""",
            )
        say(connection, f"DELETE FROM duban_instance WHERE id = {found}")

    return edit


def rechained(change: str) -> Edit:
    """Change the first entry of an item, and recompute its chain and its head."""

    def edit(connection: Connection) -> None:
        say(connection, f"UPDATE duban_history SET {change} AND instance_id = {FIRST}")
        number = "WT-2024-0001"
        (previous,) = connection.execute(text(f"SELECT definition FROM duban_instance WHERE id = {FIRST}")).one()
        columns = "seq, at, actor, kind, trigger, from_state, to_state, round, payload"
        rows = connection.execute(text(f"SELECT {columns} FROM duban_history WHERE instance_id = {FIRST} ORDER BY seq"))
        for seq, at, *others in rows.all():
            instant = datetime.fromisoformat(f"{at}+00:00") if isinstance(at, str) else at
            previous = entry_hash(previous, number, seq, instant, *others)
            say(
                connection,
                f"UPDATE duban_history SET hash = :h WHERE seq = {seq} AND instance_id = {FIRST}",
                h=previous,
            )
        say(connection, f"UPDATE duban_instance SET head_hash = :h WHERE id = {FIRST}", h=previous)

    return edit


def forge(connection: Connection) -> tuple[str, str]:
    """Store weaker rules under their own digest, and return this and the digest of those that they are made of."""
    (digest,) = connection.execute(text(f"SELECT definition FROM duban_instance WHERE id = {FIRST}")).one()
    (document,) = connection.execute(
        text("SELECT document FROM duban_definition WHERE digest = :d"), {"d": digest}
    ).one()
    known = json.loads(document)
    del known["transitions"]["通过"]["not_by"]
    forged = canonical_json(known)
    say(
        connection,
        "INSERT INTO duban_definition SELECT :f, scenario, version, :t, stored_at FROM duban_definition "
        "WHERE digest = :d",
        f=digest_of(forged),
        t=forged,
        d=digest,
    )
    return digest_of(forged), digest


def other_rules(connection: Connection) -> None:
    """Change the rules, store them under their new digest too, and move an item to them."""
    say(connection, f"UPDATE duban_instance SET definition = :f WHERE id = {FIRST}", f=forge(connection)[0])


def other_content(connection: Connection) -> None:
    """Change the rules, store them, and register them as the content of their version."""
    forged, digest = forge(connection)
    say(connection, "UPDATE duban_content SET digest = :f WHERE digest = :d", f=forged, d=digest)


def other_import(*, chain: bool) -> Edit:
    """Change an imported day and its import; with `chain`, recompute that chain."""

    def edit(connection: Connection) -> None:
        say(connection, "UPDATE duban_calendar_day SET works = NOT works")
        rows = connection.execute(text("SELECT calendar, stamp, at, days, hash FROM duban_calendar_version")).all()
        ((calendar, stamp, at, days, digest),) = rows
        other = days.replace("false", "true")
        assert other != days
        if chain:
            instant = datetime.fromisoformat(f"{at}+00:00") if isinstance(at, str) else at
            digest = days_hash("", calendar, stamp, instant, other)
        say(connection, "UPDATE duban_calendar_version SET days = :d, hash = :h", d=other, h=digest)

    return edit


def one_receipt_less(connection: Connection) -> None:
    """Remove the last receipt of a message that was tried several times, with the attempt that it is of."""
    (message,) = connection.execute(text(f"SELECT {TRIED}")).one()
    say(
        connection,
        f"DELETE FROM duban_receipt WHERE id = (SELECT max(id) FROM duban_receipt WHERE outbox_id = {message})",
    )
    say(connection, f"UPDATE duban_outbox SET attempts = attempts - 1 WHERE id = {message}")


def new_receipt(of: str) -> str:
    at = "(SELECT max(at) FROM duban_receipt)"
    return (
        f"INSERT INTO duban_receipt (outbox_id, at, outcome, detail) VALUES ({of}, {at}, 'delivered', 'smtp: 250 ok')"
    )


def key_like(key: str, result: str) -> str:
    as_it_was = "at FROM duban_key WHERE key = 'k-open'"
    return f"INSERT INTO duban_key SELECT '{key}', verb, '{'0' * 64}', {result}, {as_it_was}"


COPIED = """INSERT INTO duban_outbox (message_id, instance_id, number, definition, message, facts, medium, unit,
contact, address, is_copy, urgent, clock, round, lap, rung, status, not_before, attempts, created_at, salt)
SELECT 'x@x', instance_id, number, definition, message, facts, medium, unit, contact, 'x@example.org', is_copy, urgent,
clock, round, lap, rung, status, not_before, attempts, created_at, salt FROM duban_outbox WHERE id = """
ADDED = f"""INSERT INTO duban_history (instance_id, seq, at, actor, kind, from_state, to_state, round, payload, hash)
SELECT instance_id, seq + 1, at, actor, 'assign', to_state, to_state, round, '{{}}', hash FROM duban_history
WHERE instance_id = {FIRST} ORDER BY seq DESC LIMIT 1"""


def claimed(known: dict[str, Any]) -> None:
    known["claimed"]["整改时限"] = [*known["claimed"]["整改时限"], "due + 10 working days"]


def acted(known: dict[str, Any]) -> None:
    known["pulls"]["签收"][1] = "市住建局/李四"


def budget(known: dict[str, Any]) -> None:
    for clock in known["clocks"]:
        if clock["status"] == "running":
            clock["budget"] = "90 working days"


CLOSED = "FX-2024-002"

EDITS: dict[str, Edit] = {
    "an entry of a history is changed": sql(
        f"UPDATE duban_history SET actor = '市优化办/王五' WHERE seq = 2 AND instance_id = {FIRST}"
    ),
    "an entry is removed from the middle of a history": sql(
        f"DELETE FROM duban_history WHERE seq = 2 AND instance_id = {FIRST}"
    ),
    "an entry is added behind the last": sql(ADDED),
    "the last entries of a history are cut off": sql(
        f"DELETE FROM duban_history WHERE seq > 2 AND instance_id = {FIRST}"
    ),
    "who acted is changed in an entry, and the chain and its head are recomputed": rechained(
        "actor = '市住建局/李四' WHERE seq = 2"
    ),
    "the note of an entry is changed, and the chain and its head are recomputed": rechained(
        "payload = replace(payload, '等待评审', '另有原因') WHERE kind = 'extend'"
    ),
    "an item is removed with all that belongs to it": removed(
        "(SELECT id FROM duban_instance WHERE number = 'TS-2024-0001')"
    ),
    "the last item of a year is removed with all that belongs to it, and the counter set back": removed(
        LAST, counter=True
    ),
    "the counter of numbers is set back": sql("UPDATE duban_counter SET value = value - 1"),
    "the counter of numbers is set ahead": sql("UPDATE duban_counter SET value = value + 1"),
    "an item gets another title": item("title = '没有的事'"),
    "an item gets another state": item("state = '销号'"),
    "an item gets other rules": item(
        "definition = (SELECT max(digest) FROM duban_definition d WHERE d.digest <> duban_instance.definition)"
    ),
    "an item gets another due day": item("due_on = '2030-01-01'"),
    "an item gets another light": item("red_at = NULL"),
    "an item is closed": item("closed_at = opened_at"),
    "an item is opened on another day": item(f"opened_at = {EARLY}"),
    "an item gets another source": item("source = '别处'"),
    "an item is made one without end": item("ongoing = NOT ongoing"),
    "no sweep looks at an item any more": item("wake_at = NULL"),
    "no sweep looks at an item any more, because it is said to be set aside": item(
        f"wake_at = {FAR}, set_aside = 'unreadable'"
    ),
    "an item is said to be set aside, and is looked at when it was to be": item("set_aside = 'unreadable'"),
    "a request that waits for a decision is hidden": sql("UPDATE duban_instance SET pending = 0 WHERE pending > 0"),
    "another value of a field stands in an item's memory": memory(
        lambda known: known["data"].update(measure="另一措施"), "WT-2024-0002"
    ),
    "another person is remembered to have acted, so that four eyes are two": memory(acted),
    "the rungs of a clock are remembered as claimed": memory(claimed, "WT-2024-0003"),
    "a clock is remembered with another budget": memory(budget, "WT-2024-0004"),
    "an item's memory has something that is none of ours": memory(lambda known: known.update(zzz=1)),
    "a closed item keeps another light, in its memory and its columns alike": memory(
        lambda known: known.update(closed_light="blue"),
        CLOSED,
        ", blue_at = closed_at, yellow_at = NULL, red_at = NULL, light = 1",
    ),
    "a claim is removed, so that a rung fires twice": sql(
        f"DELETE FROM duban_claim WHERE outcome = 'fired' AND instance_id = {FIRST}"
    ),
    "a claim is added, so that a rung never fires": sql(
        f"INSERT INTO duban_claim VALUES ({THIRD}, '整改时限', 1, 1, 'due', 'fired', {EARLY})"
    ),
    "a rung that has fired is said to be skipped": sql(
        f"UPDATE duban_claim SET outcome = 'skipped' WHERE outcome = 'fired' AND instance_id = {FIRST}"
    ),
    "a unit fills a role in the list of bindings, and nowhere else": sql(
        f"INSERT INTO duban_binding (instance_id, role, unit) VALUES ({FIRST}, 'responsible', '市公安局')"
    ),
    "a unit is taken out of the list of bindings": sql(f"DELETE FROM duban_binding WHERE instance_id = {FIRST}"),
    "two items are linked": sql(f"INSERT INTO duban_link VALUES ({FIRST}, {SECOND}, 'repeat_of', {EARLY})"),
    "a link is removed": sql("DELETE FROM duban_link WHERE kind = 'repeat_of'"),
    "the stored rules are changed under their digest": sql(
        "UPDATE duban_definition SET document = replace(document, '15', '45') WHERE scenario = 'issue'"
    ),
    "the stored rules are changed, stored under their new digest too, and an item is moved to them": other_rules,
    "another content is registered for a version of a scenario": sql(
        "UPDATE duban_content SET digest = (SELECT digest FROM duban_definition WHERE scenario <> 'issue' LIMIT 1) "
        "WHERE scenario = 'issue'"
    ),
    "the registered content of a version is removed, so that others may open by another": sql(
        "DELETE FROM duban_content WHERE scenario = 'issue'"
    ),
    "other rules are stored, and registered as the content of a version": other_content,
    "a message is removed with its receipts": sql(
        f"DELETE FROM duban_receipt WHERE outbox_id = (SELECT id FROM duban_outbox WHERE id = {SENT})",
        "DELETE FROM duban_outbox WHERE status = 'delivered' AND id NOT IN (SELECT outbox_id FROM duban_receipt)",
    ),
    "a message is added": sql(COPIED + WAITS),
    "a message is addressed to somebody else": sql(
        f"UPDATE duban_outbox SET address = 'x@example.org' WHERE id = {WAITS}"
    ),
    "a message is worded otherwise": sql(
        f'UPDATE duban_outbox SET facts = replace(facts, \'"title":"\', \'"title":"不\') WHERE id = {WAITS}'
    ),
    "a message that waits is said to be delivered": sql(
        f"UPDATE duban_outbox SET status = 'delivered', settled_at = created_at WHERE id = {WAITS}"
    ),
    "a message that waits is said to be withdrawn": sql(
        f"UPDATE duban_outbox SET status = 'withdrawn', settled_at = created_at, clock = clock WHERE id = {WAITS}"
    ),
    "a message that waits is said to be dead": sql(
        f"UPDATE duban_outbox SET status = 'dead', settled_at = created_at WHERE id = {WAITS}"
    ),
    "a message that was delivered is sent again": sql(
        f"UPDATE duban_outbox SET status = 'pending', settled_at = NULL WHERE id = {SENT}"
    ),
    "a message is held back for years": sql(f"UPDATE duban_outbox SET not_before = {FAR} WHERE id = {WAITS}"),
    "a message is leased for years": sql(f"UPDATE duban_outbox SET leased_until = {FAR} WHERE id = {WAITS}"),
    "a message has used up its attempts": sql(f"UPDATE duban_outbox SET attempts = 16 WHERE id = {WAITS}"),
    "a receipt is added": sql(new_receipt(WAITS)),
    "a receipt is changed": sql("UPDATE duban_receipt SET detail = 'smtp: 250 ok' WHERE outcome = 'retry'"),
    "the only receipt of a message is removed": sql(f"DELETE FROM duban_receipt WHERE outbox_id = {SENT}"),
    "the last of several receipts is removed, with the attempt that it is of": one_receipt_less,
    "a private value is changed": sql(f"UPDATE duban_private SET value = '\"别人\"' WHERE instance_id = {FIRST}"),
    "a private value is added": sql(f"INSERT INTO duban_private VALUES ({FIRST}, 2, 'reporter', 'x', '\"别人\"')"),
    "a private value is removed": sql(f"DELETE FROM duban_private WHERE instance_id = {FIRST}"),
    "a private value is emptied": sql(f"UPDATE duban_private SET value = NULL WHERE instance_id = {FIRST}"),
    "a field is said to name no file that is kept here": sql("DELETE FROM duban_file_use"),
    "a field is said to name another file": sql(f"UPDATE duban_file_use SET sha256 = '{'0' * 64}'"),
    "a file that a field names gets another name": sql("UPDATE duban_file_use SET name = '别处.jpg'"),
    "a file is said to be named by somebody else": sql("UPDATE duban_file_use SET by = '市教育局'"),
    "somebody is said to have added a file, and may name it": sql(
        "INSERT INTO duban_file_upload SELECT sha256, '市教育局', 'a.jpg', at, false FROM duban_file"
    ),
    "an idempotency key is removed": sql("DELETE FROM duban_key WHERE key = 'k-open'"),
    "an idempotency key gets another result": sql(
        'UPDATE duban_key SET result = replace(result, \'"state":"交办"\', \'"state":"销号"\') WHERE key = \'k-open\''
    ),
    "an idempotency key is added with a result that is none": sql(key_like("k-forged", "'{}'")),
    "an idempotency key is added with a result that there was": sql(key_like("k-forged", "result")),
    "an item is told something that no other has sent": sql(
        f"INSERT INTO duban_errand (number, kind, payload, at) VALUES ('WT-2024-0001', 'news', '{{}}', {EARLY})"
    ),
    "what an item has to be told is removed": sql("DELETE FROM duban_errand"),
    "recurring work is said to be open": sql(
        f"INSERT INTO duban_recurrence VALUES ('quarterly', '2024-Q3', NULL, {EARLY})"
    ),
    "recurring work that is open is forgotten, so that it is opened twice": sql(
        "DELETE FROM duban_recurrence WHERE instance_id IS NOT NULL"
    ),
    "a scenario with recurring work is said to be known since next year": sql(
        f"UPDATE duban_recurrence SET at = {FAR} WHERE period = ''"
    ),
    "a scenario with recurring work is forgotten, so that what was missed is not opened": sql(
        "DELETE FROM duban_recurrence WHERE period = ''"
    ),
    "the operators are said to have been told next year": sql(
        f"INSERT INTO duban_telling VALUES ('2025-06-04', {FAR}, {FAR}, '{{}}')"
    ),
    "the operators are said to have been told today": sql(
        f"INSERT INTO duban_telling VALUES ('2024-07-02', {EARLY}, {EARLY}, '{{}}')"
    ),
    "an imported day is changed": sql("UPDATE duban_calendar_day SET works = NOT works"),
    "an imported day is added": sql("INSERT INTO duban_calendar_day VALUES ('china', '2024-06-04', false, 'x')"),
    "an imported day is changed, and its import with it": other_import(chain=False),
    "an imported day is changed, and its import with it, and the chain of imports is recomputed": other_import(
        chain=True
    ),
}
"""By what the page calls each."""
