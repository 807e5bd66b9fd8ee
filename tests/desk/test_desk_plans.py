"""方案导入: pasted or uploaded, its doubts beside each task, corrected in place, opened whole, and read again."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from browser import form_to
from docx import Document
from test_desk_budget import counted

from duban.desk import Function
from duban.ledger import import_notice, read_notice
from duban.workflow import Query

if TYPE_CHECKING:
    import httpx
    from planning import Planning

PLAN = """云川市2027年营商环境提升方案

云优发〔2026〕18号

二、重点任务

1. 推行“一窗办”。全流程网上办理。（牵头单位：市住建局；责任单位：市质安站、市教育局；完成时限：2027年6月底前）

2. 建立沟通机制。每季度召开一次座谈会，限期反馈。（责任单位：市教育局；完成时限：尽快完成）

3. 清理积案。建立台账，动态清零。（牵头单位：市住建局；责任单位：市园林局；完成时限：长期坚持）

4. 重复的任务。另有安排，不再单列。（牵头单位：市住建局；责任单位：市教育局；完成时限：2027年9月底前）
"""
HERE = "/open/plan"


def row(page: httpx.Response, number: str) -> str:
    """Return the part of a page that is about a task."""
    return page.text.split(f'aria-label="第{number}项任务"')[1].split("</article>")[0]


def place(page: httpx.Response, number: str) -> str:
    """Return what the cells of a task are called by."""
    return row(page, number).split('name="t.')[1].split(".")[0]


def opened(planning: Planning) -> int:
    return int(planning.engine.count(Query()).total)


def test_a_plan_is_pasted_corrected_task_by_task_opened_at_once_and_followed_when_it_changes(
    planning: Planning,
) -> None:
    engine, before = planning.engine, opened(planning)
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    assert HERE in office.get("/open").text
    assert "没有读入" in office.send(office.get(HERE), HERE, text="今天天气不错").text
    read = office.send(office.get(HERE), HERE, text=PLAN)
    order = [part.split("项任务")[0] for part in read.text.split('aria-label="第')[1:]]
    assert order == ["2", "3", "1", "4"]  # what is unsure comes first
    assert "未列牵头单位" in row(read, "2")
    assert "尽快完成" in row(read, "2")
    assert "（第9行）" in row(read, "2")
    assert "市园林局" in row(read, "3").split('class="doubts"')[1]
    assert "2027年6月30日（周三）" in row(read, "1")

    second = f"t.{place(read, '2')}"
    typed = {f"{second}.lead": "市教育局", f"{second}.deadline": "2027年3月底", f"{second}.title": "建立<b>沟通机制"}
    form = form_to(read, HERE).fields
    hasty = office.post(HERE, data={**form, **typed, "out": place(read, "4"), "do": "open"})
    assert hasty.status_code == 200
    assert "请再看一遍，然后确认" in hasty.text
    assert "2027年3月31日（周三）" in row(hasty, "2")
    assert "未列牵头单位" not in row(hasty, "2")
    assert "建立<b>" not in hasty.text
    assert "确认立项3件" in hasty.text
    assert "条通知，给" in hasty.text
    assert opened(planning) == before

    form = form_to(hasty, HERE).fields
    answers = [office.post(HERE, data={**form, "do": "open"}) for _ in range(2)]
    plan = answers[0].headers["location"].split("?")[0].rpartition("/")[2]
    assert answers[1].headers["location"].split("?")[0].endswith(plan)
    assert opened(planning) == before + 4  # three tasks and the plan
    tasks = engine.find(plan=plan)
    assert sorted(task.title for task in tasks) == ["建立<b>沟通机制", "推行“一窗办”", "清理积案"]
    first = next(task for task in tasks if task.title.startswith("推行"))
    assert first.units["responsible"] == ("市质安站", "市教育局")
    with engine.open_file(plan, engine.files(plan)[0].sha256) as original:
        assert original.content.read().decode() == PLAN.strip()

    later = (
        PLAN.replace("2027年6月底前", "2027年8月底前")
        .replace("尽快完成", "2027年3月底")
        .replace(
            "（责任单位：市教育局；完成时限：2027年3月底",
            "（牵头单位：市教育局；责任单位：市教育局；完成时限：2027年3月底",
        )
    )
    again = office.send(office.get(HERE), HERE, text=later.replace("建立沟通机制", "建立<b>沟通机制"))
    table = again.text.split("方案与已立项的不同之处")[1].split("</table>")[0]
    assert first.number in table
    assert "2027-08-31" in table
    form = {**form_to(again, HERE).fields, "out": place(again, "4")}
    checked = office.post(HERE, data={**form, "do": "check"})
    form = form_to(checked, HERE).fields
    assert office.post(HERE, data={**form, "do": "open"}).status_code == 422  # nobody has said why
    assert str(engine.instance(first.number).data["deadline"]) == "2027-06-30"
    done = office.post(HERE, data={**form, "note": "省里改了时限", "do": "open"})
    assert done.status_code == 303
    assert str(engine.instance(first.number).data["deadline"]) == "2027-08-31"
    assert "省里改了时限" in str(engine.history(first.number)[-1].payload)


def test_a_plan_is_opened_once_by_its_form_and_leads_to_where_a_newer_one_is_read_in(planning: Planning) -> None:
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    read = office.send(office.get(HERE), HERE, text=PLAN.replace("18号", "44号").replace("营商环境", "夜间经济"))
    done = office.post(HERE, data={**form_to(read, HERE).fields, "do": "open"})
    plan, after = done.headers["location"].split("?")[0].rpartition("/")[2], opened(planning)
    back = {**form_to(read, HERE).fields, "h.number": "云优发〔2026〕45号"}
    renamed = office.post(HERE, data={**back, "do": "check"})
    other = office.post(HERE, data={**form_to(renamed, HERE).fields, "do": "open"})
    assert other.status_code == 409
    assert "这张表已经提交过一次" in other.text
    assert form_to(other, HERE).fields["h.number"] == "云优发〔2026〕45号"
    assert opened(planning) == after
    newer = office.get(f"/i/{plan}").text.split("读入新版方案")[0].rpartition('href="')[2].split('"')[0]
    assert form_to(office.get(newer), HERE).fields["of"] == plan


def test_a_plan_in_a_file_is_taken_over_quietly_with_its_file(planning: Planning) -> None:
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    document, content = Document(), io.BytesIO()
    for line in PLAN.replace("〔2026〕18号", "〔2026〕21号").replace("营商环境提升", "招商引资").splitlines():
        document.add_paragraph(line)
    document.save(content)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    read = office.send(office.get(HERE), HERE, files={"file": ("招商方案.docx", content.getvalue(), kind)})
    assert "云优发〔2026〕21号" in read.text
    odd = office.post(HERE, data={**form_to(read, HERE).fields, "h.day": "冬至", "h.title": "招商方案（修订）"})
    assert odd.status_code == 422
    assert form_to(odd, HERE).fields["h.day"] == "冬至"
    read = office.post(HERE, data={**form_to(odd, HERE).fields, "h.day": "2026年11月2日"})
    assert form_to(read, HERE).fields["h.day"] == "2026-11-02"
    quiet = office.post(HERE, data={**form_to(read, HERE).fields, "quiet": "1", "since": "下个月", "do": "open"})
    assert quiet.status_code == 422
    quiet = office.post(HERE, data={**form_to(quiet, HERE).fields, "since": "2026年10月8日", "do": "check"})
    assert "不发通知" in quiet.text.split('class="side"')[1]
    done = office.post(HERE, data={**form_to(quiet, HERE).fields, "do": "open"})
    plan = done.headers["location"].split("?")[0].rpartition("/")[2]
    tasks = planning.engine.find(plan=plan)
    assert len(tasks) == 4
    assert planning.engine.instance(plan).title == "招商方案（修订）"
    assert str(planning.engine.instance(plan).data["issued_on"]) == "2026-11-02"
    assert [file.name for file in planning.engine.files(plan)] == ["招商方案.docx"]
    assert not [letter for task in tasks for letter in planning.engine.outbox(number=task.number)]


def test_a_task_that_was_not_read_is_added_by_hand_before_the_plan_is_opened(planning: Planning) -> None:
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    text = PLAN.replace("18号", "51号").replace("营商环境", "冬季供暖")
    read = office.send(office.get(HERE), HERE, text=text)
    typed = {"a.title": "排查老旧管网", "a.lead": "市住建局", "a.responsible": "市质安站", "a.deadline": "2027年3月底"}
    form = form_to(read, HERE).fields | typed
    nameless = office.post(HERE, data={**form, "do": "add"})
    assert nameless.status_code == 422
    assert form_to(nameless, HERE).fields["a.title"] == "排查老旧管网"
    taken = office.post(HERE, data={**form, "a.number": "3", "do": "open"})  # the other button: it is not lost
    assert "已有第3项" in taken.text
    more = office.post(HERE, data={**form, "a.number": "5", "a.body": "分片包干", "do": "add"})
    assert form_to(more, HERE).fields["a.title"] == ""
    added = row(more, "5")
    assert "2027年3月31日（周三）" in added
    assert "手工补录：分片包干" in added
    fixed = office.post(HERE, data={**form_to(more, HERE).fields, f"t.{place(more, '5')}.deadline": "2027年4月底"})
    done = office.post(HERE, data={**form_to(fixed, HERE).fields, "do": "open"})
    plan = done.headers["location"].split("?")[0].rpartition("/")[2]
    item = next(each for each in planning.engine.find(plan=plan) if each.title == "排查老旧管网")
    assert (item.units["lead"], str(item.data["deadline"])) == (("市住建局",), "2027-04-30")
    assert (item.data["item_no"], item.data["content"]) == ("5", "分片包干")


def test_a_long_plan_is_read_in_no_more_statements_than_a_short_one(planning: Planning) -> None:
    office, costs = planning.browser("市优化办", "方晓宁", Function.OFFICER), []
    task = "（牵头单位：市住建局；责任单位：市教育局、市绿化局；完成时限：2027年6月底前）"
    for count in (2, 40):
        lines = [f"{place}. 任务{place}。内容。{task}" for place in range(1, count + 1)]
        text = "\n".join(["云川市2028年方案", f"云优发〔2027〕{count}号", *lines])
        page = office.get(HERE)
        with counted(planning) as sent:
            read = office.send(page, HERE, text=text)
        assert f"读出{count}项任务" in read.text
        costs.append(len(sent))
    assert costs[0] == costs[1], costs
    # What all tasks have in common is said once, and makes none of them doubtful.
    assert read.text.count("没有“市绿化局”") == 1
    assert "40项任务</b>" in read.text
    assert "没有疑问" in read.text


def test_a_plan_that_stands_is_read_again_in_no_more_statements_for_fifty_tasks(planning: Planning) -> None:
    clerk, costs = planning.browser("市优化办", "方晓宁", Function.CLERK), []
    task = "（牵头单位：市住建局；责任单位：市教育局；完成时限：2027年6月底前）"
    for count in (1, 10, 50):
        lines = [f"{place}. 事务{count}之{place}。内容。{task}" for place in range(1, count + 1)]
        text = "\n".join([f"云川市2029年方案之{count}", f"云优发〔2028〕{count}号", *lines])
        notice = replace(read_notice(text.encode(), source="a.txt"), file=None)
        import_notice(planning.engine, notice, by="市优化办/方晓宁")
        page = clerk.get(HERE)
        with counted(planning) as sent:
            again = clerk.send(page, HERE, text=text)
        assert again.text.count("已立项 <a") == count
        costs.append(len(sent))
    assert costs[0] == costs[1] == costs[2], costs


def test_what_a_form_carries_is_read_as_anything_that_is_typed(planning: Planning) -> None:
    office = planning.browser("市优化办", "方晓宁", Function.OFFICER)
    read = office.send(office.get(HERE), HERE, text=PLAN.replace("18号", "30号"))
    form, before = form_to(read, HERE).fields, opened(planning)
    for broken in ("x", form["read"][:-40], "eJwrTS0uAQAGJAJD"):
        answer = office.post(HERE, data={**form, "read": broken, "do": "open"})
        assert answer.status_code == 422
        assert "没有完整传回" in answer.text
    assert opened(planning) == before
    bureau = planning.browser("市住建局", "唐瑞", Function.CLERK)
    assert bureau.get(HERE).headers["location"] == "/open"
