"""A month's bulletin: its numbers are those of the figures, and what is said can be checked by hand."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from duban.ledger import (
    Frozen,
    SnapshotFault,
    Standards,
    WordingFault,
    as_bytes,
    bulletin_html,
    changes_between,
    changes_html,
    draft_bulletin,
    read_frozen,
)
from duban.ledger.bulletins import Number, Row, bulletin_workbook, groups_of, months_chart, rates_chart, with_snapshot
from tests.ledger.bulletins.made import march, unit


def line(text: str, begins: str) -> str:
    """Return the line of a text that begins so."""
    return next(each for each in text.splitlines() if each.startswith(begins))


def test_where_nothing_fell_due_no_rate_is_told() -> None:
    """An office does not write 0/0; what was handed out and what is open is said all the same."""
    empty = {"done_in_time": Number(0, 0), "overdue": Number(0, 0), "overdue_open": Number(0, 0)}
    kept = march()
    text = draft_bulletin(with_snapshot(replace(kept, total=Row("", {**kept.total.numbers, **empty})))).text
    said = line(text, "2026年3月共交办")
    assert (
        said == "2026年3月共交办事项45件；本期没有到期应办结的事项，也没有逾期事项。截至统计时在办9件，其中未到期6件。"
    )


def test_it_has_the_parts_of_published_ones() -> None:
    bulletin = draft_bulletin(march())
    assert bulletin.title == "关于2026年3月督办事项办理情况的通报"
    heads = [each for each in bulletin.text.splitlines() if re.match("[一二三四五六]、", each)]
    assert heads == [
        "一、总体情况",
        "二、排名情况",
        "三、做得好的",
        "四、存在的问题",
        "五、没有参加排名的",
        "六、下一步要求",
    ]
    assert "数据截至2026年4月8日24时" in bulletin.text
    assert f"数据编号{march().snapshot}" in bulletin.text


def test_each_rate_is_said_with_its_numerator_and_denominator() -> None:
    text = draft_bulletin(march()).text
    assert "按期办结率87.80%（36/41），与上期90.91%（30/33）相比下降3.11个百分点" in text
    assert "及时签收率95.24%（40/42）" in text
    assert "满意率" not in text  # nobody was called


def test_groups_are_ranked_apart_and_the_good_ones_named() -> None:
    text = draft_bulletin(march()).text
    good = text.partition("三、")[2].partition("四、")[0]
    assert "各区：西山区100.00%（5/5）" in good
    assert "市直部门：市发改委100.00%（8/8）、市教育局100.00%（8/8）" in good
    assert "东湖区" not in good


def test_laggards_are_named_and_each_of_their_matters_once_with_all_who_are_late() -> None:
    shared = unit("市环保局", 4, 6, still=("RW-2026-0003",), late=("RW-2026-0005",))
    late = draft_bulletin(march(units=(*march().units, shared))).text.partition("四、")[2].partition("五、")[0]
    assert "市住建局按期办结率66.67%（6/9），逾期未办结2件，逾期办结1件" in late
    assert "东湖区按期办结率90.00%（9/10），逾期办结1件" in late
    assert "未参加排名的单位中，市水利局逾期未办结1件" in late
    assert line(late, "逾期未办结的事项") == (
        "逾期未办结的事项：RW-2026-0003（市住建局、市环保局）；RW-2026-0004（市住建局）；RW-2026-0009（市水利局）。"
    )
    assert (
        line(late, "逾期办结的事项") == "逾期办结的事项：RW-2026-0001（东湖区）；RW-2026-0005（市住建局、市环保局）。"
    )


def test_a_matter_that_counts_for_several_units_is_listed_once_with_how_often() -> None:
    sums = Row("", {"done_in_time": Number(0, 3, (), ("RW-1", "RW-1", "RW-2"))})
    page = bulletin_html(draft_bulletin(march(sum=sums)))
    assert "未计入分子：RW-1（2次）、RW-2" in page


def test_three_kinds_of_nothing_are_named_and_not_ranked() -> None:
    text = draft_bulletin(march()).text
    assert line(text, "应办结不足5件的") == "应办结不足5件的：市水利局（1/2）。"
    assert line(text, "有事项、本期没有应办结的") == "有事项、本期没有应办结的：市人社局。"
    assert line(text, "本期没有交办事项的") == "本期没有交办事项的：北岭县、市气象局。"
    assert line(text, "应报未报月报的") == "应报未报月报的：市发改委（应报2份，已报1份）。"
    ranked = {each.unit for group in groups_of(march()) for each in group.ranked}
    assert ranked == {"东湖区", "西山区", "市住建局", "市发改委", "市教育局"}


def test_same_rates_share_a_place_and_the_next_is_counted_on() -> None:
    (_, bodies) = groups_of(march())
    assert [(each.unit, each.place) for each in bodies.ranked] == [("市发改委", 1), ("市教育局", 1), ("市住建局", 3)]


def test_a_floor_is_a_floor_and_not_the_last_of_all() -> None:
    easy = draft_bulletin(march(standards=Standards(Decimal(60)))).text
    assert "参加排名的单位均达到目标" in easy
    assert "东湖区90.00%（9/10）" in easy.partition("三、")[2].partition("四、")[0]


def test_without_groups_all_are_ranked_together() -> None:
    groups = groups_of(march(groups={}))
    assert [group.title for group in groups] == [""]
    assert groups[0].ranked[0].place == 1
    assert "：西山区" not in draft_bulletin(march(groups={})).text


def test_nobody_to_rank_is_said() -> None:
    text = draft_bulletin(march(standards=Standards(minimum=50))).text
    assert "均不足50件，不排名" in text
    assert text.count("没有参加排名的单位。") == 2


def test_every_number_leads_to_its_figure_and_the_matters_behind_it() -> None:
    bulletin = draft_bulletin(march())
    page = bulletin_html(bulletin, linked=lambda number: f"/i/{number}")
    targets = set(re.findall(r'href="#(src-\d+)"', page))
    assert targets == {f"src-{place}" for place in range(len(bulletin.sources))}
    assert targets == set(re.findall(r'<tr id="(src-\d+)">', page))
    row = page.partition('<th scope="row">市住建局</th><td>逾期未结率</td>')[2].partition("</tr>")[0]
    assert "2/9" in row
    assert '<a href="/i/RW-2026-0003">RW-2026-0003</a>' in row
    sources = {source.key: source.number for source in bulletin.sources}
    spans = [span for part in bulletin.parts for span in getattr(part, "spans", ()) if span.source]
    assert spans
    for span in spans:
        number = sources[span.source]
        assert str(number.part) in span.text or str(number.whole) in span.text


def test_sum_of_the_units_and_the_city_are_both_printed() -> None:
    page = bulletin_html(draft_bulletin(march()))
    cells = re.sub(r"<a[^>]*>|</a>", "", page)
    assert "<td>各单位相加</td><td></td><td>42</td><td>37</td><td>88.10%</td><td>3</td>" in cells
    assert "<td>全市（每件计一次）</td><td></td><td>41</td><td>36</td><td>87.80%</td><td>3</td>" in cells


def test_charts_are_of_the_same_figures() -> None:
    frozen = march()
    bars = {bar.name: (bar.part, bar.whole, bar.ranked) for bar in rates_chart(frozen).bars}
    assert bars["市住建局"] == (6, 9, True)
    assert bars["市水利局"] == (1, 2, False)
    (_, last) = months_chart(frozen).months
    assert (last.on_time, last.late, last.running, last.overdue) == (36, 2, 1, 3)


def test_names_are_text_whatever_is_in_them() -> None:
    odd = unit("<script>\ue000\ue002{{ 7*7 }}", 5, 6, late=("RW-<b>",))
    page = bulletin_html(draft_bulletin(march(units=(odd,), groups={})))
    assert "<script>" not in page
    assert "<b>" not in page
    assert "{{ 7*7 }}" in page


# -- frozen ----------------------------------------------------------------------------------------------------------


def test_frozen_figures_come_back_as_they_were() -> None:
    frozen = march()
    assert read_frozen(as_bytes(frozen)) == frozen
    assert as_bytes(read_frozen(as_bytes(frozen))) == as_bytes(frozen)


def test_whoever_changes_a_number_is_found_out() -> None:
    content = as_bytes(march()).replace(b'"part":36', b'"part":39')
    with pytest.raises(SnapshotFault):
        read_frozen(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b"null", b'{"snapshot":1,"form":1}', b'{"snapshot":"x","form":9}', b"[" * 9000],
)
def test_what_are_no_frozen_figures_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(SnapshotFault) as refused:
        read_frozen(content)
    assert "\n" not in str(refused.value)


def test_what_objections_changed_is_shown_with_the_matters() -> None:
    old = march()
    mended = unit("市住建局", 7, 9, still=("RW-2026-0004",), late=("RW-2026-0005",))
    new = with_snapshot(replace(old, units=tuple(mended if row.key == mended.key else row for row in old.units)))
    found = {(each.unit, each.what): each for each in changes_between(old, new)}
    late = found["市住建局", "逾期未结率"]
    assert (late.before, late.after, late.removed) == ("22.22%（2/9）", "11.11%（1/9）", ("RW-2026-0003",))
    assert found["市住建局", "按期办结率"].after == "77.78%（7/9）"
    assert {unit for unit, _ in found} == {"市住建局"}
    assert "RW-2026-0003" in changes_html(changes_between(old, new))
    assert changes_between(old, old) == ()


def test_a_new_place_is_a_change_too() -> None:
    old = march()
    better = unit("市住建局", 9, 9)
    new = with_snapshot(replace(old, units=tuple(better if row.key == better.key else row for row in old.units)))
    places = {each.unit: (each.before, each.after) for each in changes_between(old, new) if each.what == "名次"}
    assert places == {"市住建局": ("市直部门第3名", "市直部门第1名")}


# -- wording ---------------------------------------------------------------------------------------------------------


def test_an_office_writes_its_own_text() -> None:
    own = "本月按期办结率{{ rate('done_in_time') }}。\n[[表：排名]]\n一、好的\n{{ no_matter | join('、') }}没有事项。"
    bulletin = draft_bulletin(march(wording=own))
    assert bulletin.text == "本月按期办结率87.80%（36/41）。\n一、好的\n北岭县、市气象局没有事项。"
    assert "<caption>表2" in bulletin_html(bulletin)


@pytest.mark.parametrize(
    "own",
    [
        "{{ nothing_such }}",
        "{% for",
        "[[表：没有]]",
        "{{ n.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{% for a in 'x' * 999999 %}{{ a }}{% endfor %}",
        "{{ 'x' * 999999 }}",
        "{% include 'bulletin.txt.j2' %}",
        "{{ range(9999999) }}",
        "x" * 70_000,
        "{{ n('') }}",
        "{{ rate('done') }}",
        "{% set a = 'abcdefghij' | list %}" + "{% for b in a %}" * 7 + "x" + "{% endfor %}" * 7,
    ],
)
def test_what_cannot_be_a_wording_is_refused_in_one_line(own: str) -> None:
    with pytest.raises(WordingFault) as refused:
        draft_bulletin(march(wording=own))
    assert "\n" not in str(refused.value)


def test_an_empty_month_says_so() -> None:
    empty = Frozen(
        *("2026-03", "2026-03-01", "2026-03-31", "2026年4月8日24时", "2026-04-08", "", ()),
        units=(),
        total=Row("", {"received": Number(0), "done_in_time": Number(0, 0)}),
        sum=Row(""),
        months=(),
        before=Row(""),
        groups={},
    )
    text = draft_bulletin(empty).text
    assert "没有逾期事项" in text
    assert "%（" not in text.partition("二、")[0].partition("一、")[2]


@pytest.mark.parametrize(
    "own", ["{{ 'a' * 10 ** 9 }}", "{{ 9 ** (9 ** 9) }}", "{{ '%999999999d' % 1 }}", "{{ '{:>999999999}'.format(1) }}"]
)
def test_a_wording_that_would_fill_the_memory_is_refused(own: str) -> None:
    with pytest.raises(WordingFault, match="不能用") as refused:
        draft_bulletin(march(wording=own))
    assert "过长" not in str(refused.value)  # which would say that it was made first


@pytest.mark.parametrize(("part", "whole"), [(42, 41), (-1, 41), (0, -1)])
def test_a_part_that_is_more_than_its_whole_is_no_figure(part: int, whole: int) -> None:
    odd = with_snapshot(march(before=Row("", {"done_in_time": Number(part, whole)})))
    with pytest.raises(SnapshotFault, match=r"分子|整体|部分"):
        read_frozen(as_bytes(odd))


def test_standards_and_wording_are_frozen_with_the_figures() -> None:
    kept = march(standards=Standards(Decimal("92.5"), 3), wording="按期办结率目标为{{ target }}%。")
    again = read_frozen(as_bytes(kept))
    assert (again, draft_bulletin(again).text) == (kept, "按期办结率目标为92.5%。")
    assert kept.snapshot != march().snapshot


def test_its_workbook_has_the_tables_as_numbers_and_native_charts() -> None:
    content = bulletin_workbook(draft_bulletin(march()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    ranking = book["表2　各单位按期办结率排名"]
    rows = {row[2]: row for row in ranking.iter_rows(values_only=True)}
    assert rows["东湖区"][3:6] == (10, 9, 0.9)
    (charts,) = [sheet for sheet in book.worksheets if sheet._charts]
    assert len(charts._charts) == 2


def test_figures_that_are_no_numbers_are_no_frozen_figures() -> None:
    content = as_bytes(march())
    kept = json.loads(content)
    kept["total"]["numbers"]["received"]["part"] = float("inf")
    with pytest.raises(SnapshotFault):
        read_frozen(json.dumps(kept).encode())
