"""Every message that a scenario sends can be read, in Chinese and in English, and breaks no rule of a good office's.

The rules are those that a machine can hold: days with their weekdays, whom to ring in the last line, one SMS with the
longest values too, the reason of what is sent back, no order to a leader. `make gallery` makes a page to be read.
"""

from __future__ import annotations

import pytest
from gallery import Shown, messages_of
from message_rules import broken_by_mail, broken_by_sms

from duban.scenarios import Wordings, library_names, shipped, shipped_names
from duban.words import LANGUAGES


@pytest.mark.parametrize("scenario", [*shipped_names(), *library_names()])
def test_every_message_can_be_read_and_breaks_no_rule(scenario: str) -> None:
    shown, wrong = messages_of(scenario)

    assert wrong == []
    assert [(each.name, each.medium, each.language, flaw) for each in shown for flaw in each.flaws()] == []
    declared = {(name, medium) for name, form in shipped(scenario).messages.items() for medium in _media(form.parts)}
    for language in LANGUAGES:
        assert {(each.name, each.medium) for each in shown if each.usual and each.language == language} == declared


@pytest.mark.parametrize("scenario", [*shipped_names(), *library_names()])
def test_every_message_has_its_english_and_keeps_its_media(scenario: str) -> None:
    definition = shipped(scenario)
    english = Wordings().forms(definition, "en")

    assert [name for name, form in definition.messages.items() if english[name] == form] == []
    assert {name: set(form.parts) for name, form in english.items()} == {
        name: set(form.parts) for name, form in definition.messages.items()
    }


def test_the_rules_find_what_breaks_them() -> None:
    """Each rule is broken once: a gallery whose rules find nothing would say nothing."""
    said = "市住建局：\n请立即办结，4月3日前回复。\n联系人：方晓宁 0711-5550142"
    found = "\n".join(broken_by_mail("催办", "市住建局", "催办", said, "zh"))
    assert "'催办'" in found
    assert "weekday" in found
    assert "立即" in found

    ends = broken_by_mail("催办", "市住建局", "【催办】事项", "市住建局：\n贵单位“”，你单位请过问。", "zh")
    assert [each.partition(":")[0] for each in ends] == [
        "a gap",
        "calls the unit by two names",
        "does not end with whom to call",
    ]
    orders = broken_by_mail("专报", "市领导", "【专报】事项", "市领导：\n请今日办结。", "zh")
    assert list(orders) == ["asks a leader for no decision", "orders a leader about: '请今日办结'"]
    assert [each.partition(":")[0] for each in broken_by_sms("见https://duban.example.org", 2)] == [
        "2 SMS",
        "a link in an SMS",
    ]


def _media(parts: object) -> list[str]:
    assert isinstance(parts, dict)
    return [*(["email"] if "text" in parts else []), *(["sms"] if "sms" in parts else [])]


def test_the_longest_values_are_long() -> None:
    shown, _ = messages_of("task")
    longest = {(each.name, each.medium, each.language): each for each in shown if not each.usual}
    sms: Shown = longest["催办", "sms", "zh"]
    assert "2026年12月30日" in sms.text
    assert "12个工作小时30分钟" in sms.text
    assert "〔2026〕999号" in longest["督办通知", "email", "zh"].subject
    assert "30 December 2026 (Wed)" in longest["逾期", "email", "en"].text
