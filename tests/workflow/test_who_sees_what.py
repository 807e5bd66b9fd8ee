"""No verb of the engine gives a private value to somebody who may not see it: a canary is put in, and all are asked."""

from __future__ import annotations

import asyncio
import inspect
import io
import logging
import tempfile
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from seen_papers import CANARY, DOER, LEAD, PAPERS, answered, answering, content_of, drafts, scanned, written

from duban import (
    Contact,
    Directory,
    Engine,
    Evidence,
    InvalidData,
    KeyReused,
    TransitionRefused,
    Unit,
    UnknownFile,
)
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import FIGURE_NAMES, Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Instance

    Asks = Callable[[Engine, str, str], object]

LETTERS = Path(__file__).parent / "scenarios" / "letter.yaml"
OUTSIDER, VISITOR = "外单位", ""
DAY = date(2024, 4, 1)
TITLE, UNITS = "窗口收费", {"lead": LEAD, "responsible": [DOER]}

READING: dict[str, Asks] = {
    "allowed": lambda engine, number, who: engine.allowed(number, by=DOER, viewer=who),
    "allowed_many": lambda engine, number, who: list(engine.allowed_many([number], by=DOER, viewer=who).items()),
    "at_hand": lambda engine, _, who: engine.at_hand([LEAD, DOER], by=DOER, viewer=who),
    "call_list": lambda engine, _, who: engine.call_list(viewer=who),
    "case_files": lambda engine, _, who: engine.case_files(viewer=who),
    "count": lambda engine, _, who: engine.count(by="unit", viewer=who),
    "counts": lambda engine, _, who: list(engine.counts(by=["unit", "light"], viewer=who).items()),
    "deeds": lambda engine, _, who: engine.deeds(DOER, since=date(2000, 1, 1), viewer=who).items,
    "draft_content": lambda engine, number, who: engine.draft_content(written(engine, number), viewer=who),
    "drafts": lambda engine, _, who: engine.drafts(viewer=who),
    "explain": lambda engine, number, who: engine.explain(number, viewer=who),
    "figures": lambda engine, _, who: engine.figures(viewer=who, listed=FIGURE_NAMES),
    "files": lambda engine, number, who: (number, *engine.files(number, viewer=who)),
    "find": lambda engine, _, who: engine.find(viewer=who),
    "events": lambda engine, _, who: engine.events(viewer=who, limit=1000),
    "follow": lambda engine, _, who: list(islice(engine.follow(viewer=who), engine.order_events().last)),
    "history": lambda engine, number, who: [(one, one.facts) for one in engine.history(number, viewer=who)],
    "instance": lambda engine, number, who: engine.instance(number, viewer=who),
    "links": lambda engine, number, who: engine.links(number, viewer=who),
    "matrix": lambda engine, _, who: engine.matrix(viewer=who),
    "opened": lambda engine, _, who: engine.opened("省平台", "1", viewer=who),
    "opened_for": lambda engine, _, who: list(engine.opened_for("省平台", viewer=who).values()),
    "outbox": lambda engine, _, who: engine.outbox(statuses=["pending", "delivered", "dead"], viewer=who),
    "open_file": lambda *asked: opened_by(*asked),  # noqa: PLW0108 - it is defined below
    "read_draft": lambda engine, _, who: engine.read_draft(drafts(engine)[0], viewer=who),
    "preview_message": lambda *asked: previewed(*asked),  # noqa: PLW0108 - it is defined below
    "page": lambda engine, _, who: engine.page(viewer=who),
    "paper_content": content_of,
    "papers": lambda engine, _, who: engine.papers(viewer=who),
    "pending": lambda engine, _, who: engine.pending(viewer=who),
    "situation": lambda engine, number, who: engine.situation(number, viewer=who, by=DOER),
    "targets": lambda engine, number, who: (number, *engine.targets(number, viewer=who)),
    "why_due": lambda engine, number, who: engine.why_due(number, viewer=who),
    "why_escalated": lambda engine, number, who: engine.why_escalated(number, viewer=who),
    "why_not": lambda engine, number, who: engine.why_not(number, "转办", by=DOER, viewer=who),
}
"""Every verb that shows instances: each takes `viewer=`."""

REFUSING: dict[str, Asks] = {
    "draft": lambda engine, number, who: engine.draft(number, "专报", by=who, text=CANARY),
    "edit_draft": lambda engine, number, who: engine.edit_draft(written(engine, number), by=who, text=CANARY),
    "void_paper": lambda engine, number, who: engine.void_paper(number, answered(engine, number), by=who, note=CANARY),
    "fire": lambda engine, number, who: engine.fire(number, "转办", by=who, data={"phone": CANARY}),
    "fire_many": lambda engine, number, who: engine.fire_many([number], "转办", by=who, data={"age": CANARY}),
    "extend": lambda engine, number, who: engine.extend(number, "办理时限", "1 working day", by=who),
    "decide": lambda engine, number, who: engine.decide(f"{number}#4", approve=True, by=who),
    "correct": lambda engine, number, who: engine.correct(number, {"reporter": CANARY}, by=who, note="核对"),
    "withdraw": lambda engine, number, who: engine.withdraw(number, engine.pending()[0].id, by=who),
    "urge": lambda engine, number, who: engine.urge(number, by=who),
    "answer": lambda engine, number, who: engine.answer(number, 2, "已办", by=who),
    "remark": lambda engine, number, who: engine.remark(number, "看过", by=who),
}
ACTING: dict[str, Asks] = {
    "open": lambda engine, _, who: engine.open(
        "tip", title=TITLE, units={**UNITS, "lead": who}, by=who, source="省平台", external_no="1"
    ),
    "open_many": lambda engine, _, who: engine.open_many(
        "tip", [{"units": {**UNITS, "lead": who}, "source": "省平台", "external_no": no} for no in "123"], by=who
    ),
    "assign": lambda engine, number, who: engine.assign(number, "responsible", [DOER, "市教育局"], by=who),
    "preview": lambda engine, _, who: engine.preview("tip", [{"title": TITLE, "units": UNITS}], by=who),
    "excuse": lambda engine, *_: excused(engine),
    "hand_on": lambda engine, number, _: engine.hand_on(number, to=f"{DOER}handler", by=DOER),
    "divide": lambda engine, *_: engine.divide(excused(engine).number, [{"units": DOER}], by="市教育局"),
    "link": lambda engine, number, who: engine.link(number, engine.find()[-1].number, "counts", by=who),
    "fire": lambda engine, number, _: engine.fire(number, "办结", by=DOER),
    "fire_many": lambda engine, number, _: engine.fire_many([number], "办结", by=DOER),
    "extend": lambda engine, number, _: engine.extend(number, "办理时限", "2 working days", by=DOER),
    "decide": lambda engine, *_: engine.decide(engine.pending()[0].id, approve=False, by="市教育局"),
    "opine": lambda engine, *_: engine.opine(engine.pending()[0].id, "属实", by="市教育局"),
    "draft": lambda engine, number, _: engine.draft(number, "反馈单", by=DOER, text="已核实。"),
    "edit_draft": lambda engine, number, _: engine.edit_draft(answering(engine, number), by=DOER, title="核实情况"),
    "add_scan": scanned,
    "void_paper": lambda engine, number, _: engine.void_paper(number, answered(engine, number), by=DOER, note="有误"),
    "sign": lambda engine, *_: engine.sign(drafts(engine)[-1], by=f"{LEAD}/段知远"),
    "correct": lambda engine, number, who: engine.correct(number, {"place": "窗口"}, by=who, note="有误"),
    "include": lambda engine, number, who: engine.include(engine.find()[-1].number, [number], by=who),
    "carry_over": lambda *asked: carried(*asked),  # noqa: PLW0108 - it is defined below
    "void": lambda engine, number, who: engine.void(number, by=who, note="停办"),
    "merge": lambda engine, number, who: engine.merge(number, engine.find()[-1].number, by=who, note="同一线索"),
    "withdraw": lambda engine, number, _: engine.withdraw(number, engine.pending()[0].id, by=DOER),
    "migrate": lambda engine, _, who: engine.migrate("tip", by=who, to=1, dry_run=True),
    "erase": lambda engine, number, _: engine.erase(number, "reporter", by=LEAD, note="反映人要求删除"),
    "remark": lambda engine, number, _: engine.remark(number, "看过", by=DOER),
    "instruct": lambda engine, *_: engine.instruct(urged(engine).number, "抓紧", by=LEAD, leader=LEAD, on=DAY),
    "put_file": lambda engine, _, who: engine.put_file(io.BytesIO(CANARY.encode()), name=f"{TITLE}.txt", by=who),
    "report": lambda *_: reported(),
    "urge": lambda engine, *_: urged(engine),
    "urge_many": lambda engine, _, who: engine.urge_many(by=who),
    "answer": lambda engine, *_: engine.answer(urged(engine).number, 3, "已办", by=DOER),
}
"""Every verb that acts: what it returns is for `by`. None of these may see the canary."""


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


def previewed(engine: Engine, number: str, who: str) -> list[object]:
    """Return a message of the outbox, and each of the scenario for somebody who may see all."""
    named = list(engine.definition("tip").messages)
    found = [engine.preview_message(each, number=number, reader=LEAD, viewer=who) for each in named]
    return [engine.preview_message(engine.drafts()[0].id, viewer=who), *found]


def urged(engine: Engine) -> Instance:
    """Open an instance with an urge that DOER has to answer, and return it as the one who urged may see it."""
    number = engine.open("tip", title=TITLE, units=UNITS, by=LEAD).number
    engine.fire(number, "转办", by=LEAD, note="请办理")
    return engine.urge(number, by=LEAD)


def opened_by(engine: Engine, number: str, who: str) -> str:
    """Return what is said when somebody asks for the file with the canary, which only the lead may see."""
    file = engine.put_file(io.BytesIO(CANARY.encode()), name=f"{CANARY}.txt", by=LEAD)
    engine.fire(number, "补充", by=LEAD, data={"recording": file})
    try:
        with engine.open_file(number, file["sha256"], viewer=who) as found:
            return found.content.read().decode()
    except UnknownFile as unknown:
        return str(unknown)


def carried(engine: Engine, number: str, who: str) -> Instance:
    """Carry an instance over from one plan into another, and return the latter as `who` may see it."""
    plans = [engine.open("tip", title=TITLE, units={**UNITS, "lead": who}, by=who).number for _ in "12"]
    engine.include(plans[0], [number], by=who)
    return engine.carry_over(*plans, by=who)


def excused(engine: Engine) -> Instance:
    """Open an instance in which each unit signs for itself, and return it as the one who excuses a unit may see it."""
    number = engine.open("tip", title=TITLE, units={**UNITS, "responsible": [DOER, OUTSIDER]}, by=LEAD).number
    engine.fire(number, "转办", by=LEAD)
    return engine.excuse(number, "会签", OUTSIDER, by="市教育局", note="不涉及")


def reported() -> Instance:
    """Open a tip-off of which DOER has to report, and return the sheet as DOER may see it after a line is written."""
    rules = (Path(__file__).parent / "scenarios" / "tip.yaml").read_text("utf-8")
    clock = FixedClock("2024-04-01T09:00+08:00")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tip.yaml"
        file.write_text(f"{rules}\nprogress: {{sheet: sheet, by: responsible, lead: lead}}\n", "utf-8")
        with throwaway_engine(scenarios=[file, "sheet"], clock=clock) as engine:
            number = engine.open("tip", title=TITLE, units=UNITS, by=LEAD, data={"reporter": CANARY}).number
            engine.sweep()
            clock.set("2024-04-30T18:00+08:00")
            engine.sweep()
            (sheet,) = engine.find(scenario="sheet")
            return engine.report(sheet.number, {number: {"done": "已开工"}}, by=DOER)


KEEPING: dict[str, Asks] = {
    "import_units": lambda engine, *_: engine.import_units(engine.directory.units, by=LEAD, dry_run=True),
    "import_contacts": lambda engine, *_: engine.import_contacts([], by=LEAD, dry_run=True),
    "rename_unit": lambda engine, *_: engine.rename_unit(DOER, "市住建和城乡局", by=LEAD),
    "merge_units": lambda engine, *_: engine.merge_units([DOER], "市教育局", by=LEAD),
    "split_unit": lambda engine, *_: engine.split_unit(DOER, ["市房管局", "市城建局"], rest="市房管局", by=LEAD),
    "give_up": lambda engine, *_: engine.give_up([], by=LEAD, note="停用"),
    "close_unit": lambda engine, *_: engine.close_unit("市档案局", by=LEAD),
    "leave": lambda engine, *_: engine.leave(f"{DOER}/张三", by=LEAD),
    "set_contact": lambda engine, *_: engine.set_contact(Contact(DOER, "李四", Level.LEADER), by=LEAD),
    "away": lambda engine, *_: engine.away(f"{DOER}/张三", engine.today(), engine.today(), by=LEAD),
    "back": lambda engine, *_: engine.back(f"{DOER}/张三", by=LEAD),
    "mend_address": lambda engine, *_: engine.mend_address("email", "a@example.org", "b@example.org", by=LEAD),
    "address_works": lambda engine, *_: engine.address_works("email", "a@example.org", by=LEAD),
    "directory_history": lambda engine, *_: engine.directory_history(),
}
"""Every verb that keeps who is who, or gives up messages: they show numbers, titles and units of what is handed over,
and no fields."""


SHOWING_NO_FIELDS: dict[str, Asks] = {
    "media_waiting": lambda engine, *_: engine.media_waiting(),
    "index_texts": lambda engine, *_: engine.index_texts(),
    "order_events": lambda engine, *_: engine.order_events(),
    "troubles": lambda engine, *_: engine.troubles(),
    "tell_operators": lambda engine, *_: asyncio.run(engine.tell_operators()),
    "anchor": lambda engine, *_: engine.anchor(f"{tempfile.mkdtemp()}/anchors.jsonl"),
    "calendar": lambda engine, *_: engine.calendar(),
    "papers_to_file": lambda engine, number, _: (answered(engine, number), engine.papers_to_file()),
    "file_paper": lambda engine, number, _: engine.file_paper(
        number, answered(engine, number), {"a.pdf": b"%PDF-1.7\n"}
    ),
    "contacts": lambda engine, *_: engine.contacts(),
    "definition": lambda engine, *_: engine.definition("tip"),
    "definitions": lambda engine, *_: engine.definitions(),
    "versions": lambda engine, *_: engine.versions(),
    "deliver": lambda engine, *_: asyncio.run(engine.deliver()),
    "health": lambda engine, *_: engine.health(),
    "import_calendar": lambda engine, *_: engine.import_calendar(dry_run=True),
    "nearest_number": lambda engine, number, _: engine.nearest_number(number[:-1]),
    "next_instant": lambda engine, *_: engine.next_instant(),
    "now": lambda engine, *_: engine.now(),
    "numbers": lambda engine, *_: engine.numbers(),
    "retry": lambda engine, *_: engine.retry(),
    "received": lambda engine, *_: engine.received([]),
    "bounced": lambda engine, *_: engine.bounced(b""),
    "link_of": lambda engine, *_: token_in(engine),
    "by_link": lambda engine, *_: engine.by_link(token_in(engine)),
    "follow_link": lambda engine, *_: engine.follow_link(token_in(engine)),
    "poll_receipts": lambda engine, *_: asyncio.run(engine.poll_receipts()),
    "read_bounces": lambda engine, *_: engine.read_bounces(),
    "marked_addresses": lambda engine, *_: engine.marked_addresses(),
    "rules": lambda engine, number, _: engine.rules(number),
    "send_directly": lambda engine, *_: engine.send_directly(medium="email", to="a@example.org", text="739104"),
    "send_test": lambda engine, *_: engine.send_test(medium="email", to="a@example.org"),
    "sweep": lambda engine, *_: engine.sweep(),
    "today": lambda engine, *_: engine.today(),
    "units": lambda engine, *_: engine.units(),
    "outbox_counts": lambda engine, *_: engine.outbox_counts(),
    "verify": lambda engine, *_: engine.verify(),
    "working_calendar": lambda engine, *_: engine.working_calendar("tip"),
}
"""Every verb that shows something, but no instance's fields to anybody: these take no `viewer=`."""

SHOWING_NOTHING = {
    *("close", "create_tables", "has_database", "prepare", "refresh_directory", "require_in_place", "transact"),
    *("on", "off", "on_file_opened", "refresh_scenarios", "tidy_files", "put_off_paper"),
}


def token_in(engine: Engine) -> str:
    """Return the token of a link in a message: of one that still does something, if there is any."""
    found = [link.token for entry in engine.outbox() if (link := engine.link_of(entry.id)) is not None]
    return next(token for token in found if not engine.by_link(token).blockers)


def verbs() -> dict[str, set[str]]:
    """Return every public verb of the engine with the names of its arguments."""
    found = inspect.getmembers(Engine, inspect.isfunction)
    return {name: {*inspect.signature(verb).parameters} for name, verb in found if not name.startswith("_")}


def test_every_verb_is_asked_here_and_whoever_shows_instances_takes_a_viewer() -> None:
    """A new verb belongs in one of the tables above: reading ones with `viewer=`, so that a desk can pass it always."""
    assert {name for name, arguments in verbs().items() if "viewer" in arguments} == READING.keys()
    assert {name for name, arguments in verbs().items() if "by" in arguments} - READING.keys() == (
        ACTING.keys() | KEEPING.keys() - {"directory_history"}
    )
    assert verbs().keys() == {*READING, *ACTING, *KEEPING, *SHOWING_NO_FIELDS, *SHOWING_NOTHING}


@pytest.fixture
def tip_file(tmp_path: Path) -> Path:
    """Give the tip-off rules by which anybody may open, so that everybody can be asked to."""
    rules = (Path(__file__).parent / "scenarios" / "tip.yaml").read_text("utf-8")
    file = tmp_path / "tip.yaml"
    rules = rules.replace("opens_by: lead\n", "")
    rules = rules.replace("roles:\n", "roles:\n  helper: {title: 协办单位, default: 市教育局}\n", 1)
    signed = "  会签: {from: 办理, to: 办结, by: {each: responsible}, excuse: {by: helper}}\n"
    rules = rules.replace("approve: responsible, before", "approve: responsible, opinion: helper, before")
    divided = "children: {scenario: tip, on: 办理, as: responsible, breakdown: {by: helper}}\n"
    file.write_text(rules.replace("transitions:\n", f"{PAPERS}{divided}transitions:\n{signed}", 1), encoding="utf-8")
    return file


@pytest.fixture
def here(make_engine: MakeEngine, tip_file: Path, clock: FixedClock, tmp_path: Path) -> Engine:
    """Give an engine with one tip-off that is late, was told of, has a request and a link, and bears the canary."""
    people = [
        Contact(unit, f"{unit}{level}", level, email=f"{place}{level}@example.org")
        for place, unit in enumerate([LEAD, DOER, OUTSIDER, "市教育局"])
        for level in Level
    ]
    directory = Directory([Unit(name) for name in (LEAD, DOER, OUTSIDER, "市教育局")], people)
    evidence = Evidence(folder=str(tmp_path / "files"), free_mb=0)
    engine = make_engine(scenarios=[tip_file, LETTERS], directory=directory, evidence=evidence)
    for title in (TITLE, "占道"):
        roles = {"office": LEAD, "supervisor": LEAD, "principal": LEAD, "responsible": [DOER]}
        engine.open("letter", title=title, units=roles, by=LEAD)
    number = engine.open(
        "tip", title=TITLE, units=UNITS, by=LEAD, data={"reporter": CANARY}, source="省平台", external_no="1", key="k"
    ).number
    other = engine.open("tip", title=TITLE, units=UNITS, by=LEAD).number
    engine.fire(number, "转办", by=LEAD, data={"others": [CANARY, CANARY]}, note="请办理")
    engine.link(number, other, by=LEAD)
    engine.extend(number, "办理时限", "1 working day", by=DOER)
    clock.set("2024-04-10T09:00+08:00")
    engine.sweep()
    engine.sign(drafts(engine)[-1], by=f"{LEAD}/段知远")
    asyncio.run(engine.deliver())
    return engine


def number_of(engine: Engine) -> str:
    return next(each.number for each in engine.find() if each.data)


def told(answer: object) -> str:
    """Return all that an answer says, by itself, as JSON and in words."""
    if isinstance(answer, (list, tuple)):
        return "\n".join(told(each) for each in answer)
    printed = answer.to_json() if hasattr(answer, "to_json") else ""
    return f"{answer!r}\n{answer}\n{printed}"


@pytest.mark.parametrize("viewer", [DOER, f"{OUTSIDER}/丙", VISITOR])
@pytest.mark.parametrize("verb", READING)
def test_what_is_read_bears_no_private_value_of_others(here: Engine, verb: str, viewer: str) -> None:
    answer = told(READING[verb](here, number_of(here), viewer))
    assert answer
    assert CANARY not in answer


@pytest.mark.parametrize("viewer", [DOER, VISITOR])
@pytest.mark.parametrize("verb", sorted(READING.keys() - {"draft_content", "paper_content"}))
def test_nor_does_it_bear_what_is_written_in_a_paper_that_is_not_theirs(here: Engine, verb: str, viewer: str) -> None:
    """One such paper is signed, another waits."""
    number = number_of(here)
    here.sign(written(here, number), by=f"{LEAD}/段知远")
    written(here, number)
    assert CANARY not in told(READING[verb](here, number, viewer))


def test_a_message_with_what_is_written_in_a_paper_is_shown_to_those_who_may_read_it(here: Engine) -> None:
    number = number_of(here)
    here.sign(written(here, number), by=f"{LEAD}/段知远")
    sent = here.drafts()[-1].id
    assert CANARY in here.preview_message(sent, viewer=LEAD)[0].text
    for viewer in (DOER, f"{OUTSIDER}/丙", VISITOR):
        assert here.preview_message(sent, viewer=viewer)[0].text.strip() == "（不便转发，请登录查看）"


@pytest.mark.parametrize(
    "verb",
    [
        "instance",
        "find",
        "page",
        "situation",
        "case_files",
        "opened",
        "opened_for",
        "drafts",
        "open_file",
        "draft_content",
        "paper_content",
    ],
)
def test_whoever_may_see_it_is_shown_it(here: Engine, verb: str) -> None:
    for who in (LEAD, f"{LEAD}/甲", None):
        found: Any = who
        assert CANARY in told(READING[verb](here, number_of(here), found))


@pytest.mark.parametrize("verb", SHOWING_NO_FIELDS)
def test_what_shows_no_fields_bears_none(here: Engine, verb: str) -> None:
    assert CANARY not in told(SHOWING_NO_FIELDS[verb](here, number_of(here), VISITOR))


@pytest.mark.parametrize("verb", KEEPING)
def test_what_keeps_the_directory_shows_no_fields(
    make_engine: MakeEngine, tip_file: Path, verb: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(scenarios=[tip_file], directory=None)
    engine.import_units([Unit(name) for name in (LEAD, DOER, OUTSIDER, "市教育局", "市档案局")], by=LEAD)
    engine.import_contacts([Contact(DOER, "张三", Level.HANDLER, email="a@example.org")], by=LEAD)
    number = engine.open("tip", title=TITLE, units=UNITS, by=LEAD, data={"reporter": CANARY}).number
    with caplog.at_level(logging.DEBUG):
        answer = told(KEEPING[verb](engine, number, LEAD))
    assert answer
    assert CANARY not in answer + caplog.text


@pytest.mark.parametrize("verb", ACTING)
def test_what_an_act_returns_is_what_the_one_who_acts_may_see(
    here: Engine, clock: FixedClock, verb: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock.set("2024-04-02T09:00+08:00")  # for the request: before it is due
    here.assign(number_of(here), "responsible", [DOER, "市教育局"], by=LEAD)
    if verb == "extend":
        here.decide(here.pending()[0].id, approve=False, by="市教育局")
    with caplog.at_level(logging.DEBUG):
        answer = told(ACTING[verb](here, number_of(here), OUTSIDER))
    assert TITLE in answer or verb in {"erase", "migrate"}
    assert CANARY not in answer
    assert CANARY not in caplog.text


def test_a_repeat_under_a_key_returns_what_the_one_who_asks_may_see(here: Engine) -> None:
    number = number_of(here)
    first = here.fire(number, "办结", by=DOER, key="done")
    assert here.fire(number, "办结", by=DOER, key="done") == first
    assert "reporter" not in first.data
    with pytest.raises(KeyReused) as refusal:
        here.fire(number, "办结", by=OUTSIDER, key="done")
    assert CANARY not in told(refusal.value)
    again = here.open(
        "tip", title=TITLE, units=UNITS, by=LEAD, data={"reporter": CANARY}, source="省平台", external_no="1", key="k"
    )
    assert again.data["reporter"] == CANARY, "the one who opened it fills the role that may see it"


def test_nor_does_a_refusal_repeat_what_was_given(here: Engine, caplog: pytest.LogCaptureFixture) -> None:
    for asks in REFUSING.values():
        with caplog.at_level(logging.DEBUG), pytest.raises((TransitionRefused, InvalidData)) as refusal:
            asks(here, number_of(here), OUTSIDER)
        assert CANARY not in told(refusal.value)
    assert CANARY not in caplog.text
