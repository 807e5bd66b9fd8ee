"""What the database shows: whether it can be used, whether clocks agree with it, and whether anything lies idle."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Both, Finding, failed, fine, late, span, wanting
from duban.operations.doctor.horizon import look_at_calendar
from duban.operations.doctor.people import look_at_bound_units
from duban.storage import (
    SchemaMissing,
    SchemaNewer,
    SchemaOlder,
    StorageError,
    is_there,
    outbox,
    present,
    queries,
    relations,
    require_schema,
    sqlite_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow import Engine

MISSED_HEARTBEATS = 3
"""After so many heartbeats what is due and still there says that no daemon runs."""

LONGEST_WAIT = timedelta(minutes=10)
"""After so long a message that may leave and has not says that nobody delivers."""

_SKEW = timedelta(minutes=1)
"""Clocks that differ by more put things in the wrong order."""

_RIGHTS = (
    "给运行用户写权限，数据库文件和所在文件夹都要",
    "give the user that runs duban the right to write the file and its folder",
)
_ADDRESS = ("检查地址、服务和权限", "look at the address, the server and the rights")


def look_at_database(engine: Engine) -> Iterator[Finding]:
    """Yield what the database shows, as far as it can be read; a SQLite file that is not there is not made."""
    database, now = engine.database, engine.now()
    if not is_there(database):
        yield _not_made_yet(engine)
        yield look_at_calendar(engine, [])
        return
    try:
        with database.reading() as connection:
            require_schema(database, connection)
            yield _writable(engine)
            yield from _clock(connection, now)
            yield from _idle(engine, connection)
        open_ones = engine.find(open_only=True)
        yield look_at_bound_units(engine, open_ones)
        yield look_at_calendar(engine, open_ones)
    except SchemaMissing:
        where = database.where
        yield fine("database", (f"{where} 为空库，首次使用时建表", f"{where} is empty; tables are made at first use"))
    except SchemaOlder as error:
        advice = ("备份后运行 `duban db upgrade`", "make a backup, then run `duban db upgrade`")
        yield failed("database", error, advice)
    except SchemaNewer as error:
        advice = ("升级本机的 duban，不要改动数据库", "upgrade duban on this machine; leave the database as it is")
        yield failed("database", error, advice)
    except (StorageError, sqlite3.Error) as error:
        yield failed("database", error, _ADDRESS)


def _not_made_yet(engine: Engine) -> Finding:
    where, file = engine.where, sqlite_file(engine.database)
    if file is not None and os.access(file.resolve().parent, os.W_OK):
        return fine(
            "database", (f"{where} 尚未建立，首次使用时建立", f"{where} is not there yet; it is made at first use")
        )
    return wanting(
        "database",
        (f"{where} 尚未建立，所在文件夹不可写", f"{where} is not there yet, and its folder cannot be written"),
        ("确认文件夹存在，并给运行用户写权限", "make the folder, and give the user that runs duban the right to write"),
    )


def _writable(engine: Engine) -> Finding:
    """Ask the file system and not the database, which would have to wait for whoever is writing."""
    where, file = engine.where, sqlite_file(engine.database)
    if file is not None:
        places = (file, file.resolve().parent)
        if locked := [str(place) for place in places if not os.access(place, os.W_OK)]:
            found = (f"{where}，结构版本相符，但{locked[0]}不可写", f"{where}: {locked[0]} cannot be written")
            return wanting("database", found, _RIGHTS)
    return fine("database", (f"{where}，结构版本相符", f"{where}, of the right schema"))


def _clock(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Hold this machine's clock against the server's, and against what was last written."""
    advice = (
        "校准本机和数据库服务器的时钟（启用 NTP）",
        "set the clocks of this machine and the database server (switch NTP on)",
    )
    server, newest = present.server_time(connection), present.newest_entry(connection)
    if server is not None and abs(server - now) > _SKEW:
        apart = span(abs(server - now))
        ahead: Both = ("慢", "behind") if server > now else ("快", "ahead of")
        found = (
            f"本机时钟比数据库服务器{ahead[0]}{apart[0]}",
            f"this machine's clock is {apart[1]} {ahead[1]} the database server's",
        )
        yield wanting("clock", found, advice)
    elif newest is not None and newest - now > _SKEW:
        apart = span(newest - now)
        found = (
            f"最新的办理记录写于{apart[0]}之后：本机时钟慢了，或曾经快过",
            f"the newest entry of the histories lies {apart[1]} in the future: this clock is slow, or was fast",
        )
        yield wanting("clock", found, advice)
    else:
        yield fine("clock", ("与数据库相符", "agrees with the database"))


def _idle(engine: Engine, connection: Connection) -> Iterator[Finding]:
    now = engine.now()
    grace = timedelta(seconds=engine.settings.heartbeat_seconds) * MISSED_HEARTBEATS
    waited = late(queries.next_wake(connection), now, grace)
    if waited is None:
        yield _set_aside(connection)
    else:
        yield wanting(
            "due",
            (f"到期的步骤未处理，最早的已等{waited[0]}", f"due steps are not handled, the oldest for {waited[1]}"),
            (
                "督办进程没有运行：启动 `duban daemon`，或定时运行 `duban daemon --once`",
                "no daemon runs: start `duban daemon`, or run `duban daemon --once` from cron",
            ),
        )
    yield _held_back(connection, now)
    dead = outbox.count_of(connection, outbox.DEAD)
    if dead:
        yield wanting(
            "dead-letters",
            (f"{dead}封消息发送失败", f"{dead} messages could not be sent"),
            (
                "`duban outbox list --status dead` 看原因，改正后 `duban outbox retry --dead`",
                "see why with `duban outbox list --status dead`; once mended, `duban outbox retry --dead`",
            ),
        )
    else:
        yield fine("dead-letters", ("没有发送失败的消息", "no message has failed for good"))


def _set_aside(connection: Connection) -> Finding:
    """Check for instances that no sweep could handle: each try sets them aside, so that they never seem late."""
    found = [*queries.set_aside(connection), *relations.stuck_errands(connection)]
    if not found:
        return fine("due", ("到期的步骤都已处理", "everything due is handled"))
    number, why = found[0][0], words.told(found[0][1])
    more: Both = (f"等{len(found)}件事项", f" and others, {len(found)} in all") if len(found) > 1 else ("", "")
    return wanting(
        "due",
        (f"{number}{more[0]}到期的步骤处理不了：{why}", f"{number}{more[1]}: due steps cannot be handled: {why}"),
        ("排除所示原因；几分钟内自动重试", "remove the cause; it is tried again within minutes"),
    )


def _held_back(connection: Connection, now: datetime) -> Finding:
    """Check for what the channels keep refusing, and for what nobody delivers."""
    count, since, kept = outbox.held_back(connection, now=now)
    reason = words.told(kept)
    if waited := late(since, now, LONGEST_WAIT):
        return wanting(
            "sending",
            (
                f"{count}封消息试发未成，最早的已等{waited[0]}：{reason}",
                f"{count} messages are refused, the oldest for {waited[1]}: {reason}",
            ),
            (
                "排除所示原因；重启 `duban daemon` 立即重试，否则几分钟内自动重试",
                "remove the cause; it is tried again within minutes, at once by a fresh `duban daemon`",
            ),
        )
    if waited := late(outbox.oldest_deliverable(connection, now=now), now, LONGEST_WAIT):
        return wanting(
            "sending",
            (
                f"可以发送的消息未发出，最早的已等{waited[0]}",
                f"messages that could leave have not, the oldest for {waited[1]}",
            ),
            ("启动 `duban daemon`；`duban outbox` 可看原因", "start `duban daemon`; `duban outbox` shows them"),
        )
    return fine("sending", ("没有积压的消息", "no message is held up"))
