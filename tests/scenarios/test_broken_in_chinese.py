"""What is wrong with a scenario is told in Chinese too: by us, by the YAML library and by Jinja2."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban.scenarios import ScenarioError, json_schema, load_scenario, read_scenario
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "broken"
BROKEN = sorted(FOLDER.glob("*.yaml"))
HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"`[^`]*`|“[^”]*”|'[^'…]*['…]|\"[^\"…]*[\"…]")
"""What somebody wrote, or is to write."""
SENTENCE = re.compile(r"[A-Za-z]+[\s,;]+[A-Za-z]+")
"""Two words of English in a row."""


def words_of(schema: Any) -> Iterator[str]:  # noqa: ANN401 - a piece of JSON
    """Yield the values that the language itself has words for."""
    if isinstance(schema, dict):
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from words_of(each)


OWN = re.compile("|".join(map(re.escape, sorted({word for word in words_of(json_schema()) if " " in word}))))


def is_chinese(message: str) -> bool:
    return bool(HAN.search(message)) and not SENTENCE.search(OWN.sub("", QUOTED.sub("", message)))


def problems_of(text: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(text, "a.yaml")
    return caught.value


def test_english_is_found_out() -> None:
    assert not is_chinese("须为文字，not a list")
    assert not is_chinese('no role "牵头"; there are lead')
    assert is_chinese('“day off”不对；可写 half year、year；写法如 "16:00"')


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_every_problem_of_a_broken_file_is_told_in_the_language_of_who_reads_it(file: Path) -> None:
    with speaking("en"), pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    with speaking("en"):
        english = str(caught.value)
    with speaking("zh-CN"):
        chinese = str(caught.value)
        assert [problem.message for problem in caught.value.problems if not is_chinese(problem.message)] == []
    assert len(english.splitlines()) == len(chinese.splitlines()) == len(caught.value.problems)
    assert not any(is_chinese(line.removeprefix(str(file))) for line in english.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "a: 1\n b: 2",
        "- a\nb: 1",
        'a: "\\q"',
        'a: "\\xZZ"',
        "a: &",
        "a: *",
        "a: !x!y z",
        "a: |0\n x",
        "a: |x\n y",
        "a: |\n\tx",
        "%FOO\n---\na: 1",
        "a: - b",
        "a:\n  - b\n c: 1",
        "a: @x",
        "{a: 1}}",
        "a: 'b\n---\n'",
        "",
        "[]",
        "a: \x00",
        "a: \u2028",
    ],
)
def test_what_is_no_yaml_is_told_in_chinese(text: str) -> None:
    assert [problem.message for problem in problems_of(text).problems if not is_chinese(problem.message)] == []


CONDITION = (FOLDER / "when-syntax.yaml").read_text("utf-8")
TEMPLATE = (FOLDER / "message-syntax.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "condition",
    [
        *("a b", "a +", "times(3)", "(a", "a | foo", "a is foo", "{a", "a $ b", "lights('pink')", "foo(1)"),
        *("a.b.__c", "round(1, x=2)", "'a' * 9", "a" * 1001, "not " * 500 + "a", "[1][0:1]", "upper(a)"),
    ],
)
def test_what_is_wrong_with_a_condition_is_told_in_chinese(condition: str) -> None:
    quoted = condition.replace("'", "''")
    error = problems_of(CONDITION.replace('when: "round >"', f"when: '{quoted}'"))
    assert [problem.message for problem in error.problems if not is_chinese(problem.message)] == []


@pytest.mark.parametrize(
    "template",
    [
        *("{{ }}", "{{ unit b }}", "{% if %}", "{% if unit %}", "{% foo %}", "{% endif %}", "{# x", "{{ unit"),
        *("{% for a in unit %}{% endif %}", "{{ unit | b }}", "{% set 1 = 2 %}", "{{ unit( }}", "{{ unit ] }}"),
        *("{% include 1 %}", "{{ 1..2 }}", "{% for a in unit recursive %}{% endfor %}", "{{ unit }} " * 7000),
    ],
)
def test_what_is_wrong_with_a_template_is_told_in_chinese(template: str) -> None:
    error = problems_of(TEMPLATE.replace("{{ unit }}：{% if clock %}", template))
    assert [problem.message for problem in error.problems if not is_chinese(problem.message)] == []
