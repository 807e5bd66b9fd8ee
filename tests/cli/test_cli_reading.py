"""Showing, listing, explaining and verifying: for people in words, for programs in JSON."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

from duban import Engine, Settings

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "窗口\x1b[2J<b>[red]故障"


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001 - the folder to work in
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局,市水务局", "--new-unit", "市水务局")
    item = done("open", "issue", "--title", HOSTILE, "--by", "市优化办", *units, "--data", "reporter=李某", "--json")
    return str(item.json["number"])


def test_a_list_has_the_headings_of_a_ledger_and_is_not_cut(number: str) -> None:
    heading, row = done("list").out.splitlines()
    assert heading.split() == ["编号", "事项", "牵头单位", "责任单位", "状态", "时限", "灯"]
    assert row.startswith(number)
    assert "市住建局、市水务局" in row
    assert row.endswith("●绿")


def test_a_title_cannot_take_over_the_terminal(number: str) -> None:
    shown = done("list").out + done("show", number).out + done("history", number).out
    assert "\x1b" not in shown
    assert "<b>[red]故障" in shown


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), 1),
        (("--state", "交办"), 1),
        (("--state", "整改"), 0),
        (("--unit", "市住房和城乡建设局"), 1),
        (("--unit", "东区"), 0),
        (("--light", "绿", "--open"), 1),
        (("--light", "red"), 0),
        (("--scenario", "task"), 0),
        (("--limit", "1"), 1),
    ],
)
def test_a_list_is_narrowed(number: str, filters: tuple[str, ...], found: int) -> None:
    assert [item["number"] for item in done("list", *filters, "--json").json] == [number] * found


def test_nothing_found_is_said(office: Path) -> None:  # noqa: ARG001
    assert done("list").out == "没有符合条件的事项\n"
    assert done("list", "--json").json == []


@pytest.mark.usefixtures("english")
def test_a_light_that_there_is_not_is_wrong_usage(office: Path) -> None:  # noqa: ARG001
    answer = duban("list", "--light", "purple")
    assert answer.status == 2
    assert "green, blue, yellow, red, 绿, 蓝, 黄, 红" in answer.err


def test_an_instance_is_shown_with_its_turn_its_clocks_and_what_may_be_done(number: str) -> None:
    lines = [line.split(maxsplit=1) for line in done("show", number, "--by", "市住建局").out.splitlines()]
    assert ["轮到", "责任单位：市住建局、市水务局"] in lines
    assert ["状态", "交办（第1轮，版本1）"] in lines
    assert ["签收", "可以办理（首选）"] in lines
    assert any(line[0] == "整改时限" and line[1].startswith("计时中") for line in lines if line)
    assert any(line[0] == "通过" and "无权办理" in line[1] for line in lines if line)


def test_an_instance_as_json_has_its_turn_its_clocks_and_what_may_be_done(number: str) -> None:
    item = done("show", number, "--json").json
    assert (item["turn"], item["waits_for"]) == ("responsible", ["市住建局", "市水务局"])
    assert {clock["clock"]: clock["status"] for clock in item["clocks"]} == {
        "签收时限": "running",
        "整改时限": "running",
    }
    assert "allowed" not in item
    allowed = done("show", number, "--by", "市住建局", "--json").json["allowed"]
    assert {each["trigger"] for each in allowed if each["ok"]} == {"签收"}


def test_history_tells_what_happened_and_keeps_private_values_to_itself(number: str) -> None:
    done("fire", number, "签收", "--by", "市住建局/张三")
    told = done("history", number).out
    assert "签收（市住建局，尚有1家未办）" in told
    assert "市住建局/张三" in told
    assert "不公开：反映人" in told
    entries = done("history", number, "--json").json
    assert [(entry["kind"], entry["trigger"]) for entry in entries] == [("open", None), ("act", "签收")]
    assert "李某" not in told + json.dumps(entries, ensure_ascii=False)


def test_why_shows_each_day_and_what_the_ladder_did(office: Path) -> None:  # noqa: ARG001
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    opened = ("open", "issue", "--by", "市优化办", *units, "--data", "deadline=2024-04-30", "--json")
    number = done(*opened).json["number"]
    done("daemon", "--once")
    told = done("why", number).out
    assert "整改时限：期限已指定为2024-04-30" in told
    assert "起算当日，不计入" in told
    fired = [rung for rung in done("why", number, "--json").json["escalated"] if rung["fired"]]
    assert [rung["rung"] for rung in fired if rung["clock"] == "整改时限"] == [
        "due",
        "due + 3 working days",
        "due + 10 working days",
    ]
    assert "逾期3个工作日" in told


def test_why_says_in_words_what_came_of_steps_and_messages_when_others_took_over(office: Path) -> None:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    opened = ("open", "issue", "--by", "市优化办", *units, "--data", "deadline=2024-04-30", "--json")
    skipped, withdrawn = done(*opened).json["number"], done(*opened).json["number"]
    done("assign", skipped, "responsible", "市水务局", "--by", "市优化办", "--new-unit", "市水务局")
    assert "已到时而未及执行，时限重新计算" in done("why", skipped).out
    with Engine(Settings.load(office / "duban.toml")) as engine:
        engine.sweep()  # and nobody delivers
    done("assign", withdrawn, "responsible", "市水务局", "--by", "市优化办", "--new-unit", "市水务局")
    told = done("why", withdrawn).out
    assert "已撤回" in told
    assert "（时限重新计算）" in told
    assert "new lap" not in told + done("outbox", "list", "--status", "withdrawn").out


def test_verify_says_that_all_is_well(number: str) -> None:
    assert done("verify").out == "完好：1个事项，1条记录\n已按所依规则重新判断的办理：1\n"
    assert done("verify", "--json").json["heads"][number][0] == 1


def test_verify_names_what_was_tampered_with(number: str, office: Path) -> None:
    with sqlite3.connect(office / "duban.db") as connection:
        connection.execute("UPDATE duban_history SET actor = '别人' WHERE seq = 1")
    connection.close()
    answer = duban("verify")
    assert answer.status == 1
    assert answer.out == (
        f"{number} 第1条：内容与其校验值不符，记录被改动\n共1处不符\n"
        "已按所依规则重新判断的办理：0\n未能判断（此前的记录无法接续）：1\n"
    )
    assert duban("verify", "--json").json["ok"] is False


def test_anchors_kept_elsewhere_find_out_what_is_gone(number: str, office: Path) -> None:
    exported = done("verify", "--export", "anchors.jsonl").out.splitlines()
    assert exported[1] == "第1次存证已写入 anchors.jsonl"
    done("fire", number, "签收", "--by", "市住建局")
    assert done("verify", "--against", "anchors.jsonl").out.splitlines()[1] == "已与1次存证核对，存证未签名"
    again = done("verify", "--export", "anchors.jsonl", "--json").json["appended"]
    assert (again["anchor"], again["signed_by"], again["completed"]) == (2, None, False)
    done("verify", "--against", "anchors.jsonl", "--last", again["hash"])
    with sqlite3.connect(office / "duban.db") as connection:
        connection.execute("UPDATE duban_history SET hash = ? WHERE seq = 2", ["0" * 64])
        connection.execute("UPDATE duban_instance SET head_hash = ?", ["0" * 64])
    connection.close()
    before = (office / "anchors.jsonl").read_bytes()
    assert duban("verify", "--export", "anchors.jsonl").status == 1
    assert (office / "anchors.jsonl").read_bytes() == before


def test_a_log_of_anchors_that_was_cut_is_found_by_a_hash(number: str, office: Path) -> None:
    done("verify", "--export", "anchors.jsonl")
    told = done("verify", "--export", "anchors.jsonl").out.rpartition("其校验值为 ")[2].split()[0]
    log = office / "anchors.jsonl"
    log.write_text(log.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    done("verify", "--against", "anchors.jsonl")
    answer = duban("verify", "--against", "anchors.jsonl", "--last", told)
    assert (answer.status, answer.out.splitlines()[0]) == (
        1,
        f"anchors.jsonl：没有校验值为 {told} 的存证：末尾有存证被删去",
    )
    assert number


@pytest.mark.usefixtures("english", "number")
def test_a_signed_log_is_held_against_its_public_key(office: Path) -> None:
    for command in ("genpkey -algorithm ed25519 -out key.pem", "pkey -in key.pem -pubout -out public.pem"):
        subprocess.run(["openssl", *command.split()], cwd=office, check=True, capture_output=True)
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[anchors]\nkey_file = "key.pem"\n')
    assert "signed by the key" in done("verify", "--export", "anchors.jsonl").out
    assert "name the --public-key" in done("verify", "--against", "anchors.jsonl").out
    checked = done("verify", "--against", "anchors.jsonl", "--public-key", "public.pem").out
    assert "held against anchors: 1, signed by the key" in checked
    answer = duban("verify", "--against", "anchors.jsonl", "--public-key", "key.pem")
    assert (answer.status, answer.out) == (1, "")
    assert "has to be the public key" in answer.err
    assert duban("verify", "--export", "anchors.jsonl", "--against", "anchors.jsonl").status == 2
    assert duban("verify", "--public-key", "public.pem").status == 2


def test_heads_that_earlier_versions_exported_find_out_what_is_gone(number: str, office: Path) -> None:
    heads = done("verify", "--json").json["heads"]
    heads[number][1] = "0" * 64
    (office / "heads.json").write_text(json.dumps(heads | {"WT-2020-0009": [3, "f" * 64]}), "utf-8")
    answer = duban("verify", "--against", "heads.json")
    assert answer.status == 1
    assert "整条链被重算过" in answer.out
    assert "WT-2020-0009：曾经登记，现已不存在" in answer.out


@pytest.mark.usefixtures("english")
def test_a_file_that_holds_no_heads_is_refused(office: Path) -> None:  # noqa: ARG001
    answer = duban("verify", "--against", "duban.toml")
    assert answer.status == 1
    assert answer.err == "error: duban.toml: these are no heads that `duban verify --export` wrote\n"


@pytest.mark.usefixtures("english", "number")
@pytest.mark.parametrize("there", ["heads.json", "duban.db", "link"])
def test_heads_are_written_over_nothing(office: Path, there: str) -> None:
    (office / "link").symlink_to(office / "nowhere")
    (office / "heads.json").write_text(json.dumps(done("verify", "--json").json["heads"]), "utf-8")
    before = {path.name: path.read_bytes() for path in office.iterdir() if path.is_file()}
    answer = duban("verify", "--export", there)
    refused = f"error: {there} is there already: nothing was changed; that is no log of anchors; name another file\n"
    assert (answer.status, answer.err) == (1, refused)
    assert {path.name: path.read_bytes() for path in office.iterdir() if path.is_file()} == before


@pytest.mark.usefixtures("english", "number")
def test_no_heads_at_all_are_none(office: Path) -> None:
    (office / "empty.json").write_text("{}", "utf-8")
    answer = duban("verify", "--against", "empty.json")
    assert answer.status == 1
    assert "these are no heads" in answer.err
