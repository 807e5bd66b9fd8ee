"""A value that a reader may not see is written as a mark; what would be derived from it is not said at all."""

from __future__ import annotations

from datetime import date

import pytest

from duban import speaking
from duban.states import MessageForm, Rendered, TemplateError, Withheld, medium_named, render

CONTEXT = {
    "item": {"number": "WT-2024-0001", "title": "老旧小区改造 <一期>", "due_on": date(2024, 4, 23)},
    "unit": "市住建局",
    "reporter": Withheld(),
    "age": Withheld(telling=True),
    "others": Withheld(many=True),
    "day": Withheld(),
}
SECRET = ("reporter", "age", "others", "day")
MARK = "（不便转发，请登录查看）"
NEUTRAL = "“老旧小区改造 <一期>”（WT-2024-0001）有一份通知，内容不便转发，请登录查看。"


def told(medium: str = "email", **parts: object) -> Rendered:
    return render(medium_named(medium), MessageForm("催办", parts), CONTEXT, withheld=SECRET)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ reporter }}", MARK),
        ("{{ age }}岁", f"{MARK}岁"),
        ("{% if reporter %}{{ reporter }}{% endif %}", MARK),
        ("{{ reporter or '无' }}", MARK),
        ("{{ reporter | default('无', true) }}", MARK),
        ("{{ reporter | trim }}{{ unit }}", f"{MARK}市住建局"),
        ("{{ day | date }}，{{ day | datetime }}，{{ day | duration }}", f"{MARK}，{MARK}，{MARK}"),
        ("{{ others | join('、') }}", MARK),
        ("{% for each in others %}{{ each }}；{% endfor %}", f"{MARK}；"),
        ("{{ 'x' ~ reporter }}", f"x{MARK}"),
        ("{{ unit }}", "市住建局"),
    ],
)
def test_what_is_only_written_is_a_mark(source: str, shown: str) -> None:
    assert told(text=source).text == shown


@pytest.mark.parametrize(
    "source",
    [
        "{{ reporter == '张三' }}",
        "{{ reporter != '张三' }}",
        "{{ '张三' == reporter }}",
        "{{ reporter in ['张三'] }}",
        "{{ '三' in reporter }}",
        "{{ reporter[0] }}",
        "{{ reporter[-4:] }}",
        "{{ reporter.name }}",
        "{{ reporter | length }}",
        "{{ reporter | first }}",
        "{{ others | length }}",
        "{{ others | first | length }}",
        "{{ {reporter: 1} }}",
        "{% for each in reporter %}x{% endfor %}",
        "{% if age > 60 %}老人{% endif %}",
        "{% if age %}有{% endif %}",
        "{{ '是' if age else '否' }}",
        "{{ not age }}",
        "{{ age + 1 }}",
        "{{ 1 - age }}",
        "{{ age * 2 }}",
        "{{ -age }}",
        "{{ age is odd }}",
        "{{ age | int }}",
        "{{ age | float }}",
        "{{ age | round }}",
        "{{ age | abs }}",
        "{{ [age, 1] | max }}",
        "{{ [age, 1] | sort | first }}",
        "{{ [age] | unique | list }}",
        "{{ day.strftime('%Y') }}",
    ],
)
def test_what_is_asked_of_it_otherwise_is_not_said_and_the_whole_part_is_neutral(source: str) -> None:
    assert told(subject=f"关于{source}", text=f"甲{source}乙", html=f"<p>{source}</p>") == Rendered(
        subject="WT-2024-0001：内容不便转发，请登录查看",
        text=NEUTRAL,
        html=f"<p>{NEUTRAL.replace('<', '&lt;').replace('>', '&gt;')}</p>",
    )
    sms = told("sms", sms={"template": "T", "values": {"who": source, "unit": "{{ unit }}"}})
    assert sms.fields["sms_values"] == {"who": MARK, "unit": "市住建局"}


def test_it_is_said_in_the_reader_s_language() -> None:
    with speaking("en"):
        assert told(text="{{ reporter }}").text == "(not to be passed on; please log in to see it)"
        assert told(text="{{ age + 1 }}").text.endswith("not to be passed on. Please log in to read it.")


def test_a_template_that_fails_for_want_of_something_else_still_fails() -> None:
    with pytest.raises(TemplateError, match="nobody"):
        told(text="{{ nobody }}")
