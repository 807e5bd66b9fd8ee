"""Backups take along the files that fields name, and a restore brings them back or says which are missing."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from duban import Engine, Evidence, Settings
from duban.evidence import DiskStore, FilesMissing
from duban.operations import back_up, restore
from duban.storage import AlreadyThere
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def office(folder: Path, *, keeps: bool = True) -> Engine:
    evidence = Evidence(folder="files" if keeps else None, free_mb=0)
    folder.mkdir(exist_ok=True)
    settings = Settings(database=f"sqlite:///{folder / 'duban.db'}", folder=folder, evidence=evidence)
    return Engine(settings, scenarios=["issue"], clock=FixedClock("2024-05-10T09:00+08:00"))


def filed(engine: Engine, *contents: str) -> list[str]:
    """Open a matter whose evidence these are, and return their hashes."""
    files = [
        engine.put_file(io.BytesIO(each.encode()), name=f"{place}.txt", by="市优化办")
        for place, each in enumerate(contents)
    ]
    engine.open("issue", by="市优化办", units=UNITS, data={"evidence": files})
    return [each["sha256"] for each in files]


def copies(file: Path) -> dict[str, str]:
    """Return the content of the files beside a backup."""
    found = file.with_name(f"{file.name}.files").glob("??/??/*")
    return {path.name: path.read_text("utf-8") for path in found}


def test_a_backup_has_the_files_that_it_names_and_a_restore_brings_them_back(tmp_path: Path) -> None:
    backup, there = tmp_path / "night.db", tmp_path / "there"
    with office(tmp_path / "here") as engine:
        first, second = filed(engine, "一", "二")
        unused = engine.put_file(io.BytesIO("还没有用".encode()), name="c.txt", by="市优化办")
        made = back_up(engine, backup)
        assert (made.ok, made.files) == (True, 3)
        later = filed(engine, "三")
    assert copies(backup) == {first: "一", second: "二", unused["sha256"]: "还没有用"}
    manifest = json.loads((tmp_path / "night.db.files" / "manifest.json").read_text("utf-8"))
    assert manifest == {
        "database": "night.db",
        "files": {first: 3, second: 3, unused["sha256"]: 12},
        "erased": [],
    }
    with office(there) as engine:
        assert restore(engine, backup).files == 3
        assert engine.verify(files=1).findings == ()
        number = engine.find()[0].number
        with engine.open_file(number, second) as opened:
            assert opened.content.read().decode() == "二"
        assert not DiskStore(there / "files").has(later[0])
    with office(there) as engine:
        assert restore(engine, backup, force=True).files == 0, "what is there already is not copied again"
    assert {path.name for path in tmp_path.iterdir()} == {"here", "there", "night.db", "night.db.files"}


def test_a_restore_refuses_a_database_whose_files_are_nowhere_unless_told(tmp_path: Path) -> None:
    backup = tmp_path / "night.db"
    with office(tmp_path / "here") as engine:
        first, second = filed(engine, "一", "二")
        back_up(engine, backup)
    DiskStore(tmp_path / "night.db.files").delete(first)
    place = DiskStore(tmp_path / "night.db.files").place(second)
    place.write_bytes("二".encode()[::-1])
    with office(tmp_path / "there") as engine:
        with pytest.raises(FilesMissing, match=f"names 1 files that are neither here nor in .*such as {first}"):
            restore(engine, backup)
        assert not engine.has_database()
        assert restore(engine, backup, without_files=True).files == 0
        assert {each.problem[:5] for each in engine.verify(files=1).findings} == {"the f"}
        assert len(engine.verify(files=1).findings) == 2
    with (
        office(tmp_path / "plain", keeps=False) as engine,
        pytest.raises(FilesMissing, match="no folder for files is set"),
    ):
        restore(engine, backup)


def test_a_backup_says_which_files_are_missing_or_changed_and_overwrites_none(tmp_path: Path) -> None:
    with office(tmp_path / "here") as engine:
        first, second, third = filed(engine, "一", "二", "三")
        store = DiskStore(tmp_path / "here" / "files")
        store.delete(first)
        store.place(second).write_text("二二", "utf-8")
        made = back_up(engine, tmp_path / "night.db")
        assert (made.ok, made.files, set(copies(tmp_path / "night.db"))) == (False, 1, {third})
        assert [first in str(each) or second in str(each) for each in made.findings] == [True, True]
        (tmp_path / "next.db.files").mkdir()
        with pytest.raises(AlreadyThere):
            back_up(engine, tmp_path / "next.db")
    assert not (tmp_path / "next.db").exists()
    assert list(tmp_path.glob(".*")) == []
