"""What the doctor looks at: settings, scenarios, directory, channels, database, and whether anything lies idle."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.notifiers import NotifierError
from duban.scenarios import ScenarioError
from duban.states import StatesError
from duban.storage import SchemaMissing, StorageError, outbox, queries, relations, require_schema
from duban.workflow.directory import Directory
from duban.workflow.engine import Engine
from duban.workflow.errors import WorkflowError
from duban.workflow.people import Level
from duban.workflow.settings import Settings
from duban.workflow.watching import Health, read_beat, take_health

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.values import Instance

MISSED_HEARTBEATS = 3
"""After so many heartbeats what is due and still there says that no daemon runs."""

LONGEST_WAIT = timedelta(minutes=10)
"""After so long a message that may leave and has not says that nobody delivers."""

_SHORTEST_GRACE = timedelta(minutes=1)
"""A beat that is no older is no reason to worry, however often the heart should beat."""

_HORIZON_NEAR = timedelta(days=60)
"""The State Council publishes the next year about November; whoever has not heard of it by then should look."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do where it is found wanting."""

    name: str
    ok: bool
    found: str
    advice: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the check as JSON has it."""
        return {"name": self.name, "ok": self.ok, "found": self.found, "advice": self.advice}


@dataclass(frozen=True, slots=True)
class Examination:
    """All that was looked at, and the figures where the database could be read."""

    checks: tuple[Check, ...]
    health: Health | None = None

    @property
    def ok(self) -> bool:
        """Return whether nothing is found wanting."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Return the examination as JSON has it."""
        health = None if self.health is None else self.health.to_json()
        return {"ok": self.ok, "checks": [check.to_json() for check in self.checks], "health": health}


def examine(config: str | Path | None = None) -> Examination:
    """Look at everything that an installation needs, as far as one can get; changes and creates nothing."""
    try:
        settings = Settings.load(config)
    except WorkflowError as error:
        advice = "按提示改正设置；`duban init` 可生成一份样例"
        return Examination((Check("设置", ok=False, found=str(error), advice=advice),))
    checks = [Check("设置", ok=True, found=f"已读取，所在文件夹{settings.folder.resolve()}")]
    try:
        directory = settings.load_directory()
        checks.append(_directory(directory))
    except WorkflowError as error:
        directory = Directory.empty()
        checks.append(Check("名录", ok=False, found=str(error), advice="按提示逐行改正 units.csv、contacts.csv"))
    try:
        engine = Engine(settings, directory=directory)
    except (WorkflowError, ScenarioError, StatesError, NotifierError, StorageError, OSError) as error:
        name = "数据库" if isinstance(error, StorageError) else "场景"
        advice = "按提示改正；`duban scenario check` 可逐个检查场景文件"
        return Examination((*checks, Check(name, ok=False, found=str(error), advice=advice)))
    with engine:
        checks += [_scenarios(engine), *_channels(engine), *_database(engine), *_heartbeat(engine)]
        return Examination(tuple(checks), _figures(engine))


def _figures(engine: Engine) -> Health | None:
    """Return the figures, where there is a database to read them from; none is made for them."""
    try:
        if not _is_there(engine):
            return None
        with engine.database.reading() as connection:
            require_schema(engine.database, connection)
            return take_health(connection, engine.now())
    except (StorageError, sqlite3.Error):
        return None


def _heartbeat(engine: Engine) -> Iterator[Check]:
    settings = engine.settings
    if settings.heartbeat.file is None:
        return
    file = settings.folder / settings.heartbeat.file
    at = read_beat(file)
    advice = "启动 `duban daemon`；已在运行的，看其日志中停止心跳的原因"
    if at is None:
        yield Check("心跳", ok=False, found=f"{file}还没有心跳", advice=advice)
        return
    grace = max(timedelta(seconds=settings.heartbeat_seconds) * MISSED_HEARTBEATS, _SHORTEST_GRACE)
    late = _late(at, engine.now(), grace)
    found = f"心跳已停{late}" if late else "心跳正常"
    yield Check("心跳", ok=not late, found=found, advice=advice if late else "")


def _directory(directory: Directory) -> Check:
    people = sum(len(directory.contacts(unit.name, level)) for unit in directory.units for level in Level)
    if not people:
        advice = "在 duban.toml 中写明 units 与 contacts，或运行 `duban init` 生成样例"
        return Check("名录", ok=False, found=f"{len(directory.units)}个单位，无联系人，消息无人可送", advice=advice)
    return Check("名录", ok=True, found=f"{len(directory.units)}个单位，{people}名联系人")


def _scenarios(engine: Engine) -> Check:
    loaded = (engine.catalogue.newest(name).definition for name in engine.catalogue.scenarios)
    return Check(
        "场景", ok=True, found="、".join(f"{each.scenario} 第{each.version}版（{each.title}）" for each in loaded)
    )


def _channels(engine: Engine) -> Iterator[Check]:
    if not engine.channels:
        yield Check(
            "通道", ok=False, found="没有设置任何通道", advice="在 duban.toml 中设置 [channels.email]，否则消息发不出去"
        )
    for medium, factory in engine.channels.items():
        name = f"通道 {medium}"
        try:
            factory()
        except NotifierError as error:
            yield Check(name, ok=False, found=str(error), advice=f"改正 duban.toml 的 [channels.{medium}]")
        else:
            advice = f"`duban outbox test --medium {medium} --to …` 可试发"
            yield Check(name, ok=True, found="可以建立", advice=advice)


def _is_there(engine: Engine) -> bool:
    """Return whether there is a database: a file that is not there would be made by looking into it."""
    path = engine.database.engine.url.database
    made_by_looking = engine.database.is_sqlite and path and path != ":memory:" and not path.startswith("file:")
    return not made_by_looking or Path(str(path)).exists()


def _database(engine: Engine) -> Iterator[Check]:
    database = engine.database
    path = database.engine.url.database
    if database.is_sqlite and path and path != ":memory:" and not path.startswith("file:") and not Path(path).exists():
        if os.access(Path(path).resolve().parent, os.W_OK):
            yield Check("数据库", ok=True, found=f"{database.where} 尚未建立，首次使用时建立")
        else:
            advice = "确认文件夹存在，并给运行用户写权限"
            yield Check("数据库", ok=False, found=f"{database.where} 尚未建立，所在文件夹不可写", advice=advice)
        return
    try:
        with database.reading() as connection:
            require_schema(database, connection)
            yield _writable(engine)
            yield from _idle(engine, connection)
        yield from _open_instances(engine)
    except SchemaMissing:
        yield Check("数据库", ok=True, found=f"{database.where} 为空库，首次使用时建表")
    except (StorageError, sqlite3.Error) as error:
        advice = "检查地址、服务和权限；结构较旧时运行 `duban db upgrade`"
        yield Check("数据库", ok=False, found=str(error), advice=advice)


def _writable(engine: Engine) -> Check:
    """Ask the file system and not the database, which would have to wait for whoever is writing."""
    database, path = engine.database, engine.database.engine.url.database
    if database.is_sqlite and path and Path(path).is_file():
        places = (Path(path), Path(path).resolve().parent)
        if locked := [str(place) for place in places if not os.access(place, os.W_OK)]:
            found = f"{database.where}，结构版本相符，但{locked[0]}不可写"
            return Check("数据库", ok=False, found=found, advice="给运行用户写权限，数据库文件和所在文件夹都要")
    return Check("数据库", ok=True, found=f"{database.where}，结构版本相符")


def _idle(engine: Engine, connection: Connection) -> Iterator[Check]:
    now = engine.now()
    grace = timedelta(seconds=engine.settings.heartbeat_seconds) * MISSED_HEARTBEATS
    late = _late(queries.next_wake(connection), now, grace)
    advice = "督办进程没有运行：启动 `duban daemon`，或定时运行 `duban daemon --once`"
    yield (
        Check("到期处理", ok=False, found=f"到期的步骤未处理，最早的已等{late}", advice=advice)
        if late
        else _set_aside(connection)
    )
    yield _held_back(connection, now)
    dead = outbox.count_of(connection, outbox.DEAD)
    yield Check(
        "死信",
        ok=not dead,
        found=f"{dead}封消息发送失败" if dead else "没有发送失败的消息",
        advice="`duban outbox --status dead` 看原因，改正后 `duban outbox retry --dead`" if dead else "",
    )


def _set_aside(connection: Connection) -> Check:
    """Check for instances that no sweep could handle: each try sets them aside, so that they never seem late."""
    found = [*queries.set_aside(connection), *relations.stuck_errands(connection)]
    if not found:
        return Check("到期处理", ok=True, found="到期的步骤都已处理")
    number, why = found[0]
    more = f"等{len(found)}件事项" if len(found) > 1 else ""
    advice = "排除所示原因；几分钟内自动重试"
    return Check("到期处理", ok=False, found=f"{number}{more}到期的步骤处理不了：{why}", advice=advice)


def _held_back(connection: Connection, now: datetime) -> Check:
    """Check for what the channels keep refusing, and for what nobody delivers."""
    count, since, reason = outbox.held_back(connection, now=now)
    if late := _late(since, now, LONGEST_WAIT):
        found = f"{count}封消息试发未成，最早的已等{late}：{reason}"
        advice = "排除所示原因；重启 `duban daemon` 立即重试，否则几分钟内自动重试"
        return Check("发送", ok=False, found=found, advice=advice)
    if late := _late(outbox.oldest_deliverable(connection, now=now), now, LONGEST_WAIT):
        found = f"可以发送的消息未发出，最早的已等{late}"
        return Check("发送", ok=False, found=found, advice="启动 `duban daemon`；`duban outbox` 可看原因")
    return Check("发送", ok=True, found="没有积压的消息")


def _late(since: datetime | None, now: datetime, grace: timedelta) -> str:
    """Return in words how long something has been waiting; empty where that is within the grace."""
    if since is None or now - since <= grace:
        return ""
    waited = now - since
    return f"{waited.days}天" if waited.days else f"{int(waited.total_seconds() // 60)}分钟"


def _open_instances(engine: Engine) -> Iterator[Check]:
    """Check who is bound in open instances against the directory, and how far the calendar knows."""
    open_ones = engine.find(open_only=True)
    bound = dict.fromkeys(unit for item in open_ones for units in item.units.values() for unit in units)
    unknown = [unit for unit in bound if not engine.directory.knows(unit)]
    yield _listed(
        "未知单位",
        unknown,
        "在办事项中的单位都在名录中",
        "个单位不在名录中",
        "补入 units.csv，或用 `duban assign` 改派",
    )
    today = _today(engine)
    silent = [unit for unit in bound if engine.directory.knows(unit) and not _reachable(engine, unit, today)]
    yield _listed("联系不上", silent, "在办事项的单位都有联系人", "个单位没有可用的联系人", "补入 contacts.csv")
    yield _provisional(engine, open_ones)


def _today(engine: Engine) -> date:
    """Return the office's day, by the calendar of the first scenario."""
    first = engine.catalogue.newest(engine.catalogue.scenarios[0])
    return first.calendar.local_date(engine.now())


def _reachable(engine: Engine, unit: str, on: date) -> bool:
    return bool(engine.directory.reach(unit, Level.HANDLER, on))


def _listed(name: str, units: list[str], well: str, ill: str, advice: str) -> Check:
    if not units:
        return Check(name, ok=True, found=well)
    more = f"等，共{len(units)}" if len(units) > _SHOWN else f"，{len(units)}"
    return Check(name, ok=False, found=f"{'、'.join(units[:_SHOWN])}{more}{ill}", advice=advice)


def _provisional(engine: Engine, open_ones: Iterable[Instance]) -> Check:
    numbers = [item.number for item in open_ones if item.provisional]
    near = [horizon for horizon in _horizons(engine) if horizon - _today(engine) < _HORIZON_NEAR]
    advice = "放假安排公布后更新 holidays 库，或备好日期表，运行 `duban calendar import`"
    # Nobody can mend this before the year is published, so it is said and not held against the installation.
    if numbers:
        found = f"{len(numbers)}个事项的时限落在尚未公布放假安排的年份，暂定"
        return Check("日历", ok=True, found=found, advice=advice)
    if near:
        return Check("日历", ok=True, found=f"放假安排只知道到{min(near)}，以后的时限都是暂定的", advice=advice)
    return Check("日历", ok=True, found="在办事项的时限都在已公布的日历之内")


def _horizons(engine: Engine) -> Iterator[date]:
    for name in engine.catalogue.scenarios:
        horizon = engine.catalogue.newest(name).calendar.horizon
        if horizon is not None:
            yield horizon
