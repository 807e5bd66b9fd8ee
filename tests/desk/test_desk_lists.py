"""清单导入: uploaded, its doubts beside each row, corrected in place, opened at once and never twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser, form_to
from openpyxl import Workbook
from test_desk_budget import counted

from duban.desk import Function
from duban.desk.forms import pack_listing, unpack_listing
from duban.desk.serving import Sent, uncarried
from duban.desk.serving.carrying import packed
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from desk_office import Office
    from planning import Planning

HERE = "/open/list"
HEAD = "编号,问题,责任单位,完成时限,问题来源"
ROWS = ("P-1,窗口排队过长,市住建局,2026年12月底,群众投诉", "P-2,<b>电话无人接,市园林局,马上,来电反映")


def row(page: httpx.Response, line: int) -> str:
    """Return the part of a page that is about a row."""
    return page.text.split(f'aria-label="第{line}行"')[1].split("</article>")[0]


def table(*rows: str, head: str = HEAD) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("十一月问题.csv", "\n".join([head, *rows]).encode("gb18030"), "text/csv")}


def test_a_list_is_corrected_row_by_row_and_opened_once(planning: Planning) -> None:
    engine, before = planning.engine, int(planning.engine.count(Query()).total)
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    assert HERE in office.get("/open").text
    blank = office.get(HERE)
    assert "请选择清单文件" in office.send(blank, HERE, scenario="issue").text
    nothing = office.send(blank, HERE, files={"file": ("a.csv", b"x,y\n1,2\n", "text/csv")}, scenario="issue")
    assert nothing.status_code == 422
    read = office.send(blank, HERE, files=table(*ROWS), scenario="issue")
    assert [part.split("行")[0] for part in read.text.split('aria-label="第')[1:]] == ["3", "2"]
    assert "马上" in row(read, 3).split('class="doubts"')[1]
    assert "不能立项：“问题来源”须为" in row(read, 3)
    assert "12月31日（周四）" in row(read, 2)
    assert "<b>电话" not in read.text

    form = form_to(read, HERE).fields
    assert office.post(HERE, data={**form, "do": "open"}).status_code == 409
    mended = {"r.3.responsible": "市教育局", "r.3.deadline": "2026年12月20日", "r.3.source": "群众投诉"}
    looked = office.post(HERE, data={**form, **mended, "do": "open"})
    assert looked.status_code == 200
    assert "请再看一遍，然后确认" in looked.text
    assert "12月20日（周日）" in row(looked, 3)
    assert int(engine.count(Query()).total) == before
    form = form_to(looked, HERE).fields
    answers = [office.post(HERE, data={**form, "do": "open"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "立项2件" in office.follow(answers[0]).text
    assert int(engine.count(Query()).total) == before + 2
    item = engine.opened("十一月问题", "P-2")
    assert item is not None
    assert (item.title, item.units["responsible"], str(item.data["deadline"])) == (
        "<b>电话无人接",
        ("市教育局",),
        "2026-12-20",
    )

    again = office.send(blank, HERE, files=table(*ROWS), scenario="issue")
    assert item.number in row(again, 3)
    assert "确认立项0件" in again.text


def test_rows_without_a_number_are_opened_once_by_their_form_and_a_sheet_is_chosen(planning: Planning) -> None:
    engine, before = planning.engine, int(planning.engine.count(Query()).total)
    bureau = planning.browser("市住建局", "唐瑞", Function.CLERK)
    book, content = Workbook(), io.BytesIO()
    for sheet, title in ((book.active, "路灯不亮"), (book.create_sheet("十二月"), "井盖缺失")):
        for line in (("问题", "责任单位"), (title, "市教育局")):
            sheet.append(line)
    book.save(content)
    files = {"file": ("问题.xlsx", content.getvalue(), "application/octet-stream")}
    which = bureau.send(bureau.get(HERE), HERE, files=files, scenario="issue")
    assert which.status_code == 422
    assert "十二月" in which.text
    read = bureau.send(which, HERE, files=files, sheet="十二月", scenario="issue")
    assert "井盖缺失" in read.text
    assert "路灯不亮" not in read.text
    form = form_to(read, HERE).fields
    assert [bureau.post(HERE, data={**form, "do": "open"}).status_code for _ in range(2)] == [303, 303]
    assert int(engine.count(Query()).total) == before + 1


def test_a_long_list_is_read_in_no_more_statements_and_tells_nothing_of_other_units(planning: Planning) -> None:
    office, costs = planning.browser("市优化办", "方晓宁", Function.OFFICER), []
    blank = office.get(HERE)
    for count in (2, 40):
        rows = [f"X-{count}-{place},事项{place},市住建局,2026年12月底,群众投诉" for place in range(count)]
        with counted(planning) as sent:
            read = office.send(blank, HERE, files=table(*rows), scenario="issue", source="省平台")
        assert f"读出{count}行" in read.text
        costs.append(len(sent))
    assert costs[0] == costs[1], costs
    units = {"lead": "市优化办", "responsible": "市质安站"}
    mine = planning.engine.open(
        "issue", by="市优化办", title="机密标题", units=units, source="省平台", external_no="X-9"
    )
    school = planning.browser("市教育局", "何静", Function.CLERK)
    rows = ["X-9,别的标题,市教育局,2026年12月底,群众投诉"]
    seen = school.send(school.get(HERE), HERE, files=table(*rows), scenario="issue", source="省平台")
    assert "由别的单位在办" in row(seen, 2)
    assert mine.number not in seen.text
    assert "机密标题" not in seen.text


def test_a_long_list_is_shown_short_and_survives_a_session_that_ends(make_office: Callable[..., Office]) -> None:
    office = make_office(people=False)
    clerk = Browser(office.desk)
    link = office.keeping.add("fangxiaoning", shown="方晓宁", unit="市优化办", function=Function.CLERK)
    assert clerk.choose(link, PASSWORD).status_code == 303
    rows = [f"L-{place},事项{place},市住建局,2026年12月底,群众投诉" for place in range(64)]
    read = clerk.send(
        clerk.get(HERE), HERE, files=table(*rows, "L-x,最后一件,市住建局,马上,群众投诉"), scenario="issue"
    )
    assert "读出65行" in read.text
    form = form_to(read, HERE).fields
    assert len([name for name in form if name.startswith("r.")]) == 5  # of the one row that is doubtful
    assert "事项47" in read.text
    whole = clerk.post(HERE, data={**form, "whole": "1"})
    form = form_to(whole, HERE).fields
    assert len([name for name in form if name.startswith("r.")]) == 65 * 5
    office.clock.advance(timedelta(hours=9))
    stopped = clerk.post(HERE, data={**form, "r.48.title": "改过的名称", "do": "check"})
    assert stopped.status_code == 401
    back = clerk.send(stopped, "/sign-in", name="fangxiaoning", password=PASSWORD)
    again = clerk.send(back, HERE)
    assert form_to(again, HERE).fields["r.48.title"] == "改过的名称"
    assert "确认立项65件" in again.text
    before = office.engine.count(Query()).total
    done = clerk.post(HERE, data={**form_to(again, HERE).fields, "do": "open"})
    assert done.status_code == 303
    assert office.engine.count(Query()).total == before + 65


def test_no_more_rows_come_back_than_can_be_read_in(planning: Planning) -> None:
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    form = form_to(office.send(office.get(HERE), HERE, files=table(*ROWS), scenario="issue"), HERE).fields
    rows = tuple(replace(each, line=line) for each in unpack_listing(form["read"]).matters for line in range(260))
    forged = pack_listing(replace(unpack_listing(form["read"]), matters=rows))
    answer = office.post(HERE, data={**form, "read": forged, "do": "open"})
    assert answer.status_code == 422
    assert "清单有520行" in answer.text


def test_a_form_with_thousands_of_fields_goes_along_through_signing_in_whole() -> None:
    typed = tuple((f"r.{place}.title", f"名称{place}，“换行\n”") for place in range(3_000))
    taken = packed(typed)
    assert len(taken) < 20
    assert uncarried(Sent(tuple((f"carried.{name}", value) for name, value in taken))) == typed
    assert uncarried(Sent((("carried.packed", "[[1"),))) == ()
