"""No command shows a private value to somebody who may not see it, nor leaves it in a file; an operator is told so."""

from __future__ import annotations

import io
import json
import os
import pty
import shlex
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from command_line import DUBAN, done, duban, in_both
from commands import LEAVES

from duban import Engine, Settings
from duban.testing import FixedClock

CANARY = "金丝雀-13800138000"
TIP = Path(__file__).parent.parent / "workflow" / "scenarios" / "tip.yaml"
LETTERS = TIP.with_name("letter.yaml")
OFFICES = ["市优化办", "市督考办", "市领导"]
ONE, OTHER = "XS-2024-0001", "XS-2024-0002"

SIGNED_BY_EACH = {
    "roles:\n": "  helper: {title: 协办单位, default: 外单位}\n",
    "transitions:\n": "  会签: {from: 办理, to: 办结, by: {each: responsible}, excuse: {by: helper}}\n",
}
SPOKEN_OF = """
urge: {by: responsible, notify: [lead, responsible]}
children: {scenario: tip, on: 办理, as: responsible, breakdown: {by: helper}}
instructions: {of: lead, recorded_by: responsible}
"""
"""What the rules have more: an act from which somebody excuses who may not see the canary, and words among units."""

SCHEME = """\
scheme: kh
title: 考核办法
without_data: full
indicators:
  按期办结: {weight: 100, figure: done_in_time, target: {at: 100, lose: 1}, basis: 第五条, lead: 市住建局}
"""
"""Scores that come from the histories of matters, among them the one that bears the canary."""

OF_MATTERS = {
    ("show",): f"show {ONE} --by 外单位",
    ("list",): "list --by 外单位",
    ("count",): "count --each unit --by 外单位",
    ("pending",): "pending --by 外单位",
    ("work",): "work 市住建局 --by 外单位",
    ("done",): "done 市优化办 --by 外单位",
    ("figures",): "figures --list received --by 外单位",
    ("bulletin", "draft"): "bulletin draft --period 2024 --as-of 2024-04-10",
    ("bulletin", "check"): "bulletin check {frozen}",
    ("bulletin", "changes"): "bulletin changes {frozen} {frozen}",
    ("brief", "week"): "brief week --for 外单位/丙 -o week",
    ("brief", "halfyear"): "brief halfyear --period 2024-H1 --scenario tip",
    ("brief", "year"): "brief year --period 2024 --scenario tip",
    ("scores", "reckon"): "scores reckon scheme.yaml --unit 市住建局 --period 2024-04 --lines -o scores.json",
    ("scores", "lost"): "scores lost scheme.yaml --official official.csv --open tip --lead 市信访局 --by 外单位",
    ("history",): f"history {ONE} --by 外单位",
    ("events",): "events --by 外单位 --limit 1000",
    ("why",): f"why {ONE} --by 外单位",
    ("outbox", "list"): "outbox list --status all --by 外单位",
    ("outbox", "preview"): f"outbox preview --message {ONE} 登记 --for 外单位 --as html",
    ("open",): "open tip --by 外单位 --unit lead=外单位 --unit responsible=市住建局 --source 省平台 --external-no 1",
    ("fire-all",): "fire-all 办结 --scenario tip --state 办理 --unit 市住建局 --by 市住建局",
    ("matrix",): "matrix --by 外单位",
    ("fire",): f"fire {ONE} 办结 --by 市住建局",
    ("assign",): f"assign {ONE} responsible 市住建局 市教育局 --by 外单位",
    ("extend",): "extend {fresh} 办理时限 '1 working day' --by 市住建局",
    ("decide",): f"decide {ONE}#3 --refuse --by 市教育局",
    ("opine",): f"opine {ONE}#3 属实 --by 外单位",
    ("link",): f"link {ONE} {OTHER} --kind relates --by 外单位",
    ("correct",): f"correct {ONE} --data place=窗口 --by 外单位 --note 有误",
    ("plan", "include"): f"plan include {OTHER} {ONE} --by 外单位",
    ("plan", "archive"): "plan archive {fresh} archive --by 市住建局 --act 办结",
    ("plan", "carry-over"): f"plan carry-over {OTHER} --to {{fresh}} --by 外单位",
    ("void",): f"void {OTHER} --by 外单位 --note 停办",
    ("merge",): f"merge {ONE} {OTHER} --by 外单位 --note 同一线索",
    ("withdraw",): f"withdraw {ONE} {ONE}#3 --by 市住建局",
    ("migrate",): "migrate tip --by 外单位 --dry-run",
    ("targets",): f"targets {ONE} --by 外单位",
    ("hand-on",): f"hand-on {ONE} --to 乙 --by 市住建局",
    ("excuse",): f"excuse {ONE} 会签 市教育局 --by 外单位",
    ("divide",): f"divide {ONE} --part 市住建局=窗口 --by 外单位",
    ("erase",): f"erase {ONE} reporter --by 市信访局 --note 反映人要求删除",
    ("ledger", "export"): "ledger export own.csv --layout own.yaml --by 外单位",
    ("ledger", "import"): "ledger import own-list.csv --scenario tip --source 省平台 --by 外单位 --dry-run",
    ("file", "list"): f"file list {ONE} --by 外单位",
    ("file", "get"): f"file get {ONE} 86ed --by 外单位",
    ("verify",): "verify --export heads.json",
    ("doctor",): "doctor",
    ("daemon",): "daemon --once",
    ("remark",): f"remark {ONE} 看过 --by 市住建局",
    ("archive",): "archive --year 2024 --output archived --by 外单位",
    ("indicators", "show"): f"indicators show {ONE} --materials --by 外单位",
    ("indicators", "pack"): f"indicators pack {ONE} pack.zip --unchecked --by 外单位",
    ("urge",): f"urge {ONE} --by 市住建局",
    ("sign",): "sign {draft} --by 市督考办/段知远",
    ("papers",): "papers --by 外单位",
    ("paper", "edit"): "paper edit {draft} --by 市督考办/段知远 --title 关于限期办结的通知",
    ("paper", "show"): "paper show {draft} --by 外单位",
    ("answer",): f"answer {ONE} {{urge}} 已办 --by 市住建局",
    ("instruct",): f"instruct {ONE} 抓紧 --leader 市信访局 --on 2024-04-10 --by 市住建局",
    ("calls",): "calls --by 外单位",
    ("outbox", "retry"): "outbox retry --dead",
    ("outbox", "give-up"): "outbox give-up --dead --by 市优化办 --note 停用",
    ("calendar", "import"): "calendar import days.csv --dry-run",
    ("notice",): "notice plan.txt --by 外单位 --scenario tip --yes",
    ("import",): "import tips.csv --by 外单位 --scenario tip --source 省平台 --yes",
}
"""A line for every command that has to do with instances, typed by a unit that may not see the canary."""

OF_OTHER_THINGS = {
    *(("paper", each) for each in ("draft", "file", "get", "scan", "void")),
    *(
        ("report",),
        ("file", "add"),
        *(("ledger", each) for each in ("layouts", "check")),
        ("demo",),
        ("init",),
        ("completion",),
        ("outbox", "test"),
        ("outbox", "mend"),
        *(("outbox", each) for each in ("addresses", "works", "bounces", "received")),
        ("calendar", "show"),
    ),
    *(("indicators", each) for each in ("list", "open")),
    *(("units", each) for each in ("import", "export", "history", "rename", "merge", "split", "close")),
    *(("contacts", each) for each in ("import", "export", "leave", "set", "away", "back")),
    *(("scores", each) for each in ("schemes", "check", "form", "compare")),
    *(("scenario", each) for each in ("wording", "check", "list", "test", "simulate", "diagram", "diff", "schema")),
    *(("desk", "account", each) for each in ("add", "list", "password", "end")),
    *(("desk", "token", each) for each in ("add", "list", "revoke")),
    *(("serve",), ("desk", "init"), ("desk", "journal")),
    *(("db", each) for each in ("upgrade", "index", "feed", "backup", "restore", "move")),
}
"""Commands that show of instances no more than numbers, titles, units and reports, of which none is private; copies of
a database are as private as it."""


@pytest.fixture
def sealed(office: Path) -> Path:
    """Furnish an office whose deputy belongs to another unit, with two tip-offs of which one bears the canary."""
    # The mails have to leave at whatever hour somebody runs the tests.
    rules = TIP.read_text("utf-8").replace("opens_by: lead\n", "").replace("calendar: china", "calendar: 24x7")
    for last, more in SIGNED_BY_EACH.items():
        assert last in rules, last
        rules = rules.replace(last, last + more)
    rules += SPOKEN_OF
    rules = rules.replace("approve: responsible, before", "approve: responsible, opinion: helper, before")
    (office / "scenarios" / "tip.yaml").write_text(rules, "utf-8")
    shutil.copy(LETTERS, office / "scenarios" / "letter.yaml")
    (office / "units.csv").write_text("name\n市信访局\n市住建局\n外单位\n市教育局\n", "utf-8")
    (office / "contacts.csv").write_text(
        "unit,name,level,email,mobile,deputy,absent_until\n"
        "市信访局,甲,handler,jia@example.org,,外单位/丙,2999-01-01\n外单位,丙,handler,bing@example.org,13900000003,,\n"
        "市住建局,乙,handler,yi@example.org,,,\n",
        "utf-8",
    )
    (office / "days.csv").write_text("日期,是否上班\n2027-01-01,休\n", "utf-8")
    (office / "plan.txt").write_text("工作方案\n一、开展自查。牵头单位：外单位；责任单位：市住建局。\n", "utf-8")
    (office / "own-list.csv").write_text("编号,标题,责任单位\n1,窗口收费,市住建局\n", "utf-8")
    (office / "own.yaml").write_text(
        "layout: own\ntitle: 台账\nwhere: {scenario: tip}\ncolumns: [title, {show: {field: reporter}}]\n", "utf-8"
    )
    (office / "scheme.yaml").write_text(SCHEME, "utf-8")
    (office / "official.csv").write_text("单位,项目,得分,理由\n本市,按期办结,80,两件逾期\n", "utf-8")
    (office / "tips.csv").write_text("编号,标题,责任单位\n1,窗口,市住建局\n2,占道,市住建局\n", "utf-8")
    units = {"lead": "市信访局", "responsible": ["市住建局", "市教育局"]}
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[evidence]\nfolder = "files"\nfree_mb = 0\n')
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine(Settings.load(office / "duban.toml"), clock=clock) as engine:
        attached = engine.put_file(io.BytesIO(b"%PDF-1.7"), name="photo.pdf", by="市信访局")
        data = {"reporter": CANARY, "others": [CANARY], "attached": attached}
        engine.open("tip", title="窗口收费", units=units, by="市信访局", data=data, source="省平台", external_no="1")
        engine.open("tip", title="占道", units=units, by="市信访局")
        for _ in range(2):
            engine.open("letter", by="市优化办", units={"responsible": ["市住建局"]}, new_units=OFFICES)
        engine.fire(ONE, "转办", by="市信访局")
        engine.extend(ONE, "办理时限", "1 working day", by="市住建局")
        clock.set("2024-04-10T09:00+08:00")
        engine.sweep()
        engine.urge(ONE, by="市教育局", note="请尽快答复")
        signed = next(each.id for each in engine.pending() if each.paper is not None)
        engine.sign(signed, by="市督考办/段知远", note="同意")
    return office


def left_in(folder: Path) -> list[str]:
    """Return the files in which the canary is, but for the database, whose own it is; documents are unpacked."""
    files = [each for each in folder.rglob("*") if each.is_file() and not each.name.startswith("duban.db")]
    return [each.name for each in files if CANARY.encode() in unpacked(each)]


def unpacked(file: Path) -> bytes:
    """Return what is in a file, and what is in the files of an archive, as a document is one too."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_every_command_is_typed_here() -> None:
    """A new command belongs in one of the two tables."""
    assert OF_MATTERS.keys() | OF_OTHER_THINGS == {*LEAVES}


@pytest.mark.parametrize("as_json", [False, True], ids=["for people", "as JSON"])
@pytest.mark.parametrize("path", OF_MATTERS, ids=" ".join)
def test_a_unit_that_may_not_see_it_is_not_shown_it(sealed: Path, path: tuple[str, ...], *, as_json: bool) -> None:
    line = OF_MATTERS[path]
    if "{fresh}" in line:
        units = ("--unit", "lead=市信访局", "--unit", "responsible=市住建局")
        opened = done("open", "tip", "--by", "市信访局", *units, "--data", f"reporter={CANARY}", "--json").json
        line = line.format(fresh=opened["number"])
        if path[0] == "plan":
            done("plan", "include", OTHER, ONE, "--by", "外单位")
            done("fire", opened["number"], "转办", "--by", "市信访局")
    if "{urge}" in line:
        line = line.format(
            urge=next(each["seq"] for each in done("history", ONE, "--json").json if each["kind"] == "urge")
        )
    if "{draft}" in line:
        waiting = done("pending", "--json").json
        line = line.format(draft=next(each["id"] for each in waiting if each["kind"] == "paper"))
    if "{frozen}" in line:
        drafted = done("bulletin", "draft", "--period", "2024", "--as-of", "2024-04-10", "--json").json
        line = line.format(frozen=shlex.quote(drafted["files"][0]))
    answer = duban(*shlex.split(line), *(["--json"] if as_json else []))
    assert answer.out, answer.err
    assert CANARY not in answer.out + answer.err
    assert left_in(sealed) == []


@pytest.mark.usefixtures("sealed")
def test_the_unit_that_may_see_it_is_shown_it() -> None:
    assert CANARY in done("show", ONE, "--by", "市信访局/甲").out
    assert done("list", "--by", "市信访局", "--json").json[0]["data"]["reporter"] == CANARY
    assert "查看身份" not in done("show", ONE, "--by", "市信访局").out


def test_whoever_names_nobody_is_the_operator_and_is_told_what_is_private(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chinese, english = in_both(monkeypatch, "show", ONE)
    assert CANARY in chinese.out
    assert "管理员，含不公开的内容：反映人、同行人" in chinese.out
    assert "operator, private fields included: 反映人, 同行人" in english.out
    assert "管理员" not in done("show", OTHER).out, "where nothing is private, there is nothing to say"
    assert done("show", ONE, "--json").json["data"]["reporter"] == CANARY, "and programs read JSON alone"
    assert sealed.is_dir()


def test_the_mail_that_a_drain_leaves_bears_a_mark_for_the_deputy(sealed: Path) -> None:
    duban("daemon", "--once")
    mails = "".join(each.read_text("utf-8") for each in (sealed / "mail").iterdir())
    assert "（不便转发，请登录查看）" in mails
    assert "bing@example.org" in mails
    assert left_in(sealed) == []


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("line", [("list",), ("show", ONE)], ids=" ".join)
def test_whoever_reads_json_at_a_terminal_is_told_beside_it(line: tuple[str, ...]) -> None:
    def told(*arguments: str) -> str:
        ours, theirs = pty.openpty()
        typed = [*DUBAN, *line, *arguments, "--json"]
        ran = subprocess.run(typed, stdout=subprocess.PIPE, stderr=theirs, env=os.environ, check=True, timeout=60)
        assert json.loads(ran.stdout)
        os.write(theirs, b"\n")
        os.close(theirs)
        shown = os.read(ours, 4096).decode()
        os.close(ours)
        return shown.strip()

    assert told() == "以管理员身份查看，含不公开的内容；加 --by 单位 可按该单位的权限查看"
    assert told("--by", "市信访局") == ""
