"""A backup leaves a trace, by which one is told how old the last one is; of backups that others make, a file's time."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import Engine, Settings
from duban.operations import Check, back_up, examine
from duban.testing import FixedClock
from duban.workflow import BackupSettings

if TYPE_CHECKING:
    from pathlib import Path


def found(engine: Engine) -> Check | None:
    checks = examine(engine=engine, language="en").checks
    return next((check for check in checks if check.code == "backup"), None)


def test_the_age_of_the_last_backup_is_known(tmp_path: Path) -> None:
    clock = FixedClock("2026-11-16T09:00+08:00")
    settings = Settings(database=f"sqlite:///{tmp_path}/duban.db", folder=tmp_path)
    with Engine(settings, scenarios=["issue"], channels={}, clock=clock) as engine:
        assert found(engine) is None  # there is nothing yet to back up
        engine.create_tables()
        none = found(engine)
        assert none is not None
        assert (none.ok, none.found, "duban.operations.back_up()" in none.advice) == (True, "none is known of", True)
        place = tmp_path / "monday.db"
        back_up(engine, place)
        clock.advance(timedelta(days=6, hours=3))
        fresh = found(engine)
        assert fresh is not None
        assert (fresh.ok, fresh.advice) == (True, "")
        assert fresh.found == f"the last one was made 6 days 3 hours ago: {place}"
        clock.advance(timedelta(days=1))
        old = found(engine)
        assert old is not None
        assert (old.ok, "7 days 3 hours ago, longer than 7 days" in old.found) == (False, True)
        back_up(engine, tmp_path / "tuesday.db")
        again = found(engine)
        assert again is not None
        assert (again.ok, "tuesday.db" in again.found) == (True, True)


def test_of_backups_that_others_make_a_file_tells(tmp_path: Path) -> None:
    clock, stamp = FixedClock("2026-11-16T09:00+08:00"), tmp_path / "last"
    stamp.touch()
    then = (clock.now() - timedelta(days=3)).timestamp()
    os.utime(stamp, (then, then))
    database = f"sqlite:///{tmp_path}/duban.db"
    for days, ok in ((2, False), (4, True), (0, None)):
        settings = Settings(database=database, folder=tmp_path, backups=BackupSettings(stamp="last", longest_days=days))
        with Engine(settings, scenarios=["issue"], channels={}, clock=clock) as engine:
            engine.create_tables()
            check = found(engine)
            assert (None if check is None else check.ok) is ok
