"""What a fill-in sheet carries: written, and read back to the letter; told when somebody has changed it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime

import pytest

from duban.ledger.excel import FillColumn, FillKind, FillRow, Manifest, ManifestBroken, key_of, split_key, written
from duban.words import speaking

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def manifest() -> Manifest:
    columns = (
        FillColumn("c4", ("进展", "本月进展"), FillKind.LINE, "进展情况", "text"),
        FillColumn("c5", ("是否完成",), FillKind.FIELD, "done", "choice", ("是", "否")),
    )
    rows = (
        FillRow("RW-2026-0001#市住建局", 4, {"c4": "已开工\n第二行", "c5": "否"}, "YB-2026-03-0001"),
        FillRow("RW-2026-0002#", 1, {"c4": "长" * 70_000}),
    )
    return Manifest("a1b2", "月调度表", "d" * 64, AT, columns, rows, viewer="市督考办", unit=None)


def test_what_the_hidden_sheet_holds_is_read_back_to_the_letter() -> None:
    cells = manifest().to_cells()

    assert max(len(cell) for row in cells for cell in row) < 32_767
    assert Manifest.from_cells(cells) == manifest()


def test_what_comes_through_a_spreadsheet_has_empty_cells_and_rows_at_the_end() -> None:
    through = [[*row, None, ""] for row in manifest().to_cells()] + [["", None]]

    assert Manifest.from_cells(through) == manifest()


@pytest.mark.parametrize(
    ("row", "column", "to"), [(0, 1, "{}"), (2, 0, "RW-2026-0009#市住建局"), (2, 1, "{}"), (1, 1, "0")]
)
def test_a_cell_that_somebody_has_changed_is_found_out(row: int, column: int, to: str) -> None:
    cells = manifest().to_cells()
    cells[row][column] = to

    with pytest.raises(ManifestBroken, match="_duban"):
        Manifest.from_cells(cells)


def test_another_sheet_is_told_apart() -> None:
    with speaking("en"), pytest.raises(ManifestBroken, match="is not one of duban's"):
        Manifest.from_cells([["序号", "任务"], ["1", "…"]])


def test_a_key_names_its_matter_and_unit() -> None:
    assert split_key(key_of("RW-2026-0001", "市住建局")) == ("RW-2026-0001", "市住建局")
    assert split_key(key_of("RW-2026-0001", "")) == ("RW-2026-0001", "")
    assert split_key("合计") is None
    assert split_key("#市住建局") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (3.0, "3"),
        (2.5, "2.5"),
        (date(2026, 1, 15), "2026-01-15"),
        (datetime(2026, 1, 15), "2026-01-15"),  # noqa: DTZ001 - as spreadsheets have days
        (("甲", "乙"), "甲、乙"),
        (" 一\r\n二 ", "一\n二"),
    ],
)
def test_values_are_compared_as_they_are_written(value: object, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    "change", [{"type": "zzz"}, {"heading": []}, {"heading": [7]}, {"choices": [7]}, {"many": "x"}]
)
def test_a_sheet_that_somebody_made_up_is_refused_as_a_damaged_one(change: dict[str, object]) -> None:
    columns = (FillColumn("c1", ("进展",), FillKind.LINE, "done"),)
    cells = Manifest("e", "l", "d", datetime.now(UTC), columns, ()).to_cells()
    head = json.loads("".join(cells[0][1:]))
    head["columns"][0] |= change
    text = json.dumps(head)
    told = hashlib.sha256(json.dumps([text], ensure_ascii=False).encode()).hexdigest()
    with pytest.raises(ManifestBroken):
        Manifest.from_cells([["head", text], ["checksum", told]])
