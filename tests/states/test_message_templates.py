"""Messages as people read them, and the one clear line when a template is wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.states import (
    MESSAGE_FILTERS,
    MessageForm,
    Rendered,
    TemplateError,
    fill_text,
    medium_named,
    render,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONTEXT = {
    "item": {"number": "WT-2024-0001", "title": "老旧小区\n改造 <一期>", "due_on": date(2024, 4, 23)},
    "clock": {"name": "整改时限", "due": date(2024, 4, 23), "left": "2个工作日"},
    "unit": "市住建局",
    "sent": datetime(2024, 4, 22, 16, 30, tzinfo=UTC),
    "none": None,
}


EVERY_WAY = MessageForm(
    "催办",
    {
        "subject": "【催办】{{ item.number }} {{ item.title }}",
        "text": "{{ unit }}：应于 {{ clock.due | date }} 前办结，现剩 {{ clock.left }}。",
        "html": "<p>{{ item.title }}</p>",
        "sms": {
            "template": "T1",
            "values": {"number": "{{ item.number }}", "days": " {{ clock.left }}\n"},
            "text": "${number}现剩${days}，请抓紧。",
        },
    },
)


def mail(context: Mapping[str, object], **parts: str) -> Rendered:
    return render(medium_named("email"), MessageForm("催办", parts), context, zone=SHANGHAI)


def text(source: str, **context: object) -> str:
    return fill_text("text", source, CONTEXT | context, zone=SHANGHAI)


def test_a_mail_is_rendered_in_all_its_parts() -> None:
    assert render(medium_named("email"), EVERY_WAY, CONTEXT, zone=SHANGHAI) == Rendered(
        subject="【催办】WT-2024-0001 老旧小区 改造 <一期>",
        text="市住建局：应于 2024年4月23日 前办结，现剩 2个工作日。",
        html="<p>老旧小区\n改造 &lt;一期&gt;</p>",
    )


def test_an_sms_is_its_template_with_its_values_and_the_wording_that_was_approved() -> None:
    values = {"number": "WT-2024-0001", "days": "2个工作日"}
    assert render(medium_named("sms"), EVERY_WAY, CONTEXT, zone=SHANGHAI) == Rendered(
        text="WT-2024-0001现剩2个工作日，请抓紧。",
        fields={"sms_template": "T1", "sms_sign": "", "sms_values": values},
    )


def test_a_mail_says_first_why_it_comes_to_somebody_else_and_an_sms_has_no_place_for_it() -> None:
    reason = "<张三>离岗"
    told = render(medium_named("email"), EVERY_WAY, CONTEXT, zone=SHANGHAI, because=reason)
    assert told.text.startswith("（<张三>离岗）\n\n市住建局：")
    assert told.html == "<p>（&lt;张三&gt;离岗）</p>\n<p>老旧小区\n改造 &lt;一期&gt;</p>"
    sms = medium_named("sms")
    assert render(sms, EVERY_WAY, CONTEXT, because=reason) == render(sms, EVERY_WAY, CONTEXT)


def test_only_the_parts_that_a_medium_needs_are_rendered() -> None:
    form = MessageForm("催办", {"text": "{{ nobody }}", "sms": {"template": "T", "values": {"unit": "{{ unit }}"}}})
    assert render(medium_named("sms"), form, CONTEXT).fields["sms_values"] == {"unit": "市住建局"}
    with pytest.raises(TemplateError, match="nobody"):
        render(medium_named("email"), form, CONTEXT)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ clock.due | date }}", "2024年4月23日"),
        ("{{ sent | date }}", "2024年4月23日"),
        ("{{ sent | datetime }}", "2024年4月23日 00:30"),
        ("{{ '2024-04-22T16:30:00Z' | datetime }}", "2024年4月23日 00:30"),
        ("{{ '2024-04-23 08:30' | datetime }}", "2024年4月23日 08:30"),
        ("{{ '2024-04-23' | date }}", "2024年4月23日"),
        ("{{ clock.due | datetime }}", "2024年4月23日"),
        ("{{ none | date }}", "未定"),
        ("{{ clock.due | day }}", "4月23日（周二）"),
        ("{{ sent | day }}", "4月23日（周二）"),
        ("{{ '2025-01-06' | day }}", "1月6日（周一）"),
        ("{{ none | day }}", "未定"),
        ("{{ item.number | short(12) }}", "WT-2024-0001"),
        ("{{ item.number | short(11) }}", "WT-2024-00…"),
        ("{{ item.title | short(6) }}", "老旧小区 …"),
        ("{{ none | short }}", ""),
        ("{{ 5400 | duration }}", "1小时30分钟"),
        ("{{ 0 | duration }}", "0分钟"),
        ("{{ '2个工作日' | duration }}", "2个工作日"),
        ("{% for x in [1, 2] %}\n- {{ x }}\n{% endfor %}\n完", "- 1\n- 2\n完"),
        ("{{ [item.number, unit] | join('、') }}", "WT-2024-0001、市住建局"),
        ("{{ [item, item] | join('、', attribute='number') }}", "WT-2024-0001、WT-2024-0001"),
        ("{{ 2024 | replace('20', '') }}", "24"),
        ("{{ 3.14159 | round(2) }}", "3.14"),
        ("{{ unit ~ '：' ~ 3 }}", "市住建局：3"),
        ("{{ nobody | default('无') }}", "无"),
        ("{{ 7 * 6 + 5 % 3 }}", "44"),
    ],
)
def test_filters_write_as_an_office_does(source: str, shown: str) -> None:
    assert text(source) == shown


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2天3小时"),
        (timedelta(days=2, minutes=59), "2天"),
        (timedelta(seconds=59), "59秒"),
        (-timedelta(hours=5), "已超5小时"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_largest_units(length: timedelta, shown: str) -> None:
    assert text("{{ length | duration }}", length=length) == shown


def test_the_filters_that_are_announced_are_those_that_there_are() -> None:
    for name in [*MESSAGE_FILTERS, "no_such"]:
        told = ""
        try:
            text(f"{{{{ unit | {name} }}}}", unit="x")
        except TemplateError as error:
            told = str(error)  # some take dates and lengths of time only
        assert ("No filter named" in told) is (name == "no_such"), told


def test_what_html_inserts_is_escaped_even_when_it_is_joined() -> None:
    html = "{{ ['<b>', unit] | join('<br>') }}{{ '<i>' ~ unit }}"
    assert mail(CONTEXT, html=html).html == "&lt;b&gt;&lt;br&gt;市住建局&lt;i&gt;市住建局"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("source", "problem", "name"),
    [
        ("一\n{{ cloc.due }}", "text, line 2: there is no 'cloc' here", "cloc"),
        ("{{ clock.duee | date }}", "text, line 1: there is no 'duee' in it", "duee"),
        ("{{ none.due }}", "text, line 1: 'due' is asked of a value that is none", "due"),
        ("{{ '尽快' | date }}", "text, line 1: '尽快' is not a date, such as 2024-04-23", None),
        ("{{ nobody | date }}", "text, line 1: there is no 'nobody' here", "nobody"),
        ("{{ 7 | date }}", "text, line 1: a int is not a date", None),
        ("{{ nobody | short(3) }}", "text, line 1: there is no 'nobody' here", "nobody"),
        ("{{ unit | short(0) }}", "text, line 1: 0 is no number of characters from 1", None),
        ("{{ unit | short('9') }}", "text, line 1: '9' is no number of characters from 1", None),
        ("{{ unit | shout }}", "text, line 1: No filter named 'shout'.", None),
        ("{{ 1 / 0 }}", "text, line 1: division by zero", None),
        ("{% include 'x' %}", "text, line 1: include is not for messages: only if, for and set are", None),
    ],
)
def test_a_wrong_template_says_where_and_what(source: str, problem: str, name: str | None) -> None:
    with pytest.raises(TemplateError) as caught:
        text(source)
    assert str(caught.value) == problem
    assert caught.value.name == name
    assert isinstance(caught.value, ValueError)


@pytest.mark.usefixtures("english")
def test_an_sms_value_that_fails_is_named() -> None:
    form = MessageForm("催办", {"sms": {"template": "T1", "values": {"days": "{{ x }}"}}})
    with pytest.raises(TemplateError, match=r"^sms\.days, line 1: there is no 'x' here$"):
        render(medium_named("sms"), form, CONTEXT)


@pytest.mark.usefixtures("english")
def test_a_template_that_does_not_compile_says_where() -> None:
    with pytest.raises(TemplateError, match=r"^subject, line 1: unexpected"):
        render(medium_named("email"), MessageForm("催办", {"subject": "{{ item.number", "text": ""}), CONTEXT)


BLOW_UPS = [
    "{{ 'a' * 10**9 }}",
    "{{ unit * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ 10**10**10 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '{:>9999999999}'.format(1) }}",
    "{{ unit.center(9999999999) }}",
    "{{ unit.join(['a', 'b']) }}",
    "{{ unit | center(9999999999) }}",
    "{% for a in range(99999) %}{% endfor %}",
    "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a ~ a ~ a %}" * 20,
    "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a + a + a + a %}" * 20,
    "{% set a = [1, 2, 3] %}" + "{% set a = a + a + a + a %}" * 20,
    "{{ 'a'" + "| replace('a', 'aaaaaaaaaaaaaaaa')" * 10 + " }}",
    "{% set s = 'aaaaaaaaaa' %}" + "{% for x in s %}" * 10 + "{% endfor %}" * 10,
    "{% set s = 'a,' %}" + "{% set s = [s, s, s, s] | join(s) %}" * 20,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "-" * 5000 + "1 }}",
    "长" * 70_000,
    "{{ ''.__class__.__mro__ }}",
    "{{ item.update({'number': 1}) }}",
    "{% autoescape false %}{{ unit }}{% endautoescape %}",
    "{{ unit | safe }}",
    "{{ 99 ** 99 }}",
    "{% set a = 9999999999 %}" + "{% set a = a * a %}" * 40,
    "{{ 1.5 | round(99999999999, 'floor') }}",
]


@pytest.mark.parametrize("source", BLOW_UPS, ids=[source[:40] for source in BLOW_UPS])
def test_a_template_cannot_run_away(source: str) -> None:
    with pytest.raises(TemplateError):
        text(source)


@given(title=st.text())
def test_a_subject_is_one_line_whatever_is_put_into_it(title: str) -> None:
    subject = mail({"title": title}, subject="{{ title }}").subject
    assert len(subject.splitlines()) <= 1
    assert subject.split() == title.split()


@given(template=st.text(alphabet="{}%|()[].,'~*+ab1 \n", max_size=60))
def test_whatever_is_written_renders_or_says_why_not(template: str) -> None:
    with suppress(TemplateError):
        mail({"a": "x", "b": [1]}, text=template, html=template)


def test_what_the_sandbox_refuses_of_a_constant_is_the_template_s_fault_as_well() -> None:
    with pytest.raises(TemplateError, match="unsafe"):
        text("{{ 'a' if (1)['__class__'] else 'b' }}")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "source",
    [
        "{% set a = [1, 2] %}" + "{% set a = [a, a] %}" * 60 + "{{ a }}",
        "{% set a = [1, 2] %}" + "{% set a = (a, a) %}" * 60 + "{{ a | string | length }}",
        "{% set a = [1, 2] %}" + "{% set a = [a, a] %}" * 60 + "{{ a ~ '' }}",
        "{% set a = [[1]] %}" + "{% set a = a + [a, a] %}" * 60 + "{{ a | join }}",
        "{% set a = [1] %}{% set b = [1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 60 + "{{ a == b }}",
        "{% for letter in long | list %}{{ long | list | sort | length }}{% endfor %}",
        "{% for letter in long | list %}{{ long | replace('a', 'b') | length }}{% endfor %}",
        "{% for letter in long | list %}{% if long.upper() == long %}{% endif %}{% endfor %}",
        "{% for letter in long | list %}{% if long[::-1] is lower %}{% endif %}{% endfor %}",
        "{% for letter in long | list %}{{ (long + long) | length }}{% endfor %}",
        "{% for letter in long | list %}{% if long + long %}{% endif %}{% endfor %}",
    ],
)
def test_a_template_that_would_work_for_hours_is_given_up_soon(source: str) -> None:
    with pytest.raises(TemplateError, match=r"longer than|works through more than"):
        mail({"long": "a" * 90_000}, text=source)
