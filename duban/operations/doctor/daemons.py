"""Checks of the daemon: whether its heart beats, and whether it has loaded the scenario files as they are now."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, late, wanting
from duban.operations.doctor.memory import MISSED_HEARTBEATS
from duban.operations.heart import read_beat, read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.workflow import Engine

_SHORTEST_GRACE = timedelta(minutes=1)
"""A beat that is no older than this is fine, however short the interval is."""


def look_at_heartbeat(engine: Engine) -> Iterator[Check]:
    """Yield what the heartbeat's file shows, if one is configured."""
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
            words.text("the heart has not beaten for {waited}", waited=waited),
            words.text("start {way_daemon}; where it runs, its log says why the beat stopped"),
        )
        return
    if ahead := late(engine.now(), at, grace):
        yield wanting(
            "heartbeat",
            words.text(
                "the last beat lies {ahead} in the future: the clock was ahead then, or is slow now", ahead=ahead
            ),
            words.text("see that the clock is right; a daemon that runs beats anew within seconds"),
        )
        return
    yield fine("heartbeat", words.text("the heart beats"))
    yield _scenarios(engine, read_scenarios(file))


def _none(file: Path) -> Check:
    folder = file.resolve().parent
    if not os.access(folder, os.W_OK):
        return wanting(
            "heartbeat",
            words.text("{file} cannot be written: {folder} is missing or read-only", file=file, folder=folder),
            words.text("make the folder, and give the user that runs duban the right to write"),
        )
    return wanting(
        "heartbeat",
        words.text("there is no beat in {file} yet", file=file),
        words.text("start {way_daemon}"),
    )


def _scenarios(engine: Engine, running: dict[str, str]) -> Check:
    """Compare the scenarios that the daemon has loaded with the files as they are now."""
    ours = {each.scenario: each.digest for each in engine.definitions()}
    changed = sorted(name for name in running.keys() | ours.keys() if running.get(name) != ours.get(name))
    if running and changed:
        return wanting(
            "daemon",
            words.text("the daemon works by other scenario files than those that lie here now: {names}", names=changed),
            words.text("restart {way_daemon} to let the change take effect"),
        )
    return fine("daemon", words.text("works by the scenario files that lie here"))
