"""Newer rules name a private field anew: its values go over, are seen by the same, and what was erased stays so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from newer_rules import migrated

from duban import TransitionRefused
from duban.scenarios import compile_document
from duban.scenarios.checkers import canonical
from duban.scenarios.yaml_reader import parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows
    from newer_rules import Versions

    from duban import Definition, Engine
    from duban.testing import RecordingNotifier

SECRET = "不愿透露姓名的王某"
FIELD = ("reporter", "informant")
FIELDS = {"reporter": "informant"}
TOLD = (
    ("announce:\n", "announce:\n  - {on: 签收, notify: lead, message: 来电}\n"),
    ("messages:\n", 'messages:\n  来电: {subject: "【来电】", text: "反映人：{{ reporter }}"}\n'),
)
GUARDED = (
    "{from: 交办, to: 整改, by: responsible}",
    "{from: 交办, to: 整改, by: responsible, when: \"reporter == '王某'\"}",
)


def as_kept(text: str) -> Definition:
    """Return rules as they are read back: a condition on a private field was right when such rules were first read."""
    return compile_document(canonical(parse_yaml(text, "matter.yaml")[0].value))


def check_proven(engine: Engine) -> None:
    """Fail unless the history proves what is registered, and every act could be judged again by its rules."""
    found = engine.verify()
    assert (found.findings, found.erased, dict(found.unjudged)) == ((), (), {})


def test_its_value_is_shown_by_the_new_name_to_those_who_may_see_it_and_to_nobody_else(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine, data={"reporter": SECRET}).number
    later = versions(FIELD)
    assert migrated(later, fields=FIELDS, dry_run=True).ok
    assert SECRET not in str(migrated(later, fields=FIELDS).to_json())
    assert later.instance(number, viewer="市优化办").data == {"informant": SECRET}
    assert later.instance(number, viewer="市住建局").data == {}
    assert SECRET not in str(later.history(number))
    check_proven(later)


def test_it_can_be_erased_by_the_new_name_and_stays_erased_there_and_back(
    engine: Engine, versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    number = open_matter(engine, data={"reporter": SECRET}).number
    later = versions(FIELD)
    assert migrated(later, fields=FIELDS).ok
    assert later.erase(number, "informant", by="市优化办", note="本人要求").values == 1
    assert SECRET not in str(rows())
    assert [each.field for each in later.situation(number).erased] == ["informant"]
    check_proven(later)
    back = versions(version=3)
    assert migrated(back, fields={"informant": "reporter"}).ok
    assert back.instance(number).data == {}
    assert [each.field for each in back.situation(number).erased] == ["reporter"]
    with pytest.raises(TransitionRefused) as refused:
        back.erase(number, "reporter", by="市优化办", note="再次要求")
    assert [blocker.code for blocker in refused.value.blockers] == ["erased"]
    check_proven(back)


def test_what_was_erased_before_stays_erased_and_the_same_request_gets_the_same_answer(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine, data={"reporter": SECRET}).number
    first = engine.erase(number, "reporter", by="市优化办", note="本人要求", key="k-1")
    later = versions(FIELD)
    assert migrated(later, fields=FIELDS).ok
    assert later.instance(number).data == {}
    again = later.erase(number, "reporter", by="市优化办", note="本人要求", key="k-1")
    assert (again.seq, again.at, again.field) == (first.seq, first.at, "reporter")
    check_proven(later)
    later.fire(number, "签收", by="市住建局", data={"informant": "李某"})
    assert later.instance(number, viewer="市优化办").data == {"informant": "李某"}
    check_proven(later)


@pytest.mark.parametrize("erased", [False, True])
def test_a_message_that_waits_speaks_of_it_as_before_the_field_was_renamed(
    versions: Versions, open_matter: OpenMatter, mailbox: RecordingNotifier, *, erased: bool
) -> None:
    second = versions(*TOLD)
    number = open_matter(second, data={"reporter": SECRET}).number
    second.fire(number, "签收", by="市住建局")
    later = versions(*TOLD, FIELD, ("lead", "chief"), version=3)
    assert migrated(later, fields=FIELDS, roles={"lead": "chief"}).ok
    if erased:
        later.erase(number, "informant", by="市优化办", note="本人要求")
    asyncio.run(later.deliver())
    assert [SECRET in message.text for message in mailbox.sent if message.subject == "【来电】"] == [not erased]
    check_proven(later)


def test_what_hung_on_it_is_judged_again_by_the_names_of_each_time(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter
) -> None:
    text = matter_file.read_text("utf-8").replace(*GUARDED)
    first = as_kept(text)
    engine = make_engine(scenarios=[first])
    numbers = [open_matter(engine, title=title, data={"reporter": "王某"}).number for title in ("排队", "停车")]
    engine.fire(numbers[0], "签收", by="市住建局")
    later = make_engine(scenarios=[first, as_kept(text.replace("version: 1", "version: 2").replace(*FIELD))])
    assert migrated(later, fields=FIELDS).ok
    later.fire(numbers[1], "签收", by="市住建局")
    check_proven(later)
    for number in numbers:
        later.erase(number, "informant", by="市优化办", note="本人要求")
    found = later.verify()
    assert (found.findings, found.erased, dict(found.unjudged)) == ((), (), {"erased": 2})


def test_a_name_that_held_something_under_earlier_rules_is_refused(
    versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    both = (
        "reporter: {title: 反映人",
        "caller:   {title: 来电人, type: string, private: [lead]}\n  reporter: {title: 反映人",
    )
    second = versions(both)
    open_matter(second, data={"reporter": SECRET, "caller": "李某"})
    assert migrated(versions(version=3)).ok  # which has no field for the caller
    later = versions(("reporter", "caller"), version=4)
    before = rows()
    (blocked,) = migrated(later, fields={"reporter": "caller"}).blocked
    assert [(blocker.code, blocker.reason) for blocker in blocked.blockers] == [("data", "taken")]
    assert rows() == before
