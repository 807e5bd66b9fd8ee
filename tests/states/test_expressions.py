"""A `when` says what it uses, holds or not, and cannot run away."""

from __future__ import annotations

import time
from datetime import date

import pytest

from duban.states.errors import ExpressionError
from duban.states.expressions import compile_condition, template_usage

pytestmark = pytest.mark.usefixtures("english")


def holds(source: str, **context: object) -> bool:
    return compile_condition(source)(context)


def test_a_condition_is_judged_over_what_it_is_given() -> None:
    assert holds("satisfaction != '不满意'", satisfaction="满意")
    assert not holds("satisfaction != '不满意'", satisfaction="不满意")


def test_an_absent_field_is_none() -> None:
    assert holds("satisfaction is none")
    assert holds("satisfaction != '不满意'")
    assert not holds("satisfaction == '满意'")


def test_what_cannot_be_judged_for_want_of_a_value_does_not_hold() -> None:
    assert not holds("score > 60")
    assert holds("score > 60", score=61)


def test_a_day_is_written_as_such() -> None:
    assert holds("deadline > date('2026-03-31')", deadline=date(2026, 4, 1))
    assert not holds("deadline > date('2026-03-31')", deadline=date(2026, 3, 31))
    assert not holds("deadline > date('2026-03-31')")


def test_a_number_that_no_computer_holds_is_larger_than_all_others() -> None:
    assert holds("score < 1e400 and score > -1e400", score=10**18)


def test_counters_are_asked_of_the_context() -> None:
    assert holds("times('退单') < 2 and round == 1", times={"退单": 1}.__getitem__, round=1)
    assert not holds("times('退单') < 2", times={"退单": 2}.__getitem__)


def test_a_clock_is_found_by_its_name() -> None:
    assert holds("clocks['整改时限'].light == 'red'", clocks={"整改时限": {"light": "red"}})


def test_arithmetic_and_lists_are_there() -> None:
    assert holds("score * 2 + 1 in [41, 42]", score=20)
    assert holds("item.units.responsible | length >= 2", item={"units": {"responsible": ("甲", "乙")}})


def test_a_condition_says_which_names_triggers_and_clocks_it_uses() -> None:
    condition = compile_condition("times('退单') < 2 and clocks['整改时限'].left and item.data.source == source")

    assert condition.names == {"times", "clocks", "item", "source"}
    assert condition.triggers == {"退单"}
    assert condition.clocks == {"整改时限"}


def test_the_same_source_is_compiled_once() -> None:
    assert compile_condition("round > 1") is compile_condition("round > 1")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "does not compile"),
        ("round >", "does not compile"),
        ("round > 1 }} {{ item", "goes on after its end"),
        ("round round", "goes on after its end"),
        ("10 ** 10 ** 10", r"uses `\*\*`"),
        ("'a' * 1000000000 == 'b'", r"uses `\*` on text"),
        ("[1] * 1000000000", r"uses `\*` on text"),
        ("'%1000000000d' % 1", "uses `%` on text"),
        ("range(1000000)", "cannot be called here"),
        ("'a'.replace('a', 'b')", "cannot be called here"),
        ("source.format(1)", "cannot be called here"),
        ("source | center(1000000000)", "uses the filter `center`"),
        ("5 | round(1000000000, 'ceil')", "more arguments than it takes"),
        ("item.__class__.__mro__", "uses `__class__`"),
        ("item['__class__']", "uses `__class__`"),
        ("(item or 1)._x", "uses `_x`"),
        ("round is brilliant", "does not compile|uses the test `brilliant`"),
        ("times(trigger)", "counts with times"),
        ("times('a', 'b')", "counts with times"),
        ("repeats(1)", "counts with times"),
        ("(" * 400 + "1" + ")" * 400, "nests too deeply|does not compile"),
        (" or ".join(["a"] * 150), "nests too deeply"),
        ("round" + " or round" * 400, "more than 1000 characters"),
        ("{'a': 1}", "uses `dict`"),
        ("5[:2]", "cuts a piece out of something that has no name"),
        ("(round > 1 or true)[::-1]", "cuts a piece out of something that has no name"),
    ],
)
def test_what_is_not_an_expression_or_could_run_away_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=reason):
        compile_condition(source)


def test_text_that_comes_as_a_value_cannot_be_multiplied_either() -> None:
    started = time.process_time()

    assert not holds("title * count == title", title="a" * 1000, count=10**12)
    assert not holds("title % count == title", title="%1000000000d", count=1)
    assert time.process_time() - started < 1


def test_the_error_keeps_the_source_and_the_line() -> None:
    with pytest.raises(ExpressionError) as caught:
        template_usage("第一行\n{{ 9 ** 9 }}")

    assert caught.value.line == 2
    assert caught.value.source == "第一行\n{{ 9 ** 9 }}"
    assert isinstance(caught.value, ValueError)


def test_a_template_says_which_names_and_attributes_it_uses() -> None:
    usage = template_usage(
        "{{ item.number }}{{ item.data.get('source') }}{{ item['title'] }}"
        "{% for unit_name in item.units.responsible %}{{ loop.index }}{{ unit_name }}{% endfor %}"
        "{% if clock %}{{ clock.due | date }}{% endif %}",
    )

    assert usage.paths == {
        ("item", "number"),
        ("item", "data", "source"),
        ("item", "title"),
        ("item", "units", "responsible"),
        ("clock",),
        ("clock", "due"),
    }


def test_a_name_that_is_asked_with_a_computed_key_counts_as_used_whole() -> None:
    assert template_usage("{{ item[unit] }}").paths == {("item",), ("unit",)}
    assert template_usage("{% set all = item.data %}{{ all.reporter }}").paths == {("item", "data")}


@pytest.mark.parametrize(
    "source",
    [
        "{% include 'secrets' %}",
        "{% macro again() %}{{ again() }}{% endmacro %}",
        "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% block a %}{% endblock %}",
        "{{ 2 ** 9 }}",
        "{{ 'a' * 9 }}",
        "{{ lipsum(1000) }}",
        "{{ item.title | attr('__class__') }}",
        "{% if a %}",
        "{{ a }",
        "x" * 20_001,
    ],
)
def test_a_template_that_no_message_needs_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        template_usage(source)
