"""What a scenario file says is what its definition holds."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from duban.scenarios import ScenarioError, compile_document, read_scenario
from duban.states import (
    Among,
    Announcement,
    ClockRule,
    Definition,
    Duration,
    Field,
    FieldType,
    Level,
    Light,
    Missed,
    Paper,
    Recipient,
    RecipientKind,
    Role,
    State,
    Unit,
)

pytestmark = pytest.mark.usefixtures("english")

SCENARIO = (Path(__file__).parent / "every_key.yaml").read_text(encoding="utf-8")


WHOSE_IT_IS_LEFT_OUT = SCENARIO.replace("opens_by: lead\nfallback: supervisor\n", "")


@pytest.fixture(scope="module")
def definition() -> Definition:
    return read_scenario(SCENARIO, "issue.yaml")


def test_the_head_is_kept(definition: Definition) -> None:
    assert (definition.scenario, definition.version, definition.title) == ("issue", 3, "问题整改")
    assert definition.number == "WT-{year}-{quarter}{month:02d}-{seq:04d}"
    assert (definition.calendar, definition.timezone) == ("china", "Asia/Shanghai")
    assert definition.hours == ("08:30-12:00", "14:00-17:30")
    assert definition.initial == "交办"


def test_who_opens_is_anyone_and_who_falls_back_is_the_first_role_unless_said(definition: Definition) -> None:
    left_out = read_scenario(WHOSE_IT_IS_LEFT_OUT, "x")

    assert (definition.opens_by, definition.fallback) == ("lead", "supervisor")
    assert (left_out.opens_by, left_out.fallback) == (None, "lead")


def test_roles_have_their_defaults(definition: Definition) -> None:
    assert list(definition.roles.values()) == [
        Role("lead", "牵头单位", required=True),
        Role("responsible", "责任单位", required=True, many=True),
        Role("supervisor", "supervisor", default=("市督考办",)),
    ]


def test_fields_have_their_types(definition: Definition) -> None:
    assert list(definition.fields.values()) == [
        Field("source", "问题来源", FieldType.CHOICE, choices=("省评反馈", "群众投诉"), required=True),
        Field("deadline", "完成时限", FieldType.DATE),
        Field("evidence", "佐证材料", FieldType.FILE, many=True),
        Field("figures", "统计数据", FieldType.FILE),
        Field("steps", "时间节点", FieldType.MILESTONES),
        Field("return_to", "建议承办单位", FieldType.UNIT),
        Field("reporter", "reporter", private=("lead", "responsible")),
        # A scenario with reasons has a field for the one that is given.
        Field("reason_code", "原因", FieldType.CHOICE, choices=("材料不全", "不属职责")),
    ]


def test_states_are_in_the_order_of_the_file(definition: Definition) -> None:
    assert list(definition.states.values()) == [
        State("交办", initial=True, waits_for="responsible"),
        State("整改", waits_for="responsible"),
        State(
            "挂账",
            waits_for="lead",
            pauses=("整改时限",),
            at_most=Duration(60, Unit.WORKING_DAYS),
            then="签收",
        ),
        State("分办", waits_for="lead", silent=True),
        State("销号", final=True, public="已办结"),
    ]


def test_a_trigger_may_have_several_entries(definition: Definition) -> None:
    first, second = definition.transitions["签收"]

    assert (first.index, first.sources, first.target, first.when) == (0, ("交办",), "整改", "source == '省评反馈'")
    assert (second.index, second.sources, second.target) == (1, ("交办", "挂账"), "挂账")
    assert second.by == ("lead", "system")


def test_the_conditions_of_a_transition_are_kept(definition: Definition) -> None:
    (entry,) = definition.transitions["退单"]

    assert entry.by == ("anyone",)
    assert entry.requires == ("note", "evidence", "reason_code")
    assert entry.fresh
    assert entry.times == 2
    assert entry.within == Duration(2, Unit.WORKING_DAYS)
    assert entry.rebinds == "responsible"
    assert entry.restarts == ("整改时限",)


def test_from_a_star_means_every_state_that_is_not_final(definition: Definition) -> None:
    (entry,) = definition.transitions["销号"]

    assert entry.sources == ("交办", "整改", "挂账", "分办")
    assert entry.not_by == "签收"
    assert definition.transitions["重开"][0].new_round


def test_clocks_and_their_ladders_are_kept(definition: Definition) -> None:
    early, due, automatic, released, drafted = definition.ladders["整改时限"]

    assert definition.clocks["整改时限"] == ClockRule(
        "整改时限", ("open", "整改"), ("销号",), Duration(15, Unit.WORKING_DAYS), "deadline", once=True
    )
    assert (early.id, early.light, early.urgent) == ("due - 5 working days", Light.BLUE, False)
    assert due.notify == (
        Recipient(RecipientKind.ROLE, "responsible", Level.LEADER),
        Recipient(RecipientKind.UNIT, "市纪委"),
    )
    assert due.copy == (Recipient(RecipientKind.MAILTO, "office@example.org"),)
    assert (due.id, due.light, due.urgent, due.message) == ("due", Light.RED, True, "催办")
    assert (automatic.id, automatic.then, automatic.message) == ("自动挂账", "签收", None)
    assert (released.confirm, released.missed, released.paper) == ("supervisor", Missed.LATEST, None)
    assert (drafted.paper, drafted.confirm, drafted.message) == ("督办通知单", "supervisor", "催办")
    assert (drafted.notify, drafted.copy) == (
        (Recipient(RecipientKind.ROLE, "responsible"),),
        (Recipient(RecipientKind.ROLE, "lead"),),
    )


def test_papers_are_kept(definition: Definition) -> None:
    assert definition.papers == {
        "督办通知单": Paper(
            "督办通知单",
            "催办",
            "云督办〔{year}〕{seq}号",
            draft="催办",
            levels=("第一次", "第二次"),
            reply_within=Duration(5, Unit.WORKING_DAYS),
            asks=("reporter",),
        ),
        "交办单": Paper(
            "交办单",
            "催办",
            "云交〔{year}〕{seq}号",
            by=("lead",),
            on=("分办",),
            to=(Recipient(RecipientKind.ROLE, "responsible"),),
            copy=(Recipient(RecipientKind.ROLE, "supervisor"),),
            sign="lead",
            document="催办",
            form="交办单",
            office="市优化办",
            evidence=True,
            four_eyes=True,
            voids=("lead", "supervisor"),
        ),
        "通报": Paper(
            "通报",
            "催办",
            "云通〔{year}〕{seq}号",
            by=("lead",),
            to=(Recipient(RecipientKind.ROLE, "responsible"),),
            sign="lead",
            figures="figures",
        ),
        "延期批复": Paper(
            "延期批复",
            "催办",
            "云延〔{year}〕{seq}号",
            after=("extension",),
            to=(Recipient(RecipientKind.ROLE, "responsible"),),
            sign="lead",
        ),
    }


def test_announcements_are_kept(definition: Definition) -> None:
    lead, supervisor = (Recipient(RecipientKind.ROLE, name) for name in ("lead", "supervisor"))
    bound = Recipient(RecipientKind.ROLE, "responsible", Level.HEAD, Among.NEW)
    relieved = Recipient(RecipientKind.ROLE, "responsible", Level.CONTACT, Among.FORMER)

    assert definition.announcements == (
        Announcement(("open",), (Recipient(RecipientKind.ROLE, "responsible"),), "催办"),
        Announcement(("退单",), (lead,), "催办", copy=(supervisor,), urgent=True),
        Announcement((), (bound, relieved), "催办", after=("assign", "rebind")),
    )


def test_messages_are_kept(definition: Definition) -> None:
    form = definition.messages["催办"]

    assert form.parts["subject"] == "{{ item.number }}"
    assert form.parts["html"] == "<p>{{ item.title }}</p>"
    sms = {"template": "T1", "values": {"编号": "{{ item.number }}"}, "sign": "督办", "text": "${编号}到期"}
    assert form.parts["sms"] == sms


def test_examples_stay_as_they_are_written(definition: Definition) -> None:
    example, _ = definition.examples

    assert example["open"] == {"at": "2024-04-01 09:00", "units": {"lead": "市优化办", "responsible": []}}
    assert example["steps"][0]["refused"] == "state"


def test_the_digest_is_that_of_the_document_which_compiles_to_the_same_definition(definition: Definition) -> None:
    assert definition.digest == hashlib.sha256(definition.document.encode()).hexdigest()
    assert "examples" not in json.loads(definition.document)
    assert compile_document(definition.document) == replace(definition, examples=())


def test_comments_line_ends_and_examples_do_not_change_the_digest_but_rules_do(definition: Definition) -> None:
    head, examples = SCENARIO.split("examples:\n")

    assert read_scenario(head.replace("version: 3\n", "version:   3  # a remark\r\n"), "x").digest == definition.digest
    changed = head.replace("15 working days", "16 working days") + "examples:\n" + examples
    assert read_scenario(changed, "x").digest != definition.digest


def test_the_order_of_the_file_is_kept_where_it_means_something() -> None:
    definition = read_scenario(WHOSE_IT_IS_LEFT_OUT, "x")

    again = compile_document(definition.document)

    assert again.fallback == "lead"
    assert list(again.roles) == ["lead", "responsible", "supervisor"]
    assert list(again.transitions) == list(definition.transitions)


@pytest.mark.parametrize("document", ["", "{", "[]", "null", "42", '"x"', "{}", '{"states": 1}', "[" * 100_000])
def test_a_document_that_is_none_is_refused(document: str) -> None:
    with pytest.raises(ScenarioError):
        compile_document(document)


def test_a_field_that_shares_its_name_with_what_messages_see_is_allowed() -> None:
    text = SCENARIO.replace("fields:\n", "fields:\n  contact: {title: 联系人}\n  times: {type: number}\n")
    text = text.replace("source == '省评反馈'", "contact == '张三' and item.data.times == 1")

    assert read_scenario(text, "x").transitions["签收"][0].when == "contact == '张三' and item.data.times == 1"


def test_reading_scenarios_does_not_load_the_database_or_the_scheduler() -> None:
    code = (
        "import sys; from duban.scenarios import shipped, shipped_names\n"
        "for name in shipped_names(): shipped(name)\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'apscheduler', 'pydantic', 'httpx', 'holidays', 'aiosmtplib'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_a_private_field_may_be_told_to_those_who_may_see_it() -> None:
    text = SCENARIO.replace("fallback: supervisor\n", "").replace(
        "- {on: open, notify: responsible, message: 催办}", "- {on: open, notify: lead, message: 来电}"
    )
    text = text.replace("messages:\n", 'messages:\n  来电: {text: "{{ reporter }}、{{ item.data.reporter }}"}\n')

    assert read_scenario(text, "x").messages["来电"].parts["text"] == "{{ reporter }}、{{ item.data.reporter }}"


MESSAGES = [
    "{{ item.data['source'] or '未注明' }}",
    "{{ item.data.get('source', '未注明') }}",
    "{% for name in item.units.responsible %}{{ loop.index }}. {{ name }}{% endfor %}",
    "{{ item.units['lead'] | join('、') }}{{ evidence | length }}",
    "{% if clock and clock.light == 'red' %}{{ clock.left | duration }}{% else %}{{ contact }}{% endif %}",
    "{% set day = deadline or item.due_on %}{{ day | date }}{{ item.opened_at | datetime }}",
    "{{ item.title[:20] }}第{{ round + 1 }}轮",
]


@pytest.mark.parametrize("wording", MESSAGES)
def test_what_a_message_may_say(wording: str) -> None:
    text = SCENARIO.replace('html: "<p>{{ item.title }}</p>"', f'html: "{wording}"')

    assert read_scenario(text, "x").messages["催办"].parts["html"] == wording
