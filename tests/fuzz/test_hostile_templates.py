"""Expressions and templates, hostile ones too, are refused when a file is read, or harmless, small and soon done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from sizes import tries
from work import bounded_work

from duban.states import (
    ExpressionError,
    MessageForm,
    TemplateError,
    compile_condition,
    fill_text,
    medium_named,
    render,
    template_usage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[..., Any]

LONG = "a<&长" * 12_000
SEEN: dict[str, Any] = {
    "item": {"number": "WT-1", "title": LONG, "units": {"lead": ("甲", "乙")}, "data": {"long": LONG}, "due_on": None},
    "clock": {"name": "时限", "due": date(2024, 4, 1), "left": "1天", "light": "red"},
    "clocks": {"时限": {"light": "red"}},
    "unit": "甲",
    "round": 1,
    "long": LONG,
    "tags": ["x"] * 20_000,
    "amount": 10**17,
    "day": date(2024, 4, 1),
    "moment": datetime(2024, 4, 1, 9, tzinfo=UTC),
    "files": [{"name": "a", "sha256": "0" * 64}],
    "nothing": None,
}
NAMES = ["a", "b", *SEEN, "item.title", "item.data", "item.units.lead", "item.data.long", "clock.due", "loop.index"]
CONSTANTS = ["0", "1", "-1", "9" * 18, "9" * 40, "1e308", "1e-308", "'a'", "'a' 'b'", "''", "none", "true", "[]", "()"]
ESCAPES = [
    "__class__",
    "__class__.__mro__[1].__subclasses__()",
    "__globals__",
    "__init__.__globals__['os'].system('id')",
    "gi_frame.f_builtins",
    "func_globals",
    "mro()",
    "format('{0.__class__}')",
    "format_map({})",
    "_x",
]
WORDS = [
    *("self", "config", "request", "cycler", "joiner", "namespace", "lipsum", "range", "dict", "caller", "super()"),
    *("cycler.__init__.__globals__.os", "lipsum.__globals__", "range(10**9)", "namespace(a=1)", "varargs", "kwargs"),
]
FILTERS = [
    *("abs", "capitalize", "count", "d", "default('x')", "dictsort", "e", "escape", "first", "float", "int", "items"),
    *("join", "join(long)", "last", "length", "list", "lower", "max", "min", "replace('a', long)", "reverse", "round"),
    *("round(999999999)", "sort", "string", "striptags", "title", "trim", "truncate(999999999)", "unique", "upper"),
    *("wordcount", "date", "datetime", "duration", "center(10**9)", "attr('__class__')", "map('upper')", "tojson"),
    *("format(1)", "indent(10**9)", "groupby('a')", "batch(2)", "xmlattr", "pprint", "urlize", "forceescape", "sum"),
    *("select('odd')", "reject('odd')", "random", "filesizeformat", "wordwrap(1)", "safe", "int(0, 36)"),
]
METHODS = [
    *("upper()", "split('a')", "strip('a')", "get('long')", "items()", "keys()", "values()", "isoformat()"),
    *("strftime('%999999999d')", "strftime(long)", "startswith(long)", "endswith('a')", "lower()"),
]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "in", "not in", "and", "or"]
_atoms = st.one_of(st.sampled_from(NAMES), st.sampled_from(CONSTANTS), st.sampled_from(WORDS))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("({})|{}".format, inner, st.sampled_from(FILTERS)),
        st.builds("({}).{}".format, inner, st.sampled_from([*METHODS, *METHODS, *ESCAPES])),
        st.builds("({})['{}']".format, inner, st.sampled_from(["__class__", "title", "long"])),
        st.builds("({})[::-1]".format, inner),
        st.builds("[{0}, {0}]".format, inner),
        st.builds("({0}, {1})".format, inner, inner),
        st.builds(
            "({}) is {}".format, inner, st.sampled_from(["defined", "none", "lower", "odd", "in(long)", "mapping"])
        ),
        st.builds("({}) if ({}) else ({})".format, inner, inner, inner),
        st.builds("not ({})".format, inner),
    )


EXPRESSIONS = st.recursive(_atoms, _larger, max_leaves=12)


@st.composite
def templates(draw: Draw) -> str:
    """Return a template: values set again and again, loops within each other, and what is written out of it."""
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.integers(0, 6))
        inner = draw(EXPRESSIONS)
        if kind == 0:
            parts.append("{% set a = " + inner + " %}")
        elif kind == 1:
            parts.append(
                f"{{% set a = {draw(st.sampled_from(['[a, a]', '(a, a)', 'a + a', 'a ~ a', 'a * a']))} %}}" * 40
            )
        elif kind == 2:
            parts.append("{% for b in " + inner + " %}{{ " + draw(EXPRESSIONS) + " }}{% endfor %}")
        elif kind == 3:
            parts.append(
                "{% for b in tags %}{% for a in long|list %}{% if " + inner + " %}x{% endif %}{% endfor %}{% endfor %}"
            )
        elif kind == 4:
            parts.append(
                "{% if " + inner + " %}" + draw(st.sampled_from(["x", "{{ a }}", "{% else %}y"])) + "{% endif %}"
            )
        elif kind == 5:
            parts.append(
                draw(
                    st.sampled_from(
                        [
                            "{% include 'x' %}",
                            "{% import 'os' as a %}",
                            "{% macro m() %}{% endmacro %}",
                            "{# x",
                            "{% raw %}",
                            "{% extends long %}",
                            "{% call x() %}",
                            "{% autoescape false %}",
                        ]
                    )
                )
            )
        else:
            parts.append("{{ " + inner + " }}")
    return "".join(parts)


MAIL = medium_named("email")


@tries(120)
@given(source=EXPRESSIONS)
def test_an_expression_is_refused_when_it_is_read_or_judged_without_harm(source: str) -> None:
    try:
        with bounded_work(200_000):
            condition = compile_condition(source)
    except ExpressionError:
        event("refused")
        return
    event("judged")
    counters = {"times": lambda _: 1, "lights": lambda _: 1, "repeats": lambda: 1}
    with bounded_work(2_000_000):
        assert condition({**SEEN, **counters}) in (True, False)


@tries(60)
@given(source=templates())
def test_a_template_is_refused_when_it_is_read_or_rendered_small_and_soon(source: str) -> None:
    try:
        with bounded_work(400_000):
            template_usage(source)
    except ExpressionError:
        event("refused")
        return
    try:
        with bounded_work(20_000_000):
            made = render(MAIL, MessageForm("a", {"text": source, "html": source}), {**SEEN, "a": [1, 2]})
    except TemplateError as error:
        event("given up")
        told = str(error)
    else:
        event("rendered")
        assert len(made.text) <= 200_000
        assert "<class" not in made.text
        assert "<function" not in made.text
        assert "<module" not in made.text
        return
    assert len(told) < 2000


@pytest.mark.parametrize(
    "escape", [*WORDS[1:], *(f"item.{word}" for word in ESCAPES), *(f"''.{word}" for word in ESCAPES)]
)
def test_no_way_leads_out_of_a_template(escape: str) -> None:
    for source in (
        "{{ " + escape + " }}",
        "{% set a = " + escape + " %}{{ a }}",
        "{% for a in " + escape + " %}{% endfor %}",
    ):
        try:
            template_usage(source)
        except ExpressionError:
            continue
        with pytest.raises(TemplateError):
            fill_text("text", source, SEEN)
