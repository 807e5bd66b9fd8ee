"""Every command that there is, by walking their tree: examples that run, JSON wherever something is answered."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shlex
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban
from commands import COMMANDS, LEAVES, tree
from plans_and_parts import PIECE, TASKS

from duban import Engine, Message, Receipt, Settings
from duban.cli.terminal.pages import told
from duban.demo import SAMPLES
from duban.desk import DeskOffice, Function
from duban.ledger import indicators_of, open_indicators, read_indicators
from duban.notifiers import NoSuchAddress, Retryable
from duban.scenarios import shipped_text
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHOUT_JSON = {
    ("demo",): "shows a story",
    ("serve",): "serves until it is stopped",
    ("completion",): "prints a script for a shell",
    ("scenario", "schema"): "prints JSON whatever one says",
    ("scenario", "wording"): "prints a file to start from",
    ("units", "export"): "prints CSV, which import reads",
    ("contacts", "export"): "prints CSV, which import reads",
}
"""Commands that take no --json, and why."""

ELSEWHERE = "postgresql://duban@db.example.org/duban"
"""The server that examples speak of."""

EACH, PAUSE = (Path(__file__).parents[1] / "workflow" / "scenarios" / f"{name}.yaml" for name in ("each", "pause"))
"""Scenarios in which each unit signs for itself, and in which a pause takes approval: no shipped one asks for that."""

LETTERS = EACH.with_name("letter.yaml")
"""One of letters that are signed: no shipped scenario has any."""

REPORT = Path(__file__).parents[1] / "notifiers" / "bounces" / "exim.eml"
SCAN = b"%PDF-1.7\n%%EOF\n"
UNITS = {"lead": "市优化办", "responsible": "市住建局"}


@pytest.fixture(scope="session")
def model_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Furnish an office with what the examples speak of: instances of 2024, a request, a plan and a calendar."""
    office = tmp_path_factory.mktemp("model") / "office"
    done("init", office, "--with", "submission")
    rules = EACH.read_text("utf-8") + "\nprogress: {sheet: sheet, by: responsible, lead: lead}\n"
    (office / "scenarios" / "each.yaml").write_text(rules, "utf-8")
    for file in (LETTERS, TASKS, PIECE, PAUSE):
        shutil.copy(file, office / "scenarios" / file.name)
    for name in ("evidence-list", "evidence", "material"):
        (office / "scenarios" / f"{name}.yaml").write_text(shipped_text(name), "utf-8")
    clock = FixedClock("2024-02-28T09:00+08:00")
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[evidence]\nfolder = "files"\nfree_mb = 0\n')
    with Engine(Settings.load(office / "duban.toml"), clock=clock) as engine:
        engine.open("each", by="市优化办", units={"lead": "市优化办", "responsible": ["市住建局", "市发改委"]})
        engine.sweep()
        clock.set("2024-03-18T09:00+08:00")
        for _ in range(2):
            engine.open("letter", by="市优化办", units={"responsible": ["市住建局"]})
        for later in ("2024-03-27T09:00+08:00", "2024-03-29T09:00+08:00"):
            clock.set(later)
            engine.sweep()
        engine.sign("DB-2024-0002#3", by="市督考办/段知远")
        scan = engine.put_file(io.BytesIO(SCAN), name="scan.pdf", by="市督考办/段知远")
        engine.add_scan("DB-2024-0002", engine.papers()[0].seq, scan, by="市督考办/段知远")
        clock.set("2024-04-01T09:00+08:00")
        for deadline in (None, "2090-01-05", None):
            data = {"reporter": "李某"} if deadline is None else {"deadline": deadline}
            engine.open("issue", title="窗口排队过长", units=UNITS, by="市优化办", data=data)
        pausing = engine.open("pause", by="市优化办", units={"doer": "市住建局"}).number
        engine.fire(pausing, "暂缓办理", by="市优化办", note="等上级文件")
        engine.open("tasks", by="市优化办", units=UNITS)
        for number in ("WT-2024-0002", "WT-2024-0003"):
            engine.fire(number, "签收", by="市住建局")
        engine.extend("WT-2024-0003", "整改时限", "2 working days", by="市住建局")
        for year in ("2024", "2025"):
            engine.open("plan", title=f"{year}年工作方案", by="市优化办")
        engine.urge("WT-2024-0003", by="市优化办", note="何时完成？")
        engine.include("FA-2024-01", ["WT-2024-0003"], by="市优化办")
        proof = engine.put_file(io.BytesIO("现场照片说明".encode()), name="说明.txt", by="市住建局")
        engine.fire("WT-2024-0003", "申请销号", by="市住建局", data={"measure": "增设窗口", "evidence": [proof]})
        _indicators(engine, office)
    (office / "scan.pdf").write_bytes(SCAN)
    done("-c", office / "duban.toml", "bulletin", "draft", "--period", "2024-03", "-o", office / "bulletin")
    (frozen,) = (office / "bulletin").glob("*.json")
    for name in ("before", "after"):
        shutil.copy(frozen, office / f"{name}.json")
    shutil.copy(SAMPLES / "plan.txt", office / "plan.txt")
    (office / "problems.csv").write_text("编号,标题,责任单位\n1,窗口排队过长,市住建局\n", "utf-8")
    shutil.copy(REPORT, office / "report.eml")
    for name, points in (("official", "17.5"), ("own", "20")):
        (office / f"{name}.csv").write_text(f"单位,项目,得分,理由\n某市,部门填报,{points},材料不齐\n", "utf-8")
    (office / "2027.csv").write_text("日期,是否上班\n2027-01-01,休\n2027-01-02,休\n", "utf-8")
    with Engine(Settings.load(office / "duban.toml"), clock=clock) as engine:
        DeskOffice(engine).init()
        DeskOffice(engine).add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    done("-c", office / "duban.toml", "desk", "token", "add", "tangrui", "--for", "对接省平台")
    done("-c", office / "duban.toml", "db", "backup", office / "duban-2024-04-01.db")
    return office


def _indicators(engine: Engine, office: Path) -> None:
    """Open a list of indicators, of which one material is given and checked, and lay another list beside it."""
    wanted = office / "all.csv"
    wanted.write_text("指标,牵头单位,材料,出具单位\n开办企业,市优化办,办件清单,市住建局\n", "utf-8")
    deadline = date(2024, 9, 18)
    item, _ = open_indicators(engine, read_indicators(wanted), title="2024年迎评", deadline=deadline, by="市优化办")
    (material,) = indicators_of(engine, item.number).indicators[0].materials
    proof = engine.put_file(io.BytesIO("办件清单".encode()), name="清单.txt", by="市住建局")
    engine.fire(material.number, "交材料", by="市住建局", data={"files": [proof]})
    engine.fire(material.number, "核对合格", by="市督考办", data={"checked_by": "段知远"})


@pytest.fixture
def furnished(
    model_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """Give each test an office of its own, furnished like the model; those that change who is who, in the database."""
    folder = tmp_path / "office"
    shutil.copytree(model_office, folder)
    monkeypatch.chdir(folder)
    path: tuple[str, ...] = request.node.callspec.params.get("path", ()) if hasattr(request.node, "callspec") else ()
    if (path[:1] in {("units",), ("contacts",)} and len(path) > 1) or path == ("outbox", "mend"):
        settings = folder / "duban.toml"
        lines = settings.read_text("utf-8").splitlines()
        settings.write_text("\n".join(line for line in lines if not line.startswith(("units", "contacts"))), "utf-8")
        for kind in ("units", "contacts"):
            done(kind, "import", f"{kind}.csv", "--by", "市优化办")
    if path == ("outbox", "works"):
        _find_dead("zhujianju@example.org")
    return folder


def _find_dead(address: str) -> None:
    """Let a mail server say that an address does not exist."""

    class Server:
        async def send(self, message: Message) -> Receipt:
            raise NoSuchAddress("550 5.1.1") if message.to == address else Retryable("later")

    with Engine(Settings.load(), channels={"email": Server}, clock=FixedClock("2024-04-01T09:05+08:00")) as engine:
        asyncio.run(engine.deliver())
        assert [each.address for each in engine.marked_addresses()] == [address]


@pytest.fixture
def server(request: pytest.FixtureRequest, path: tuple[str, ...]) -> Iterator[str]:
    """Give a real server to the example that names one."""
    if not any(ELSEWHERE in example for example in told(tree()[path])[1]):
        yield ""
        return
    postgres, name = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_empty")
    yield postgres.url(name)
    postgres.renew(name, migrated=False)


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_that_runs(path: tuple[str, ...], server: str) -> None:
    _, examples = told(tree()[path])
    assert examples
    for example in examples:
        words = shlex.split(example)
        assert words[0] == "duban"
        assert tuple(words[1 : 1 + len(path)]) == path
        answer = duban(*(server if each == ELSEWHERE else each for each in words[1:]))
        # To look and find something wanting is an answer too.
        assert (answer.status in {0, 1}, answer.err) == (True, ""), answer
        assert answer.status == 0 or path[:1] in {("doctor",), ("daemon",)}, answer.out


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("path", [path for path in LEAVES if path not in WITHOUT_JSON], ids=" ".join)
def test_every_command_that_answers_answers_in_json(path: tuple[str, ...], server: str) -> None:
    assert any("--json" in param.opts for param in tree()[path].params), "give it --json, or say above why it has none"
    (example, *_) = told(tree()[path])[1]
    words = [server if word == ELSEWHERE else word for word in shlex.split(example)[1:] if word != "--json"]
    answer = duban(*words, "--json")
    assert answer.err == ""
    assert isinstance(json.loads(answer.out), dict | list)


def test_what_init_says_next_works_as_it_stands(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = done("init", "new office").out.splitlines()
    steps = [shlex.split(line) for line in lines if line.startswith("  ")]
    assert steps[0] == ["cd", "new office"]
    monkeypatch.chdir(empty / steps[0][1])
    assert [words[:2] for words in steps[1:]] == [
        ["duban", "doctor"],
        ["duban", "open"],
        ["duban", "list"],
        ["duban", "daemon"],
    ]
    for words in steps[1:]:
        done(*words[1:])
    assert [item["scenario"] for item in done("list", "--json").json] == ["issue"]
    assert done("doctor", "--json").json["ok"]


@pytest.mark.parametrize("name", ["duban.toml", "units.csv", "scenarios/task.yaml"])
def test_init_overwrites_nothing(empty: Path, name: str) -> None:
    (empty / name).parent.mkdir(exist_ok=True)
    (empty / name).write_text("mine", "utf-8")
    answer = duban("init")
    assert (answer.status, answer.out) == (1, "")
    assert name in answer.err
    assert [str(each.relative_to(empty)) for each in empty.rglob("*") if each.is_file()] == [name]
    assert (empty / name).read_text("utf-8") == "mine"


def test_who_is_who(office: Path) -> None:
    (office / "contacts.csv").write_text(
        "unit,name,level,email,mobile,deputy,absent_until\n"
        "东区,甲,handler,jia@example.org,,乙,2999-01-01\n东区,乙,handler,yi@example.org,,,\n西区,丙,handler,,,,\n",
        "utf-8",
    )
    units = {unit["name"]: unit for unit in done("units", "--group", "各区", "--json").json}
    assert units.keys() == {"东区", "西区"}
    assert (units["东区"]["reached"], units["西区"]["reachable"]) == (["乙"], False)
    assert [unit["name"] for unit in done("units", "--unreachable", "--group", "各区", "--json").json] == ["西区"]
    people = {each["name"]: each for each in done("contacts", "--json").json}
    assert (people["甲"]["reached"], people["甲"]["why"]) == ("东区/乙", "甲离岗至2999年1月1日")
    assert [each["name"] for each in done("contacts", "--unreachable", "--json").json] == ["丙"]
    assert [each["name"] for each in done("contacts", "--unit", "东区", "--json").json] == ["甲", "乙"]
    assert "无人：丙未登记邮箱和手机" in done("units").out
    assert not (office / "duban.db").exists()


CLOSE = [
    (("shwo", "WT-2024-0001"), 2, "'show'"),
    (("scenario", "chek", "issue"), 2, "'check'"),
    (("list", "--ligth", "red"), 2, "--light"),
    (("list", "--light", "rad"), 2, "'red'"),
    (("list", "--scenario", "isue"), 1, "'issue'"),
    (("open", "isue", "--by", "市优化办"), 1, "'issue'"),
    (("open", "issue", "--by", "市优化办", "--unit", "leed=市优化办"), 1, "'lead'"),
    (("show", "WT-2024-001"), 1, "'WT-2024-0001'"),
    (("why", "wt-2024-002"), 1, "'WT-2024-0002'"),
    (("decide", "WT-2024-003#3", "--approve", "--by", "市优化办"), 1, "'WT-2024-0003'"),
    (("fire", "WT-2024-0001", "签受", "--by", "市住建局"), 1, "'签收'"),
    (("assign", "WT-2024-0001", "responsable", "市发改委", "--by", "市优化办"), 1, "'responsible'"),
    (("extend", "WT-2024-0002", "整改时现", "5个工作日", "--by", "市住建局"), 1, "“整改时限”"),
    (("migrate", "isue", "--by", "市优化办"), 1, "'issue'"),
    (("outbox", "list", "--status", "ded"), 2, "'dead'"),
    (("outbox", "test", "--to", "a@b.c", "--medium", "emial"), 2, "'email'"),
    (("units", "--group", "各去"), 2, "'各区'"),
    (("contacts", "--unit", "市住建"), 2, "'市住建局'"),
    (("completion", "bsh"), 2, "'bash'"),
]


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
@pytest.mark.parametrize(("words", "status", "meant"), CLOSE, ids=[" ".join(words[:3]) for words, *_ in CLOSE])
def test_a_slip_of_the_finger_is_told_what_was_meant(
    words: tuple[str, ...], status: int, meant: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", language)
    answer = duban(*words)
    assert (answer.status, answer.out) == (status, "")
    lines = answer.err.splitlines()
    assert meant in lines[-1]
    if language.startswith("zh"):
        assert lines[0].startswith("错误：")
        assert "是不是" in lines[-1]
        assert not re.search(r"did you mean|no such|there are", answer.err, re.IGNORECASE)
    else:
        assert lines[0].startswith("error: ")
        assert "did you mean" in lines[-1] or "是不是" in lines[-1]  # a blocker is the office's own


WRONG = [
    (("fire", "WT-2024-0001"), "缺少参数"),
    (("fire", "WT-2024-0001", "签收"), "缺少选项"),
    (("fire", "WT-2024-0001", "签收", "--by"), "后面要有值"),
    (("fire", "WT-2024-0001", "签收", "--by", "东区", "--expect", "x"), "不是整数"),
    (("fire", "WT-2024-0001", "签收", "--by", "东区", "--expect", "0"), "不能小于 1"),
    (("list", "more"), "多出了参数"),
    (("list", "--json=1"), "后面不能有值"),
    (("-c", "nowhere.toml", "list"), "没有这个文件"),
    (("notice", "nowhere.txt"), "没有这个文件"),
    (("scenario", "check", "nowhere.yaml"), "没有这个文件"),
    (("verify", "--against", "nowhere.json"), "没有这个文件"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_usage_is_one_line_of_chinese(furnished: Path, words: tuple[str, ...], said: str) -> None:  # noqa: ARG001
    answer = duban(*words)
    assert answer.status in {1, 2}
    (line,) = answer.err.splitlines()
    assert line.startswith("错误：")
    assert said in line
