"""A `when` that could never hold is refused, with what is meant; whatever may hold passes."""

from __future__ import annotations

import pytest

from duban.scenarios import ScenarioError
from duban.scenarios.compiling import read_scenario
from duban.words import speaking

FILE = """
scenario: t
version: 1
number: "T-{{year}}-{{seq}}"
calendar: china
roles:
  a: {{required: true}}
fields:
  d: {{type: date}}
  dt: {{type: datetime}}
  n: {{type: number}}
  s: {{type: string}}
  tx: {{type: text}}
  b: {{type: boolean}}
  c: {{type: choice, choices: [满意, 基本满意, 不满意]}}
  cs: {{type: choice, choices: [甲, 乙], many: true}}
  l: {{type: string, many: true}}
  ns: {{type: number, many: true}}
  f: {{type: file}}
  p: {{type: string, private: [a]}}
states:
  整改: {{initial: true, waits_for: a}}
  复核: {{waits_for: a}}
  销号: {{final: true}}
transitions:
  go: {{from: 整改, to: 复核, by: a, when: "{when}"}}
  end: {{from: 复核, to: 销号, by: a}}
clocks:
  k: {{starts: open, stops: 销号, budget: 5 working days}}
ladder:
  k: [{{at: due, light: red, notify: a, message: m}}]
messages:
  m: {{subject: x, text: y}}
"""

WRONG = {
    "c != '不满'": 'c is never "不满"; did you mean "不满意"?',
    "not (c == '不满')": 'c is never "不满"; did you mean "不满意"?',
    "n > 3 and c in ['满意', '不满']": 'c is never "不满"; did you mean "不满意"?',
    "'丙' in cs": 'cs is never "丙"; there are 甲, 乙',
    "item.data.c == '满'": 'item.data.c is never "满"; did you mean "满意"?',
    "item.state == '整该'": 'item.state is never "整该"; did you mean "整改"?',
    "item.state not in ['整改', '复合']": 'item.state is never "复合"; did you mean "复核"?',
    "item.light == 'yelow'": 'item.light is never "yelow"; did you mean "yellow"?',
    "clocks['k'].light == 'RED'": """clocks['k'].light is never "RED"; there are green, blue, yellow, red""",
    "d > '2026-01-01'": "d is a date and '2026-01-01' is a text, which `>` cannot compare; write date('2026-03-31')",
    "'2026-01-01' >= clocks['k'].due": (
        "'2026-01-01' is a text and clocks['k'].due is a date, which `>=` cannot compare; write date('2026-03-31')"
    ),
    "dt > d": "dt is an instant and d is a date, which `>` cannot compare",
    "n > '5'": "n is a number and '5' is a text, which `>` cannot compare; write a number without quotes",
    "times('go') == '2'": (
        "times(…) is a number and '2' is a text, which `==` cannot compare; write a number without quotes"
    ),
    "ns | max > '3'": "ns | max is a number and '3' is a text, which `>` cannot compare; write a number without quotes",
    "b == 'true'": (
        "b is yes or no and 'true' is a text, which `==` cannot compare; write true or false, without quotes"
    ),
    "s == 5": "s is a text and 5 is a number, which `==` cannot compare",
    "c == n": "c is a choice and n is a number, which `==` cannot compare",
    "f == 'x'": "f is a file and 'x' is a text, which `==` cannot compare",
    "'x' in n": "n is a number, in which `in` finds nothing",
    "n in '123'": "n is a number and '123' is a text, which `in` cannot compare; write a number without quotes",
    "cs == '甲'": (
        "cs is a list and '甲' is a text, which `==` cannot compare; ask with `'甲' in cs`, or count with `cs | length`"
    ),
    "l > 3": "l is a list and 3 is a number, which `>` cannot compare; count with `l | length`",
    "clocks['k'].left > 3": (
        "clocks['k'].left is a length in words (3个工作日) and 3 is a number, which `>` cannot compare; "
        "compare its `due` or `light`"
    ),
    "item.light > 'yellow'": "item.light is a light, which has no order for `>`; list what fits: in ['…', '…']",
    "item.data.p == 'x'": "item.data has no private field; write `p` alone",
    "d > date('2026-02-30')": "\"d > date('2026-02-30')\" writes a date as date('2026-03-31')",
}
RIGHT = [
    *(
        "c != '不满意'",
        "c in ['满意', '不满意']",
        "'甲' in cs",
        "c == s",
        "c == none",
        "b == true",
        "b",
        "not b",
        "n == b",
    ),
    *("d > date('2026-01-01')", "d == item.due_on", "dt == item.due_at", "d - d == none", "d in [date('2026-01-01')]"),
    *(
        "n > 5",
        "n is none or n > 3",
        "(n + 1) * 2 > 3",
        "n in [1, 2]",
        "-n > -3",
        "ns | sum > 3",
        "n | int == 5",
        "round > 1",
    ),
    *("times('go') < 2", "repeats() > 1", "lights('red') == 0", "clocks['k'].light in ['yellow', 'red']", "p == 'x'"),
    *("item.state == '整改'", "item.due_on is not none", "'X' in item.units.a", "l | length > 3", "s in l", "'a' in s"),
    *(
        "s ~ tx == 'ab'",
        "l | first == 'x'",
        "s.startswith('x')",
        "s | default('x') == 'y'",
        "(c if b else n) == 4",
        "s > 'a'",
    ),
]


@pytest.mark.parametrize(("when", "said"), WRONG.items(), ids=list(WRONG))
@pytest.mark.usefixtures("english")
def test_what_never_holds_is_refused_with_what_is_meant(when: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        read_scenario(FILE.format(when=when), "t.yaml")
    assert [str(problem).partition("when: ")[2] for problem in refused.value.problems] == [said]


@pytest.mark.parametrize("when", RIGHT)
def test_what_may_hold_passes(when: str) -> None:
    assert read_scenario(FILE.format(when=when), "t.yaml").transitions["go"][0].when == when


@pytest.mark.parametrize("when", WRONG)
def test_it_is_said_in_chinese(when: str) -> None:
    with speaking("zh"), pytest.raises(ScenarioError) as refused:
        read_scenario(FILE.format(when=when), "t.yaml")
    assert not any(" is " in str(problem) or "did you" in str(problem) for problem in refused.value.problems)
