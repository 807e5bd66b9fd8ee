"""What `duban notice` shows of a plan that leaves much open, at the widths that people have."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from command_line import done, duban

from duban.demo import SAMPLES

PLANS = Path(__file__).parents[1] / "ledger" / "plans"
SAMPLE = SAMPLES / "plan.txt"


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


@pytest.mark.parametrize("columns", [80, 120])
def test_every_doubt_is_shown_with_its_task_and_fits_the_screen(
    empty: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = done("notice", PLANS / "more-deadlines.txt", "--dry-run").out
    assert all(width(line) <= columns for line in shown.splitlines())
    whole = "".join(shown.split())
    assert "第4项完成时限“国庆节前”无法换算为日期" in whole
    assert "第5项完成时限“2025年6月起”只写了开始时间，未定日期" in whole
    assert "各项未列牵头单位" in whole
    assert "共14项任务，试读，未立项；存疑25处" in whole
    assert list(empty.iterdir()) == []


def test_a_date_that_cannot_be_settled_stays_empty_and_its_words_are_kept(empty: Path) -> None:
    tasks = done("notice", PLANS / "more-deadlines.txt", "--dry-run", "--json").json
    undated = {task["deadline_text"] for task in tasks if task["deadline_date"] is None}
    assert undated == {"国庆节前", "2025年6月起", "年中", "每半年一次", "常态化推进"}
    assert list(empty.iterdir()) == []


def test_of_two_tasks_with_one_number_the_doubted_one_is_named(empty: Path) -> None:
    shown = done("notice", PLANS / "two-levels.txt", "--dry-run").out
    assert "第一、1、2、1（第2次出现）、2（第2次出现）项" in shown
    assert list(empty.iterdir()) == []


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("empty.txt", b"", "is empty"),
        ("scan.pdf", b"%PDF-1.7 ...", "is a PDF"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(60), "is an old Office document"),
        ("two.txt", "1. 甲事。".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        ("noise.txt", bytes(range(256)) * 4, "is neither UTF-8"),
        ("story.txt", "从前有座山。\n".encode(), "no numbered task with its units was found"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_one_line(empty: Path, name: str, data: bytes, what: str) -> None:
    (empty / name).write_bytes(data)
    answer = duban("notice", name, "--dry-run")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert f"{name}: {what}" in answer.err


def test_the_year_of_a_plan_is_shown_and_written_down_before_anything_is_opened(office: Path) -> None:
    shown = done("notice", SAMPLE, "--calendar", "--since", "2024-03-01", "-o", "year.csv").out
    assert "2024-03" in shown
    assert "交办通知" in shown
    head, first, *_ = (office / "year.csv").read_text("utf-8-sig").splitlines()
    assert head == "日期,单位,联系人,消息,任务,标题,抄送"
    assert first.startswith("2024-03-01,")
    assert done("list").out.strip() == "没有符合条件的事项"
    assert duban("notice", SAMPLE, "--calendar", "-o", "year.csv").status == 1, "a file is not overwritten"


def test_who_takes_part_is_ticked_in_a_table_and_given_with_it(office: Path) -> None:
    (office / "units.csv").write_text("name\n市优化办\n市督考办\n市领导\n市住建局\n", "utf-8")
    (office / "contacts.csv").write_text("unit,name,level,email\n市住建局,张三,handler,a@example.org\n", "utf-8")
    written = done("notice", SAMPLE, "--write-units", "ticks.csv", "--json").json
    head, first, *_ = (office / "ticks.csv").read_text("utf-8-sig").splitlines()
    assert (written["units"], head.split(",")[:6]) == (
        4,
        ["序号", "任务", "市优化办", "市督考办", "市领导", "市住建局"],
    )
    (office / "ticks.csv").write_text(f"{head}\n{','.join([*first.split(',')[:2], '', '', '', '√'])}\n", "utf-8")
    done("notice", SAMPLE, "--units", "ticks.csv", "--yes")
    (plan,) = done("list", "--scenario", "plan", "--json").json
    tasks = done("list", "--plan", plan["number"], "--json").json
    (one,) = [item for item in tasks if item["data"]["item_no"] == "1"]
    assert one["units"]["responsible"] == ["市住建局"]


def test_a_changed_plan_is_carried_out_once_it_is_confirmed(office: Path) -> None:
    first = (PLANS.parent / "revised" / "plan.txt").read_text("utf-8")
    (office / "plan.txt").write_text(first, "utf-8")
    done("notice", "plan.txt", "--yes")
    (office / "plan.txt").write_text(
        first.replace("7月底", "8月底").replace("1. 编制改革清单", "1. 编制改革事项清单"), "utf-8"
    )
    asked = ("notice", "plan.txt", "--apply", "--note", "会议调整")
    shown = done(*asked, "--dry-run").out
    assert "要按方案更正" not in shown
    assert "将更正" in shown
    assert duban(*asked).status == 1, "nobody has confirmed it"
    item = done("list", "--scenario", "task", "--json").json
    assert "编制改革清单" in {each["title"] for each in item}
    changed = done(*asked, "--yes", "--json").json["changes"]
    assert {(each["task"], each["label"], each["here"]) for each in changed if each["task"]} == {
        ("1", "名称", "编制改革事项清单"),
        ("3", "完成时限", "2024-08-31"),
        ("3", "完成时限（方案原文）", "2024年8月底"),
    }
    again = done(*asked, "--yes").out
    assert again.splitlines()[-1] == "更正0处，不动0处，方案已删0项；本次立项0项"


def test_an_office_that_keeps_files_keeps_the_changed_plan_once_it_is_confirmed(office: Path) -> None:
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[evidence]\nfolder = "files"\nfree_mb = 0\n')
    first = (PLANS.parent / "revised" / "plan.txt").read_text("utf-8")
    (office / "plan.txt").write_text(first, "utf-8")
    done("notice", "plan.txt", "--yes")
    (plan,) = done("list", "--scenario", "plan", "--json").json
    asked = ("notice", "plan.txt", "--apply", "--note", "会议调整")
    (office / "plan.txt").rename(office / "方案.txt")
    renamed = done("notice", "方案.txt", "--apply", "--note", "会议调整", "--yes").out
    assert renamed.splitlines()[-1].startswith("更正0处"), "it is the same file under another name"
    changed = first.replace("7月底", "8月底")
    for text in (changed, changed + "\n"):
        (office / "plan.txt").write_text(text, "utf-8")
        tried = done(*asked, "--dry-run", "--json").json["changes"]
        kept = [each["sha256"] for each in done("file", "list", plan["number"], "--json").json]
        assert sha256(text.encode()).hexdigest() not in kept, "nothing is kept on trial"
        assert done(*asked, "--yes", "--json").json["changes"] == tried
        assert [each["what"] for each in tried][:1] == ["original"]
        (standing,) = done("list", "--scenario", "plan", "--json").json
        assert standing["data"]["original"]["sha256"] == sha256(text.encode()).hexdigest()
    tasks = done("list", "--scenario", "task", "--json").json
    dates = {item["data"]["item_no"]: item["data"].get("deadline") for item in tasks}
    assert dates["3"] == "2024-08-31"
    assert "其中核对内容3份" in done("verify", "--files", "all").out
    lines = "".join(f"<p>{line}</p>" for line in (changed + "\n").splitlines())
    (office / "plan.html").write_text(f"<html><body>{lines}</body></html>", "utf-8")
    page = duban("notice", "plan.html", "--apply", "--note", "会议调整", "--dry-run", "--json")
    assert page.json["changes"] == [], "a file of a kind that is not taken is not promised"
    assert "方案不附原件" in page.err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--apply"], "须用 --note 写明原因"),
        (["--note", "会议调整"], "须同时写 --apply"),
        (["--of", "FA-2024-01"], "须同时写 --apply"),
        (["--apply", "--note", "会议调整", "--calendar"], "不能与 --calendar"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_one_line(empty: Path, options: list[str], says: str) -> None:
    answer = duban("notice", SAMPLE, *options)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert says in answer.err
    assert list(empty.iterdir()) == []
