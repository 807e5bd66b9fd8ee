"""A scenario's examples hold where they say what happens, and where they do not, the answer says what happened."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from duban.scenarios import load_scenario, shipped, shipped_names
from duban.testing import FixedClock, RecordingNotifier, throwaway_engine
from duban.words import speaking
from duban.workflow import Directory, format_results, play_example, play_examples
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from duban.states import Definition

pytestmark = pytest.mark.usefixtures("english")

FOLDER = Path(__file__).parents[1] / "scenarios"
REPAIR = load_scenario(FOLDER / "repair.yaml")
BESIDE = {"tasks": ("piece",), "yearly": ("reform",)}
"""What a stranger's scenario opens or counts."""


@pytest.mark.parametrize(
    "definition",
    [*(shipped(name) for name in shipped_names()), *(load_scenario(path) for path in sorted(FOLDER.glob("*.yaml")))],
    ids=lambda definition: definition.scenario,
)
def test_every_example_of_the_shipped_scenarios_and_of_strangers_holds(definition: Definition) -> None:
    beside = [load_scenario(FOLDER / f"{name}.yaml") for name in BESIDE.get(definition.scenario, ())]
    results = play_examples(definition, among=beside)

    assert all(result.ok for result in results), format_results(results)
    assert [result.name for result in results] == [example["name"] for example in definition.examples]


def test_the_strangers_examples_see_every_kind_of_refusal() -> None:
    definitions = [load_scenario(path) for path in FOLDER.glob("*.yaml")]

    seen = {step.get("refused") for each in definitions for example in each.examples for step in example["steps"]}

    assert seen >= {"role", "state", "guard", "requires", "four-eyes", "times", "within", "unassigned"}


# Opened at 08:00: 机修班 is told at once and after one hour, both it and 设备科 when it is due after two hours.
UNITS = {"reporter": "一车间", "engineer": "机修班"}


def played(*steps: dict[str, Any], **opening: object) -> tuple[str, ...]:
    """Play an example of a repair that is reported at 08:00 and return what it fails by."""
    given = {"at": "2024-06-18 08:00", "units": UNITS, "with": {"fault": "异响"}, **opening}
    return play_example(REPAIR, {"name": "例", "open": given, "steps": list(steps)}).failures


def test_a_message_that_could_not_be_sent_fails_the_example_in_which_it_was_decided() -> None:
    messages = {name: replace(form, parts={"text": "{{ fault | date }}"}) for name, form in REPAIR.messages.items()}
    given = {"at": "2024-06-18 08:00", "units": UNITS, "with": {"fault": "异响"}}
    example = {"name": "例", "open": given, "steps": [expects("08:00", state="报修")]}

    failures = play_example(replace(REPAIR, messages=messages), example).failures

    assert len(failures) == 1
    assert failures[0].startswith("message ")
    assert "text" in failures[0]


def at(clock: str, **step: object) -> dict[str, Any]:
    return {"at": f"2024-06-18 {clock}", **step}


def expects(clock: str, **expected: object) -> dict[str, Any]:
    return at(clock, expect=expected)


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        ({"state": "报修"}, None),
        ({"state": "维修"}, "state: expected 维修, found 报修"),
        ({"light": "yellow"}, None),
        ({"light": "green"}, "light: expected green, found yellow"),
        ({"light": None}, "light: expected nothing, found yellow"),
        ({"round": 1}, None),
        ({"round": 2}, "round: expected 2, found 1"),
        ({"due": "2024-06-18"}, None),
        ({"due": "2024-06-19"}, "due: expected 2024-06-19, found 2024-06-18"),
        ({"due": None}, "due: expected nothing, found 2024-06-18"),
        ({"told": "设备科"}, None),
        ({"told": ["设备科", "机修班"]}, None),
        ({"told": ["机修班", "一车间"]}, "told: expected 机修班, 一车间, found 机修班, 设备科"),
        ({"told_exactly": ["设备科", "机修班"]}, None),
        ({"told_exactly": "机修班"}, "told_exactly: expected 机修班, found 机修班, 设备科"),
        ({"told_exactly": []}, "told_exactly: expected nobody, found 机修班, 设备科"),
        ({"not_told": "一车间"}, None),
        ({"not_told": ["一车间", "设备科"]}, "not_told: expected 一车间, 设备科, found 机修班, 设备科"),
    ],
)
def test_each_expectation_holds_or_says_what_was_found(expected: dict[str, Any], line: str | None) -> None:
    failures = played(expects("10:00", **expected))

    assert failures == (() if line is None else (f"step 1 (2024-06-18 10:00): {line}",))


def test_a_step_fails_by_all_its_expectations_and_the_steps_after_it_are_not_played() -> None:
    failures = played(
        expects("09:00", state="报修"), expects("10:00", state="关闭", round=3), expects("11:00", round=9)
    )

    assert failures == (
        "step 2 (2024-06-18 10:00): state: expected 关闭, found 报修",
        "step 2 (2024-06-18 10:00): round: expected 3, found 1",
    )


def test_a_timer_has_fired_at_its_own_instant_and_not_a_minute_before() -> None:
    assert not played(expects("09:59", light="green"), expects("10:00", light="yellow"))


def test_messages_count_from_the_previous_step_on_those_of_the_opening_for_the_first() -> None:
    assert not played(
        expects("08:00", told_exactly="机修班"),
        expects("08:59", told_exactly=[]),
        expects("09:00", told_exactly="机修班"),
        at("09:30", by="机修班", do="接单", expect={"told_exactly": []}),
        at("09:40", by="设备科", do="升级", expect={"told_exactly": ["厂家驻场", "机修班"]}),
        expects("09:50", told_exactly=[]),
    )


def test_messages_count_for_the_next_step_too_where_a_refused_act_lies_between() -> None:
    assert not played(
        at("09:30", by="一车间", do="接单", refused="role"),
        expects("09:40", told_exactly=[]),
        at("10:00", by="一车间", do="接单", refused="role", expect={"told_exactly": ["机修班", "设备科"]}),
    )


def test_an_act_that_is_refused_against_expectation_says_why() -> None:
    failures = played(at("08:10", by="电气班", do="完工"))

    assert len(failures) == 1
    assert failures[0].startswith("step 1 (2024-06-18 08:10 电气班 完工): do 完工: expected it to go through, found it")
    assert "role: 电气班 is not the 维修班组" in failures[0]
    assert "state: it stands at “报修”" in failures[0]


def test_an_act_that_is_refused_for_another_reason_says_for_which() -> None:
    failures = played(at("08:10", by="电气班", do="接单", refused="times"))

    assert "expected it to be refused (times), found it refused: role: " in failures[0]


def test_an_act_that_goes_through_against_expectation_is_a_failure() -> None:
    failures = played(at("08:10", by="机修班", do="接单", refused="role"))

    assert failures == (
        "step 1 (2024-06-18 08:10 机修班 接单): do 接单: expected it to be refused (role), it went through",
    )


def test_nobody_may_act_as_the_system() -> None:
    assert not played(at("08:10", by="机修班", do="接单"), at("08:20", by="system", do="升级", refused="role"))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"do": "接收", "refused": "state"}, "no trigger '接收'"),
        ({"do": "接单", "with": {"promised": "明天"}}, 'field "promised" has to be an instant'),
        ({"do": "接单", "with": {"weather": "晴"}, "refused": "requires"}, 'no field "weather"'),
        ({"do": "接单", "units": {"engineer": "电气班"}}, "rebinds no role"),
    ],
)
def test_an_act_that_makes_no_sense_is_a_failure_whatever_is_expected(step: dict[str, Any], words: str) -> None:
    failures = played(at("08:10", by="机修班", **step))

    assert len(failures) == 1
    assert words in failures[0]


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        ({"by": "二车间"}, "open: refused: role: 二车间 is not the 报修部门"),
        ({"with": {}}, "open: refused: requires: “故障现象” (fault) has to be given"),
        ({"units": {"reporter": "一车间"}}, "open: role 'engineer' (维修班组) is required"),
        ({"units": {"reporter": [], "engineer": "机修班"}}, "open: the first required role has no unit"),
        ({"contacts": [{"unit": "机修班", "name": "老李", "deputy": "老王"}]}, "contacts: "),
    ],
)
def test_what_cannot_be_opened_says_why(opening: dict[str, Any], words: str) -> None:
    failures = played(expects("09:00", state="报修"), **opening)

    assert len(failures) == 1
    assert failures[0].startswith(words)


def test_steps_that_go_back_in_time_across_zones_are_not_played() -> None:
    failures = played({"at": "2024-06-18T08:00+09:00", "expect": {"state": "报修"}})

    assert len(failures) == 1
    assert failures[0].endswith("is before what was played last; steps go forward in time")


def test_times_without_a_zone_are_the_scenarios_own() -> None:
    utc = {"at": "2024-06-18T02:00:00Z", "expect": {"light": "yellow"}}

    assert not played(expects("09:59", light="green"), utc)


def test_a_failure_comes_with_the_history_so_far_each_timer_at_its_own_instant() -> None:
    example = {
        "name": "没人接单",
        "open": {"at": "2024-06-18 08:00", "units": UNITS, "with": {"fault": "异响"}},
        "steps": [expects("11:59", light="yellow"), expects("23:00", light="green")],
    }

    result = play_example(REPAIR, example)

    assert not result.ok
    assert result.history == (
        "2024-06-18 08:00  一车间  opening -> 报修 | told 机修班",
        "2024-06-18 09:00  system  rung 响应时限 1 hour after the start -> 报修 | told 机修班",
        "2024-06-18 10:00  system  rung 响应时限 when due -> 报修 | told 机修班, 设备科",
        "2024-06-18 12:00  system  rung 响应时限 2 hours overdue -> 报修 | told 机修班, 设备科",
    )
    text = format_results([result])
    assert "FAIL  没人接单" in text
    assert "light: expected green, found red" in text
    assert result.history[-1] in text
    assert text.endswith("1 example: 0 ok, 1 failed")


def test_the_history_of_a_failure_shows_a_trigger_that_the_system_was_refused() -> None:
    example = {
        "name": "先升级",
        "open": {"at": "2024-06-18 08:00", "units": UNITS, "with": {"fault": "异响"}},
        "steps": [
            at("08:00", by="机修班", do="接单"),
            at("09:00", by="设备科", do="升级"),
            {"at": "2024-06-19 08:00", "expect": {"state": "关闭"}},
        ],
    }

    history = play_example(REPAIR, example).history

    assert history[-1].startswith("2024-06-19 08:00  system  refused act 升级 -> 二线 | it stands at “二线”")


def test_an_office_reads_in_chinese_what_an_example_found() -> None:
    opening = {"at": "2024-06-18 08:00", "units": UNITS, "with": {"fault": "异响"}}
    late = {"name": "没人接单", "open": opening, "steps": [expects("10:01", light="green", told_exactly=[])]}
    wrong = {"name": "不是他", "open": opening, "steps": [at("08:10", by="机修班", do="接单", refused="role")]}
    with speaking("zh-CN"):
        results = [play_example(REPAIR, late), play_example(REPAIR, wrong)]
        text = format_results(results)
    assert results[0].failures == (
        "第 1 步（2024-06-18 10:01）：light：应为 green，实为 yellow",
        "第 1 步（2024-06-18 10:01）：told_exactly：应为 无人，实为 机修班、设备科",
    )
    assert results[0].history == (
        "2024-06-18 08:00  一车间  立项 -> 报修，已告知机修班",
        "2024-06-18 09:00  系统  催督 响应时限 起算后1小时 -> 报修，已告知机修班",
        "2024-06-18 10:00  系统  催督 响应时限 到期 -> 报修，已告知机修班、设备科",
    )
    assert results[1].failures == ("第 1 步（2024-06-18 08:10 机修班 接单）：do 接单：应因 role 不能办理，实际办成了",)
    assert "不符  没人接单" in text
    assert text.endswith("2个例子，0个通过，2个不符")


def test_what_holds_comes_without_a_history() -> None:
    result = play_examples(REPAIR)[0]

    assert result.to_json() == {"name": "节日夜里报修，没有人接单，钟点照走", "ok": True, "failures": [], "history": []}
    assert format_results([result]) == "ok    节日夜里报修，没有人接单，钟点照走\n1 example: all ok"
    assert format_results([]) == "no examples"


def test_a_unit_of_an_example_has_one_handler_and_one_leader_unless_it_says_otherwise() -> None:
    day = FixedClock("2024-06-18T08:00+08:00").now().date()
    people = MadeUpPeople([{"unit": "机修班", "name": "老李", "mobile": "13800000000", "absent_until": "2024-06-18"}])

    assert [len(people.reach("随便什么单位", level, day)) for level in ("handler", "leader")] == [1, 1]
    assert people.contacts("机修班", "handler")[0].name == "老李"
    assert people.contacts("机修班", "leader") == ()
    assert people.reach("机修班", "handler", day) == ()


def test_an_absent_handler_changes_nothing_about_which_unit_is_told() -> None:
    absent = [{"unit": "机修班", "name": "老李", "email": "li@example.com", "absent_until": "2024-06-30"}]

    assert not played(expects("10:00", told_exactly=["机修班", "设备科"]), contacts=absent)


async def _deliver(sent: RecordingNotifier) -> None:
    clock = FixedClock("2024-06-18T08:00+08:00")
    with throwaway_engine(
        scenarios=[REPAIR], directory=MadeUpPeople(), channels={"email": lambda: sent}, clock=clock
    ) as engine:
        engine.open("repair", by="一车间", units=UNITS, data={"fault": "异响"})
        await engine.deliver()


def test_a_throwaway_engine_does_what_an_engine_does_and_leaves_nothing_behind() -> None:
    sent = RecordingNotifier()
    asyncio.run(_deliver(sent))

    assert len(sent.sent) == 1
    with throwaway_engine(scenarios=["issue"], directory=Directory.empty()) as engine:
        path = Path(str(engine.database.engine.url.database))
        assert path.exists()
    assert not path.parent.exists()
