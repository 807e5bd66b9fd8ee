"""Checks of the database: whether it can be used, whether clocks agree, and whether anything waits for too long."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.backed_up import look_at_backups
from duban.operations.doctor.checks import Check, failed, fine, late, span, wanting
from duban.operations.doctor.durability import look_at_durability
from duban.operations.doctor.found_texts import look_at_search
from duban.operations.doctor.horizon import look_at_calendar
from duban.operations.doctor.operators import look_at_silence
from duban.operations.doctor.people import look_at_bound_units
from duban.storage import (
    SchemaMissing,
    SchemaNewer,
    SchemaOlder,
    StorageError,
    contents,
    dead_letters,
    is_there,
    outbox,
    pinned,
    present,
    queries,
    relations,
    require_schema,
    sqlite_file,
    telling,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow import Engine, Health

MISSED_HEARTBEATS = 3
"""If something has been due for this many heartbeats, no daemon is running."""

LONGEST_WAIT = timedelta(minutes=10)
"""If a message that may leave has waited for this long, nobody delivers."""

_READ = 50
"""So many instances are read, the most urgent ones: if their memory is spoiled, the doctor says so."""

_SKEW = timedelta(minutes=1)
"""If clocks differ by more than this, entries may be in the wrong order."""


def look_at_database(engine: Engine, health: list[Health]) -> Iterator[Check]:
    """Yield what the database shows, as far as it can be read; a SQLite file that is not there is not made.

    If it is of our schema its figures are added to `health`.
    """
    database, now = engine.database, engine.now()
    if not is_there(database):
        yield _not_made_yet(engine)
        yield look_at_calendar(engine)
        return
    try:
        with database.reading() as connection:
            require_schema(database, connection)
            yield _writable(engine)
            yield from look_at_durability(connection, ours=database.ours)
            days = telling.read_days(connection, limit=1, by=engine.today())
            yield from _changed(engine, connection)
            yield from _clock(connection, now)
            yield from _idle(engine, connection)
            bound, provisional = pinned.units_at_work(connection), queries.count_provisional(connection)
        health.append(engine.health())
        yield from look_at_silence(engine, days)
        yield look_at_bound_units(engine, bound)
        yield look_at_calendar(engine, provisional=provisional)
    except SchemaMissing:
        where = database.where
        yield fine("database", words.text("{where} is empty; tables are made at first use", where=where))
    except SchemaOlder as error:
        advice = words.text("make a backup, then upgrade it by {way_upgrade}")
        yield failed("database", error, advice)
    except SchemaNewer as error:
        advice = words.text("upgrade duban on this machine; leave the database as it is")
        yield failed("database", error, advice)
    except (StorageError, sqlite3.Error) as error:
        yield failed("database", error, words.text("look at the address, the server and the rights"))


def look_at_instances(engine: Engine) -> Iterator[Check]:
    """Read the most urgent instances: an error of one whose memory is spoiled is the finding. `verify` reads all."""
    if is_there(engine.database):
        with suppress(StorageError):
            engine.page(limit=_READ)
    yield from ()


def look_at_last_backup(engine: Engine) -> Iterator[Check]:
    """Yield what `look_at_backups` does of the engine's database."""
    yield from look_at_backups(engine, engine.database)


def _not_made_yet(engine: Engine) -> Check:
    where, file = engine.where, sqlite_file(engine.database)
    if file is not None and os.access(file.resolve().parent, os.W_OK):
        return fine("database", words.text("{where} is not there yet; it is made at first use", where=where))
    return wanting(
        "database",
        words.text("{where} is not there yet, and its folder cannot be written", where=where),
        words.text("make the folder, and give the user that runs duban the right to write"),
    )


def _changed(engine: Engine, connection: Connection) -> Iterator[Check]:
    """Check for scenario files that were changed without a new version."""
    known = {(found.scenario, found.version): found.digest for found in contents.read_contents(connection)}
    loaded = engine.definitions()
    changed = [one.scenario for one in loaded if known.get((one.scenario, one.version), one.digest) != one.digest]
    if changed:
        yield wanting(
            "changed",
            words.text(
                "files were changed without a new version, and nothing is opened by them: {names}", names=changed
            ),
            words.text("raise `version` in each, or bring the files back as they were"),
        )


def _writable(engine: Engine) -> Check:
    """Check for write access by asking the file system: the database would have to wait for others who write."""
    where, file = engine.where, sqlite_file(engine.database)
    if file is not None:
        places = (file, file.resolve().parent)
        if locked := [str(place) for place in places if not os.access(place, os.W_OK)]:
            found = words.text(
                "{where}, of the right schema, but {place} cannot be written", where=where, place=locked[0]
            )
            advice = words.text("give the user that runs duban the right to write the file and its folder")
            return wanting("database", found, advice)
    return fine("database", words.text("{where}, of the right schema", where=where))


def _clock(connection: Connection, now: datetime) -> Iterator[Check]:
    """Compare this machine's clock with the database server's, and with the newest entry."""
    advice = words.text("set the clocks of this machine and the database server (switch NTP on)")
    server, newest = present.server_time(connection), present.newest_entry(connection)
    if server is not None and abs(server - now) > _SKEW:
        apart = span(abs(server - now))
        if server > now:
            found = words.text("this machine's clock is {apart} behind the database server's", apart=apart)
        else:
            found = words.text("this machine's clock is {apart} ahead of the database server's", apart=apart)
        yield wanting("clock", found, advice)
    elif newest is not None and newest - now > _SKEW:
        found = words.text(
            "the newest entry of the histories lies {apart} in the future: this clock is slow, or was fast",
            apart=span(newest - now),
        )
        count, number = present.written_after(connection, now + _SKEW)
        facts = {"count": count, "number": number}
        yield wanting(
            "clock",
            found,
            words.text(
                "set this clock right (switch NTP on); if it is right, what took effect too early stays: look at the "
                "histories of {number} and of others, {count} in all",
                **facts,
            ),
        )
    else:
        yield fine("clock", words.text("agrees with the database"))


def _idle(engine: Engine, connection: Connection) -> Iterator[Check]:
    now = engine.now()
    grace = timedelta(seconds=engine.settings.heartbeat_seconds) * MISSED_HEARTBEATS
    waited = late(queries.next_wake(connection), now, grace)
    if not waited:
        yield from _set_aside(engine, connection)
    else:
        yield wanting(
            "due",
            words.text("due steps are not handled, the oldest for {waited}", waited=waited),
            words.text("no daemon runs: start {way_daemon}, or use {way_once} from a scheduler"),
        )
    yield _held_back(connection, now)
    dead = dead_letters.count_dead(connection)
    if dead:
        yield wanting(
            "dead-letters",
            words.text("messages that could not be sent: {count}", count=dead),
            words.text("see why with {way_outbox_dead}; once mended, {way_retry}"),
        )
    else:
        yield fine("dead-letters", words.text("no message has failed for good"))
    yield look_at_search(connection, now)


def _set_aside(engine: Engine, connection: Connection) -> Iterator[Check]:
    """Check for what no sweep could handle: each try sets it aside, so that it never seems late."""
    found = [*queries.set_aside(connection), *relations.stuck_errands(connection)]
    impossible = engine.health().recurring
    for scenario in impossible:
        yield wanting(
            "recurring",
            words.text("the recurring work of {scenario} is never opened: no period has such a day", scenario=scenario),
            words.text("correct `repeats` in a new version of the scenario"),
        )
    if found:
        yield _told(found)
    elif not impossible:
        yield fine("due", words.text("everything due is handled"))


def _told(found: list[tuple[str, str]]) -> Check:
    number, why = found[0][0], words.told(found[0][1])
    if len(found) > 1:
        which = words.text("{number} and others, {count} in all", number=number, count=len(found))
    else:
        which = number
    return wanting(
        "due",
        words.text("{which}: due steps cannot be handled: {why}", which=which, why=why),
        words.text("remove the cause; it is tried again within minutes"),
    )


def _held_back(connection: Connection, now: datetime) -> Check:
    """Check for messages that channels keep refusing, and for messages that nobody delivers."""
    count, since, kept = outbox.held_back(connection, now=now)
    if waited := late(since, now, LONGEST_WAIT):
        facts = {"count": count, "waited": waited, "reason": words.told(kept)}
        return wanting(
            "sending",
            words.text("messages refused: {count}, the oldest for {waited}: {reason}", **facts),
            words.text("remove the cause; it is tried again within minutes, at once by a fresh {way_daemon}"),
        )
    if waited := late(outbox.deliverable(connection, now=now)[1], now, LONGEST_WAIT):
        return wanting(
            "sending",
            words.text("messages that could leave have not, the oldest for {waited}", waited=waited),
            words.text("start {way_daemon}; {way_outbox} shows them"),
        )
    return fine("sending", words.text("no message is held up"))
