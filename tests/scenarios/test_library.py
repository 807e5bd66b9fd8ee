"""The library of scenarios: each file can be used as it is, its examples show all of it, and it speaks Chinese."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from duban.notifiers import ConsoleNotifier
from duban.scenarios import (
    ScenarioNotFound,
    find_cautions,
    find_clashes,
    find_misfits,
    library_names,
    name_of,
    needed,
    offers,
    shipped,
    shipped_names,
    shipped_text,
)
from duban.scenarios.diagram import svg
from duban.states import SYSTEM, media
from duban.testing import FixedClock
from duban.words import speaking
from duban.workflow.people import MadeUpPeople
from duban.workflow.play.examples import Play
from duban.workflow.play.throwaway import throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Definition
    from duban.workflow import Draft

NAMES = library_names()
EVERYTHING = {name: shipped(name) for name in (*shipped_names(), *NAMES)}
RECORDED = json.loads((Path(__file__).parent / "library.json").read_text("utf-8"))
"""The digest of every version that could ever be chosen, by name and version."""
SIGNATURE = 10
"""How many characters the longest signature of an office has in an SMS, with its brackets."""


def test_the_library_stands_beside_what_is_used_by_default() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 3
    assert not {*NAMES} & {*shipped_names()}
    assert all(EVERYTHING[name].scenario == name for name in NAMES)


def test_a_file_raises_its_version_with_each_change_and_the_file_before_is_kept() -> None:
    """Databases hold one content for each version, and refuse another: so must what can be chosen."""
    advice = "raise `version`, keep the file as it was in library/earlier/NAME-VERSION.yaml, and note the new digest"
    kept = {
        name: {version: shipped(name, version=int(version)).digest for version in versions}
        for name, versions in RECORDED.items()
    }
    assert kept == RECORDED, advice
    assert {name: str(EVERYTHING[name].version) for name in NAMES} == {
        name: max(RECORDED[name], key=int) for name in NAMES
    }


def test_everything_can_be_used_together() -> None:
    found = [*EVERYTHING.items()]
    assert find_clashes(found) == []
    assert find_misfits(found) == []


@pytest.mark.parametrize("name", NAMES)
def test_checking_warns_of_nothing(name: str) -> None:
    assert list(map(str, find_cautions(name, EVERYTHING[name]))) == []


class Played(NamedTuple):
    """What playing a scenario's examples came to: what did not come out, and every message as its reader got it."""

    failures: list[str]
    drafts: list[Draft]


@cache
def played(name: str) -> Played:
    """Play a scenario's examples with people in every unit, as `duban scenario test` does."""
    definition = EVERYTHING[name]
    found = Played([], [])
    for example in definition.examples:
        ways: dict[str, type[ConsoleNotifier]] = {medium.name: ConsoleNotifier for medium in media()}
        clock = FixedClock("1970-01-01T00:00Z")
        people = MadeUpPeople(example.get("contacts", ()))
        with (
            throwaway_engine(
                scenarios=[definition, *needed(definition, EVERYTHING.values())],
                directory=people,
                channels=ways,
                clock=clock,
            ) as engine,
            speaking("zh"),
        ):
            play = Play(definition, engine, clock, recurring=any("of" in step for step in example["steps"]))
            failures = play.open(example["open"])
            for step in example["steps"]:
                failures = failures or play.step(step)
            found.failures.extend(f"{example['name']}: {failure}" for failure in failures)
            found.drafts.extend(draft for draft in engine.drafts() if draft.number.startswith(definition.number[:3]))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_come_out_as_they_say(name: str) -> None:
    assert EVERYTHING[name].examples
    assert played(name).failures == []


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_send_each_message(name: str) -> None:
    assert {*EVERYTHING[name].messages} - {draft.message for draft in played(name).drafts} == set()


def deeds(definition: Definition) -> Iterator[str]:
    for example in definition.examples:
        own = (step for step in example["steps"] if not {"of", "refused"} & step.keys())
        yield from (step["do"] for step in own if "do" in step)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_show_each_act_that_people_do_and_one_that_is_refused(name: str) -> None:
    definition = EVERYTHING[name]
    acts = definition.transitions.items()
    by_people = {trigger for trigger, entries in acts if any({*entry.by} - {SYSTEM} for entry in entries)}
    assert by_people - {*deeds(definition)} == set()
    assert any("refused" in step for example in definition.examples for step in example["steps"])


@pytest.mark.parametrize("name", NAMES)
def test_each_clock_that_can_be_missed_tells_a_person(name: str) -> None:
    definition = EVERYTHING[name]
    for clock, rule in definition.clocks.items():
        rungs = definition.ladders.get(clock, ())
        assert rule.review or any(rung.notify for rung in rungs), clock


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_says_whom_it_is_for_and_nothing_that_is_not_there(name: str) -> None:
    mails = [draft for draft in played(name).drafts if draft.medium == "email"]
    for mail in mails:
        said = f"{mail.message}: {mail.subject}\n{mail.text}"
        assert mail.fault == "", said
        assert re.match(r"【[^】]+】", mail.subject), said
        # What is for a role that nobody fills goes to the office, with a line before it that says so.
        first = next(line for line in mail.text.splitlines() if line and not line.startswith("（"))
        assert first.endswith("："), said
        assert not re.search(r"None|昨日|,|（）|：$", f"{mail.subject}\n{mail.text.partition(chr(10))[2]}"), said
    assert mails


@pytest.mark.parametrize("name", NAMES)
def test_each_sms_is_one_segment_with_a_signature(name: str) -> None:
    for sms in (draft for draft in played(name).drafts if draft.medium == "sms"):
        assert len(sms.text) + SIGNATURE <= 70, f"{sms.message}: {sms.text}"
        assert "$" not in sms.text


@pytest.mark.parametrize("name", NAMES)
def test_its_names_and_titles_are_chinese(name: str) -> None:
    definition = EVERYTHING[name]
    titles = {role.title for role in definition.roles.values()} | {field.title for field in definition.fields.values()}
    shown = {definition.title, *definition.states, *definition.transitions, *definition.clocks, *titles}
    choices = {choice for field in definition.fields.values() for choice in field.choices}
    for text in shown | choices | {*definition.messages} | {example["name"] for example in definition.examples}:
        assert not re.search(r"[A-Za-z]", text), text
    assert definition.language == "zh"


@pytest.mark.parametrize("name", NAMES)
def test_it_draws(name: str) -> None:
    drawn = svg(EVERYTHING[name])
    texts = {text.strip() for text in ET.fromstring(drawn).itertext()}  # noqa: S314 - drawn by us
    assert {*EVERYTHING[name].states} <= texts


def test_each_says_in_one_line_what_it_is_for() -> None:
    for offer in offers():
        assert 10 <= len(offer.about) <= 80, offer
        assert offer.by_default == (offer.name in shipped_names())
    assert [offer.name for offer in offers()] == [*shipped_names(), *NAMES]


def test_a_scenario_is_found_by_its_name_and_by_its_title() -> None:
    for offer in offers():
        assert name_of(offer.name) == name_of(offer.title) == offer.name


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("asked", "near"), [("filling", "filing"), ("方案备按", "方案备案")])
def test_a_name_that_there_is_not_says_which_is_near(asked: str, near: str) -> None:
    with pytest.raises(ScenarioNotFound, match=f'did you mean "{near}"') as caught:
        name_of(asked)
    assert caught.value.near == near
    assert {*NAMES} < {*caught.value.names}


def test_no_two_files_use_one_template_of_the_carrier() -> None:
    used: dict[str, str] = {}
    for name in NAMES:
        for template in re.findall(r"template: (\S+)", shipped_text(name)):
            assert used.setdefault(template, name) == name
