"""`duban ledger import`: looked at, confirmed, written by rights, and never twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from command_line import done, duban

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")
LIST = "编号,问题名称,责任单位,完成时限\n1,窗口排队过长,市住建局,2099年6月30日\n2,材料反复提交,市住建局,\n"
COMMAND = ("ledger", "import", "清单.csv", "--by", "市优化办", "--quiet")


@pytest.fixture
def brought(office: Path) -> Path:
    file = office / "清单.csv"
    file.write_text(LIST, "utf-8")
    return file


@pytest.mark.usefixtures("brought")
def test_a_list_is_looked_at_written_once_and_said_to_stand() -> None:
    assert "rows: 2 new, 0 changed" in done(*COMMAND, "--dry-run").out
    refused = duban(*COMMAND)
    assert (refused.status, refused.err.partition(": ")[2].partition(":")[0]) == (1, "nothing was written"), (
        "nobody is at the terminal to be asked"
    )
    assert done("list", "--json").json == []
    told = done(*COMMAND, "--yes", "--json").json
    assert (told["preview"]["counts"]["new"], told["taken"]["done"]) == (2, 2)
    again = done(*COMMAND, "--yes", "--json").json
    assert (again["preview"]["counts"]["same"], again["taken"]) == (2, None)
    assert len(done("list", "--json").json) == 2


def test_a_conflict_is_left_with_1_until_it_is_said_which_value_counts(brought: Path, office: Path) -> None:
    done(*COMMAND, "--yes")
    brought.write_text(LIST.replace("6月30日", "7月15日"), "utf-8")
    left = duban(*COMMAND, "--yes", "--remarks", "说明.xlsx")
    assert left.status == 1
    assert "left are 0 wrong, 1 in conflict and 0 refused rows" in left.err
    assert "choose which is meant: 完成时限 is “2099-06-30” here now, “2099-07-15” in the file" in left.out
    remarks = office / "说明.xlsx"
    assert oct(remarks.stat().st_mode)[-3:] == "600"
    assert str(openpyxl.load_workbook(remarks).worksheets[0]["E2"].value).startswith("in conflict: choose")
    over = duban(*COMMAND, "--yes", "--take", "2=file", "--remarks", "说明.xlsx")
    assert "说明.xlsx" in over.err
    assert "2099-06-30" in done("show", done("list", "--json").json[0]["number"]).out, "nothing was written either"
    done(*COMMAND, "--yes", "--take", "2=file")
    assert "2=maybe" in duban(*COMMAND, "--take", "2=maybe").err
    assert "2099-07-15" in done("show", done("list", "--json").json[0]["number"]).out


def test_what_is_no_sheet_is_one_line(office: Path) -> None:
    (office / "清单.csv").write_bytes(b"PK\x03\x04")
    assert duban(*COMMAND).err.count("\n") == 1
