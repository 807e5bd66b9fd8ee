"""What files mean together is found where it stands, and what is hardly meant is warned of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban.scenarios import find_cautions, find_misfits, load_scenario, shipped

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("english")

FOLDER = Path(__file__).parents[1] / "workflow" / "scenarios"
PLAN, PART = ((FOLDER / f"{name}.yaml").read_text("utf-8") for name in ("plan", "part"))


@pytest.fixture
def together(tmp_path: Path) -> Callable[..., list[str]]:
    """Return what does not fit between plan.yaml and part.yaml with replacements in them, without the folder."""

    def check(plan: dict[str, str], part: dict[str, str] | None = None) -> list[str]:
        found = []
        for name, text, replaced in (("plan.yaml", PLAN, plan), ("part.yaml", PART, part or {})):
            for old, new in replaced.items():
                assert old in text
                text = text.replace(old, new)  # noqa: PLW2901 - one after the other
            (tmp_path / name).write_text(text, "utf-8")
            found.append((str(tmp_path / name), load_scenario(tmp_path / name)))
        return [str(problem).removeprefix(f"{tmp_path}/") for problem in find_misfits(found, beside=[shipped("task")])]

    return check


def test_what_fits_passes(together: Callable[..., list[str]]) -> None:
    assert together({}) == []


@pytest.mark.parametrize(
    ("plan", "part", "said"),
    [
        ({"as: doer": "as: worker"}, {}, "33:1: children: part has no role 'worker'"),
        (
            {"  scenario: part\n": "  scenario: pat\n"},
            {},
            "33:1: children: no scenario 'pat' is loaded; load its file too",
        ),
        ({}, {"{title: 来源}": "{title: 来源, required: true}"}, "33:1: children: part requires the field 'origin'"),
        ({"withdraw: 撤销": "withdraw: 完成"}, {}, "41:3: children.withdraw: part has no trigger '完成'"),
        ({"count: 完成": "count: 办完"}, {}, '42:10: target.count: no scenario that is loaded has the state "办完"'),
        (
            {"units: {doer: office}": "units: {maker: office}"},
            {},
            "30:5: transitions.督办.opens: part has no role 'maker'",
        ),
        (
            {"on: 推进": "on: 部署", "  scenario: part\n": "  scenario: plan\n"},
            {},
            "33:1: children: opening one opens another",
        ),
    ],
)
def test_what_does_not_fit_is_found_at_its_place(
    together: Callable[..., list[str]], plan: dict[str, str], part: dict[str, str], said: str
) -> None:
    assert any(line.startswith(f"plan.yaml:{said}") for line in together(plan, part))


NEAR = """scenario: near
version: 1
number: "WX-{{year}}-{{seq}}"
calendar: {calendar}
roles: {{desk: {{required: true}}, fitter: {{required: true}}}}
states:
  办理: {{initial: true, waits_for: fitter}}
  办结: {{final: true}}
transitions: {{办完: {{from: 办理, to: 办结, by: fitter}}}}
clocks: {{时限: {{starts: open, stops: 办结, budget: 3 working days}}}}
ladder:
  时限:
    - {{at: {first}, notify: fitter, message: 逾期}}
    - {{at: {second}, notify: desk, message: 逾期{more}}}
messages: {{逾期: {{subject: x, text: y}}}}
"""


@pytest.mark.parametrize(
    ("calendar", "first", "second", "more", "warned"),
    [
        ("china", "due", "due + 1 working day", "", True),
        ("china", "due", "due + 1 working day", ", urgent: true", True),
        ("china", "due", "due + 8 hours", "", True),
        ("china", "due", "due + 8 hours", ", urgent: true", False),
        ("china", "due", "due + 2 working days", "", False),
        ("china", "due", "due + 2 calendar days", "", False),  # only on Fridays
        ("china", "due - 1 working day", "due", "", False),
        ("china", "due", "due + 1 working day", ", confirm: desk", False),  # leaves when somebody releases it
        ("24x7", "due", "due + 1 calendar day", "", True),
        ("24x7", "due", "due + 2 calendar days", "", False),
    ],
)
def test_two_rungs_that_leave_in_one_minute_are_warned_of(
    tmp_path: Path, calendar: str, first: str, second: str, more: str, *, warned: bool
) -> None:
    file = tmp_path / "near.yaml"
    file.write_text(NEAR.format(calendar=calendar, first=first, second=second, more=more), "utf-8")
    found = find_cautions(str(file), load_scenario(file))
    expected = f'{file}:14:7: ladder.时限[1]: "{second}" leaves in the same minute as "{first}", for what takes effect'
    assert [str(caution).startswith(expected) for caution in found] == [True] * warned
    assert all(caution.severity == "warning" for caution in found)


SIGN = "云川市优化办"
FITS = "交办${编号}${标题}，请${日期}前签收。电话0711-5550142"


@pytest.mark.parametrize(
    ("wording", "title", "said"),
    [
        (FITS, "{{ item.title | short(12) }}", []),
        # 8 for the signature, 2, a number of 12, a title of 30, 2, a day of 10, 4, 2, and the 12 of a telephone.
        (FITS, "{{ item.title }}", ["87"]),
        (FITS.replace("请", "按照工作方案要求，请贵单位认真组织，"), "{{ item.title | short(12) }}", ["86"]),
        (FITS, "{{ who('office') | short(4) }}{{ clock('完成时限').over }}", []),
    ],
)
def test_an_sms_is_counted_with_its_signature_and_the_longest_values(
    tmp_path: Path, wording: str, title: str, said: list[str]
) -> None:
    sms = (
        f"{{template: T, sign: {SIGN}, text: '{wording}', values: {{编号: '{{{{ item.number }}}}', "
        f'标题: "{title}", 日期: "{{{{ clock(\'签收时限\').due | day }}}}"}}}}'
    )
    source = (FOLDER / "letters.yaml").read_text("utf-8").replace("  退回:\n", f"    sms: {sms}\n  退回:\n", 1)
    file = tmp_path / "letters.yaml"
    file.write_text(source, "utf-8")
    found = [str(caution) for caution in find_cautions(str(file), load_scenario(file))]
    assert [each.partition("comes to ")[2].partition(" ")[0] for each in found] == said
    assert all(" messages.交办.sms.text: " in each for each in found)
