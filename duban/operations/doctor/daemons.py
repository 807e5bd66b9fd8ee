"""What the daemon shows of itself: whether its heart beats, and whether it works by the scenarios that lie here."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.operations.doctor.checks import Finding, fine, late, wanting
from duban.operations.doctor.memory import MISSED_HEARTBEATS
from duban.operations.heart import read_beat, read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.workflow import Engine

_SHORTEST_GRACE = timedelta(minutes=1)
"""A beat that is no older is no reason to worry, however often the heart should beat."""


def look_at_heartbeat(engine: Engine) -> Iterator[Finding]:
    """Yield what the file of the heartbeat shows, where one is asked for."""
    settings = engine.settings
    if settings.heartbeat.file is None:
        return
    file = settings.folder / settings.heartbeat.file
    at = read_beat(file)
    if at is None:
        yield _none(file)
        return
    grace = max(timedelta(seconds=settings.heartbeat_seconds) * MISSED_HEARTBEATS, _SHORTEST_GRACE)
    if waited := late(at, engine.now(), grace):
        yield wanting(
            "heartbeat",
            (f"心跳已停{waited[0]}", f"the heart has not beaten for {waited[1]}"),
            (
                "启动 `duban daemon`；已在运行的，看其日志中停止心跳的原因",
                "start `duban daemon`; where it runs, its log says why the beat stopped",
            ),
        )
        return
    yield fine("heartbeat", ("心跳正常", "the heart beats"))
    yield _scenarios(engine, read_scenarios(file))


def _none(file: Path) -> Finding:
    folder = file.resolve().parent
    if not os.access(folder, os.W_OK):
        return wanting(
            "heartbeat",
            (f"{file}写不了：{folder}不存在或不可写", f"{file} cannot be written: {folder} is missing or read-only"),
            ("建好文件夹，给运行用户写权限", "make the folder, and give the user that runs duban the right to write"),
        )
    return wanting(
        "heartbeat",
        (f"{file}还没有心跳", f"there is no beat in {file} yet"),
        ("启动 `duban daemon`", "start `duban daemon`"),
    )


def _scenarios(engine: Engine, running: dict[str, str]) -> Finding:
    """Hold what the daemon has loaded against what lies here now."""
    ours = {each.scenario: each.digest for each in engine.definitions()}
    changed = sorted(name for name in running.keys() | ours.keys() if running.get(name) != ours.get(name))
    if running and changed:
        names = "、".join(changed)
        return wanting(
            "daemon",
            (
                f"守护进程用的场景与现在的文件不同：{names}",
                f"the daemon works by other scenario files than those that lie here now: {names}",
            ),
            ("重启 `duban daemon`，使改动生效", "restart `duban daemon` to let the change take effect"),
        )
    return fine("daemon", ("所用场景与现在的文件相同", "works by the scenario files that lie here"))
