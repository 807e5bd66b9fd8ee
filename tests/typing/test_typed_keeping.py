"""The verbs that keep the directory, with the types that they are said to give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_type

from duban import (
    AddressMended,
    Contact,
    Departure,
    DirectoryChange,
    DirectoryImport,
    Engine,
    HandOver,
    Level,
    Unit,
    contacts_csv,
    read_contacts_csv,
    read_units_csv,
    units_csv,
)
from duban.workflow import HandedMatter, RowChange

if TYPE_CHECKING:
    from pathlib import Path


def test_the_directory_is_kept(tmp_path: Path) -> None:
    with Engine("sqlite://", scenarios=["issue"]) as engine:
        kept = engine.import_units([Unit("市住建局"), Unit("市房管局")], by="市优化办", note="建库", dry_run=False)
        assert_type(kept, DirectoryImport)
        assert_type(kept.added, tuple[str, ...])
        assert_type(kept.changed, tuple[RowChange, ...])
        assert_type(kept.removed, tuple[str, ...])
        assert_type(kept.unchanged, int)
        assert_type(kept.left, Mapping[str, int])
        assert_type(kept.seq, int | None)
        assert_type(kept.done, bool)
        people = [Contact("市住建局", "张三", Level.HANDLER)]
        assert_type(engine.import_contacts(people, by="市优化办"), DirectoryImport)
        units, contacts = tmp_path / "units.csv", tmp_path / "contacts.csv"
        units.write_text(units_csv(engine.directory), "utf-8")
        contacts.write_text(contacts_csv(engine.directory), "utf-8")
        assert_type(read_units_csv(units), list[Unit])
        assert_type(read_contacts_csv(contacts, among=engine.directory), list[Contact])
        assert_type(engine.unusable_rows, tuple[str, ...])
        assert_type(engine.units()[0].deputies, tuple[str, ...])


def test_bodies_change() -> None:
    with Engine("sqlite://", scenarios=["issue"]) as engine:
        engine.import_units([Unit("市住建局"), Unit("市房管局")], by="市优化办")
        engine.import_contacts([Contact("市住建局", "张三", Level.HANDLER)], by="市优化办")
        renamed = engine.rename_unit("市房管局", "市房产局", by="市优化办", note="更名")
        assert_type(renamed, HandOver)
        assert_type(renamed.what, str)
        assert_type(renamed.names, Mapping[str, tuple[str, ...]])
        assert_type(renamed.matters, tuple[HandedMatter, ...])
        assert_type(renamed.people, int)
        assert_type(renamed.seq, int | None)
        assert_type(renamed.done, bool)
        assert_type(engine.merge_units(["市房产局"], "市住建局", by="市优化办", dry_run=True), HandOver)
        parts = ["市住建局", "市人防办"]
        assert_type(engine.split_unit("市住建局", parts, by="市优化办", rest="市住建局", matters={}), HandOver)
        assert_type(engine.close_unit("市人防办", by="市优化办"), HandOver)
        kept = engine.set_contact(Contact("市住建局", "李四", Level.LEADER, email="a@b.cn"), before=None, by="市优化办")
        assert_type(kept, DirectoryImport)
        days = date(2999, 1, 1), date(2999, 1, 2)
        assert_type(engine.away("市住建局/张三", *days, by="市优化办", deputy="李四"), DirectoryImport)
        assert_type(engine.back("市住建局/张三", by="市优化办", dry_run=True), DirectoryImport)
        mended = engine.mend_address("email", "a@b.cn", "b@b.cn", by="市优化办", ids=None)
        assert_type(mended, AddressMended)
        assert_type(mended.people, tuple[str, ...])
        assert_type(mended.revived, tuple[int, ...])
        assert_type(mended.not_dead, tuple[int, ...])
        assert_type(mended.seq, int | None)
        assert_type(mended.done, bool)
        gone = engine.leave("市住建局/张三", by="市优化办", level=None)
        assert_type(gone, Departure)
        assert_type(gone.unit, str)
        assert_type(gone.name, str)
        assert_type(gone.matters, tuple[str, ...])
        assert_type(gone.asked, tuple[str, ...])
        assert_type(gone.deputy_of, tuple[str, ...])
        assert_type(gone.alone, bool)
        assert_type(gone.seq, int | None)
        assert_type(gone.done, bool)
        changes = engine.directory_history()
        assert_type(changes, list[DirectoryChange])
        last = changes[-1]
        assert_type(last.seq, int)
        assert_type(last.at, datetime)
        assert_type(last.by, str)
        assert_type(last.what, str)
        assert_type(last.note, str | None)
        assert_type(last.units, tuple[str, ...])
        assert_type(last.people, tuple[str, ...])
        assert_type(last.matters, tuple[str, ...])
        assert_type(last.hash, str)
