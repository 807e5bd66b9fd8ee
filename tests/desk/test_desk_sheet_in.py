"""A sheet that a unit filled in elsewhere is uploaded, looked at, and written once it is confirmed."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from browser import form_to
from test_desk_sheet import month  # noqa: F401 - the office of that test

from duban.ledger import export_ledger
from duban.ledger.excel import FILL_SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from test_desk_sheet import Month

HERE = "/sheets/in"
ONE, OTHER = "市住建局", "市教育局"


@pytest.fixture
def sheet(month: Month, tmp_path: Path) -> bytes:  # noqa: F811
    """Give the sheet of the housing bureau with one row filled in well and another badly, as openpyxl saves it."""
    export_ledger(month.engine, tmp_path / "10月.xlsx", layout="月调度表", fill=ONE)
    book = openpyxl.load_workbook(tmp_path / "10月.xlsx")
    rows = book[FILL_SHEET]
    places = {cell.value: cell.column for row in rows.iter_rows(max_row=4) for cell in row if cell.value}
    keys = {row[-1].value: row[0].row for row in rows.iter_rows() if "#" in str(row[-1].value)}
    first, second = (keys[f"{number}#{ONE}"] for number in month.tasks[:2])
    rows.cell(first, places["进展情况"]).value = "<b>已办结"
    rows.cell(second, places["完成进度（%）"]).value = "大半"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(data: bytes, name: str = "10月.xlsx") -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, data, "application/octet-stream")}


def test_a_sheet_is_looked_at_and_what_is_chosen_is_written(month: Month, sheet: bytes) -> None:  # noqa: F811
    clerk, before = month.clerk, len(month.engine.history(month.sheet))
    assert HERE in clerk.get("/sheet").text
    blank = clerk.get(HERE)
    assert "请选择填好的表" in clerk.send(blank, HERE).text
    read = clerk.send(blank, HERE, files=uploaded(sheet))
    assert read.status_code == 200
    assert "新增 1 行" in read.text
    assert "“大半”不是数" in read.text
    assert "&lt;b&gt;已办结" in read.text
    assert len(month.engine.history(month.sheet)) == before

    form = form_to(read, HERE)
    copy = clerk.post(HERE, data={**form.fields, "do": "copy"})
    assert copy.headers["content-disposition"].startswith("attachment")
    remarks = [cell.value for row in openpyxl.load_workbook(io.BytesIO(copy.content))[FILL_SHEET].rows for cell in row]
    assert "将写入" in remarks

    done = clerk.post(HERE, data={**form.fields, "do": "write"})
    assert "写入1行" in done.text
    lines = {line.number: line for line in month.standing().sheet.lines}  # type: ignore[union-attr]
    assert lines[month.tasks[0]].values["done"] == "<b>已办结"
    entries = month.engine.history(month.sheet)
    assert entries[-1].actor.startswith(f"{ONE}/")
    assert entries[-1].payload["note"].startswith("台账导入")

    late = clerk.post(HERE, data={**form.fields, "do": "write"})
    assert late.status_code == 409, "what stands is not as it was shown any more"
    assert "请再看一遍" in late.text
    again = clerk.send(clerk.get(HERE), HERE, files=uploaded(sheet))
    assert "新增 0 行" in again.text
    assert len(month.engine.history(month.sheet)) == len(entries)


def test_only_what_is_ticked_is_written(month: Month, sheet: bytes) -> None:  # noqa: F811
    clerk, before = month.clerk, len(month.engine.history(month.sheet))
    form = form_to(clerk.send(clerk.get(HERE), HERE, files=uploaded(sheet)), HERE)
    fields = {name: value for name, value in form.fields.items() if name != "row"}
    assert "写入0行" in clerk.post(HERE, data={**fields, "do": "write"}).text
    assert len(month.engine.history(month.sheet)) == before


def test_what_is_no_such_sheet_is_said_in_one_line(month: Month) -> None:  # noqa: F811
    blank = month.clerk.get(HERE)
    for data in (b"PK\x03\x04", b"a,b\n1,2\n", b""):
        answer = month.clerk.send(blank, HERE, files=uploaded(data))
        assert answer.status_code == 422
        assert 'class="problems"' in answer.text
    form = form_to(blank, HERE)
    assert month.clerk.post(HERE, data={**form.fields, "read": "xxxx"}).status_code == 422


def test_a_sheet_saved_as_csv_is_read_beside_the_file_that_was_exported(
    month: Month,  # noqa: F811
    sheet: bytes,
    tmp_path: Path,
) -> None:
    clerk, exported = month.clerk, (tmp_path / "10月.xlsx").read_bytes()
    rows = openpyxl.load_workbook(io.BytesIO(sheet))[FILL_SHEET].iter_rows(values_only=True)
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else cell for cell in row] for row in rows])
    for encoding in ("utf-8-sig", "gb18030"):
        saved = uploaded(text.getvalue().encode(encoding), "10月.csv")
        alone = clerk.send(clerk.get(HERE), HERE, files=saved)
        assert alone.status_code == 422
        beside = {**saved, "against": ("10月.xlsx", exported, "application/octet-stream")}
        read = clerk.send(clerk.get(HERE), HERE, files=beside)
        assert "新增 1 行" in read.text, encoding
    done = clerk.post(HERE, data={**form_to(read, HERE).fields, "do": "write"})
    assert "写入1行" in done.text
    lines = {line.number: line for line in month.standing().sheet.lines}  # type: ignore[union-attr]
    assert lines[month.tasks[0]].values["done"] == "<b>已办结"
