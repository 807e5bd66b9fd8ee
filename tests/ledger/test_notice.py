"""Reading whole notices: the package's sample, the real one where it is at hand, and what must be refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.demo import SAMPLES
from duban.ledger import Notice, NoticeError, NoticeItem, read_notice

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "data" / "notice"
SAMPLE = (SAMPLES / "plan.txt").read_bytes()
# The sample has every trap of the real notice, so nothing goes untested where the real one is not at hand.
PLANS = [(SAMPLES / "plan.txt", HERE / "sample-plan-truth.json")]
PLANS += [(truth.with_suffix(".txt"), truth) for truth in sorted(REAL.glob("*.json"))]
HEAD = "云川市2024年工作方案\n云川发〔2024〕9号\n2024年1月5日\n"


def read(text: str) -> Notice:
    return read_notice((HEAD + text).encode(), source="plan.txt")


def task(brackets: str, body: str = "内容。") -> NoticeItem:
    (item,) = read(f"1. 名称。{body}{brackets}\n").items
    return item


@pytest.mark.parametrize(("plan", "truth"), PLANS, ids=lambda path: path.stem)
def test_every_task_unit_and_date_of_a_plan_is_read_exactly(plan: Path, truth: Path) -> None:
    expected = json.loads(truth.read_text(encoding="utf-8"))
    items = read_notice(plan.read_bytes(), source=plan.name).items
    assert len(items) == len(expected)
    for item, row in zip(items, expected, strict=True):
        shown = item.to_json() | {"lead_raw": item.lead_raw, "responsible_raw": item.responsible_raw}
        assert {key: shown[key] for key in row} == row


def test_the_json_of_a_task_has_exactly_these_keys() -> None:
    keys = "number title lead_units responsible_units deadline_text deadline_date ongoing open_ended doubts"
    for item in read_notice(SAMPLE, source="plan.txt").items:
        assert list(item.to_json()) == keys.split()
        assert json.loads(json.dumps(item.to_json())) == item.to_json()


def test_the_head_names_the_plan_its_number_and_its_day() -> None:
    notice = read_notice(SAMPLE, source="plan.txt")
    assert (notice.title, notice.document_no) == ("云川市2024年优化营商环境工作方案", "云川优化发〔2024〕3号")
    assert notice.issued_on == date(2024, 3, 29)


def test_numbered_paragraphs_of_a_section_without_units_are_no_tasks_and_that_is_said() -> None:
    notice = read_notice(SAMPLE, source="plan.txt")
    assert "“三、保障措施”下2个编号段落未列单位，不作为任务（第61行起）" in notice.doubts
    assert "加强组织领导" not in {item.title for item in notice.items}


def test_a_task_knows_the_line_it_stands_on_and_its_wrapped_text() -> None:
    lines = SAMPLE.decode().split("\n")
    items = read_notice(SAMPLE, source="plan.txt").items
    assert all(item.title in lines[item.line - 1] for item in items)
    assert items[10].body == (
        "组织营商环境宣传周，选树一批服务企业的先进典型，曝光一批损害营商环境的反面案例，面向企业开展政策宣讲不少于30场。"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_encoding_and_the_line_ends_make_no_difference(encoding: str, newline: str) -> None:
    data = SAMPLE.decode().replace("\n", newline).encode(encoding)
    found, plain = read_notice(data, source="plan.txt"), read_notice(SAMPLE, source="plan.txt")
    assert found.file != plain.file  # the hash is that of the bytes
    assert replace(found, file=plain.file) == plain


BAD_INPUT: list[tuple[bytes, str]] = [
    (b"", "is empty"),
    (b"\xef\xbb\xbf \n\t\n", "is empty"),
    (SAMPLE.decode().encode("utf-16"), "is UTF-16; save it as UTF-8"),
    (SAMPLE.decode().encode("utf-16-le"), "save it as UTF-8"),
    ("一\n二\n".encode() + b"\xff" + SAMPLE, "neither UTF-8 (broken at byte 8, line 3)"),
    (SAMPLE.decode().encode("gb18030")[:-1] + b"\xff", "neither UTF-8"),
    (("雲川市優化營商環境工作方案,請認真貫徹執行。" * 9).encode("big5"), "nor plausible GB18030"),
    (bytes(range(256)) * 9, "neither UTF-8"),
    (b"PK\x03\x04" + bytes(60), "is a damaged .docx; open it and save it again"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "is an old Office document such as .doc"),
    (b"%PDF-1.7\n" + SAMPLE, "is a PDF; open it and save its text as a UTF-8 .txt file"),
    (b"{\\rtf1\\ansi " + SAMPLE, "is RTF; open it and save it as .docx"),
    ("<html><body><p>一段没有编号的文字。</p></body></html>".encode(), "no numbered task with its units was found"),
    (b"<html>" + b"<table><tr><td>" * 9999, "no numbered task with its units was found"),
    (b"ab\x00cd", "is not plain text (a NUL character in line 1)"),
    ("一段没有编号的文字。\n".encode(), "no numbered task with its units was found"),
    ("1. 名称。内容,没有单位。\n".encode(), "no numbered task with its units was found"),
    (b"1. x\n" * (1024 * 1024), "split it"),
]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("data", "what"), BAD_INPUT, ids=[what for _, what in BAD_INPUT])
def test_what_is_no_work_plan_is_refused_in_one_line(data: bytes, what: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read_notice(data, source="somewhere.txt")
    assert str(caught.value).startswith("somewhere.txt: ")
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("brackets", "lead", "responsible"),
    [
        ("(牵头单位:甲局;责任单位:乙局)", ["甲局"], ["乙局"]),
        ("〔牵头单位：甲局；责任单位：乙局,丙局)", ["甲局"], ["乙局", "丙局"]),
        ("【牵头单位：甲局，责任单位：乙局】", ["甲局"], ["乙局"]),
        ("(牵头单位:甲局)(责任单位:乙局)", ["甲局"], ["乙局"]),
        ("\n牵头单位：甲局\n责任单位：乙局、丙局", ["甲局"], ["乙局", "丙局"]),
        ("(牵头单位:甲局 责任单位:乙局 配合单位:丙局)", ["甲局"], ["乙局", "丙局"]),
        ("(责任单位:各区(含甲区、乙区,下同)、丙局（丁办）)", [], ["各区", "丙局（丁办）"]),
        ("(责任单位:市自然资源和规划局、市文化和旅游局)", [], ["市自然资源和规划局", "市文化和旅游局"]),
        ("(甲局牵头，乙局、丙局按职责分工负责)", ["甲局"], ["乙局", "丙局"]),
    ],
)
def test_units_are_read_in_their_order_from_every_kind_of_bracket(
    brackets: str, lead: list[str], responsible: list[str]
) -> None:
    item = task(brackets)
    assert (list(item.lead_units), list(item.responsible_units)) == (lead, responsible)
    assert item.body == "内容。"


@pytest.mark.parametrize(
    ("brackets", "doubt"),
    [
        ("(责任单位:乙局;完成时限:5月底)", "未列牵头单位"),
        ("(牵头单位:甲局;完成时限:5月底)", "未列责任单位"),
        ("(牵头单位:甲局;责任单位:乙局、丙局等部门;完成时限:5月底)", "单位名单未列全（“等单位”）"),
        ("(牵头单位:甲局;责任单位:乙局)", "未写完成时限"),
        ("(牵头单位:甲局;责任单位:乙局;完成时限:尽快)", "完成时限“尽快”无法换算为日期"),
        ("(牵头单位:甲局;责任单位:乙局、乙局;完成时限:5月底)", "“乙局”重复列出，按一个单位计"),
        ("(牵头单位:甲局;责任单位:甲局、乙局;完成时限:5月底)", "“甲局”既是牵头单位又是责任单位"),
        ("(牵头单位:甲局;责任领导:张三;责任单位:乙局;完成时限:5月底)", "括注中“责任领导：张三”未读入"),
        ("(牵头单位:甲局;责任单位:市教育局和市体育局;完成时限:5月底)", "“市教育局和市体育局”按两个单位读入"),
        ("(牵头单位:甲局;责任单位:乙局;完成时限:2024年5月底", "责任单位括注未闭合"),
        ("(牵头单位:甲局;责任单位:乙局;完成时限:2023年5月底)", "完成时限2023-05-31早于成文日期2024-01-05"),
    ],
)
def test_what_is_not_sure_is_said_once_in_plain_words(brackets: str, doubt: str) -> None:
    assert list(task(brackets).doubts) == [doubt]


@pytest.mark.parametrize(
    ("body", "doubts"),
    [
        ("由5家市直部门承担。", ["正文称“5家市直部门”，责任单位列了2家"]),
        ("由十二个责任单位承担。", ["正文称“十二个责任单位”，责任单位列了2家"]),
        ("由两家单位承担。", []),
        ("服务30家企业。", []),
        ("每月调度、每季度通报。", ["正文要求“每月”“每季度”办理，完成时限只有一个（5月底）"]),
        ("每年11月为服务月。", []),
    ],
)
def test_a_text_that_disagrees_with_the_bracket_is_doubted(body: str, doubts: list[str]) -> None:
    assert list(task("(牵头单位:甲局;责任单位:乙局、丙局;完成时限:5月底)", body).doubts) == doubts


def test_a_count_is_not_compared_with_a_list_that_has_groups() -> None:
    assert task("(牵头单位:甲局;责任单位:各区;完成时限:5月底)", "由9家单位承担。").doubts == ()


def test_jumps_and_repeats_of_the_numbering_are_said() -> None:
    plan = "".join(f"{number}. 名称。(牵头单位:甲局;责任单位:乙局;完成时限:5月底)\n" for number in (1, 2, 4, 4, 5))
    assert [item.doubts for item in read(plan).items] == [
        (),
        (),
        ("编号不连续：上一项为2，本项为4",),
        ("编号4与第6行的任务重复",),
        (),
    ]


def test_tasks_that_repeat_a_number_keep_keys_of_their_own() -> None:
    plan = "".join(f"{number}. 名称。(责任单位:乙局)\n" for number in (1, 2, 2, 2))
    assert [item.key for item in read(plan).items] == ["1", "2", "2#2", "2#3"]


def test_a_notice_is_known_again_by_its_number_or_its_name_or_its_tasks() -> None:
    plan = "1. 名称。(责任单位:乙局)\n"
    assert read(plan).identity == "云川发〔2024〕9号"
    assert read_notice(f"云川市工作要点\n{plan}".encode(), source="a").identity == "云川市工作要点"
    unnamed = [read_notice(text.encode(), source="a").identity for text in (plan, plan, plan.replace("名称", "其他"))]
    assert unnamed[0] == unnamed[1] != unnamed[2]


@pytest.mark.parametrize("width", [20, 30, 40, 80])
def test_a_plan_wrapped_by_an_editor_reads_the_same(width: int) -> None:
    lines = SAMPLE.decode().split("\n")
    wrapped = "\n".join(line[at : at + width] for line in lines for at in range(0, len(line) or 1, width))
    before, after = (read_notice(text.encode(), source="x").items for text in (SAMPLE.decode(), wrapped))
    assert [item.to_json() for item in after] == [item.to_json() for item in before]


def test_a_task_among_others_without_a_bracket_is_kept_and_doubted() -> None:
    first, second = read("1. 甲事。(责任单位:乙局;完成时限:5月底)\n2. 乙事。内容。\n").items
    assert first.doubts == ("未列牵头单位",)
    assert (second.title, second.doubts) == ("乙事", ("未见列明单位的括注", "未写完成时限"))


def test_tasks_may_be_numbered_in_chinese() -> None:
    plan = "（一）甲事。内容。（责任单位：乙局）\n（二）乙事。内容。（责任单位：丙局）\n"
    assert [(item.number, item.title) for item in read(plan).items] == [("一", "甲事"), ("二", "乙事")]


def test_control_and_direction_characters_never_reach_a_title() -> None:
    (item,) = read("1. 甲\x1b[31m\u202e事\u200b。(责任单位:乙局)\n").items
    assert item.title == "甲[31m事"


def test_an_asked_for_year_comes_from_the_document_number_when_the_title_has_none_and_that_is_said() -> None:
    plan = "云川市工作方案\n云川发〔2023〕9号\n2023年1月5日\n1. 甲事。(责任单位:乙局;完成时限:年底前)\n"
    notice = read_notice(plan.encode(), source="plan.txt")
    assert notice.items[0].deadline_date == date(2023, 12, 31)
    assert "标题未写明唯一年份，未写年份的时限按2023年计" in notice.doubts


def test_a_plan_without_any_year_leaves_bare_months_undated() -> None:
    (item,) = read_notice("1. 甲事。(责任单位:乙局;完成时限:5月底)".encode(), source="plan.txt").items
    assert item.deadline_date is None
    assert "完成时限“5月底”未写年份，文件年份也不明，未定日期" in item.doubts


def sound(data: bytes) -> None:
    """Read bytes of any kind: a notice whose every value can be shown and is sure or doubted, or a refusal."""
    try:
        notice = read_notice(data, source="x")
    except NoticeError:
        return
    rows: list[dict[str, Any]] = [item.to_json() for item in notice.items]
    json.dumps(rows, ensure_ascii=False).encode()
    assert rows
    for item, row in zip(notice.items, rows, strict=True):
        units = (*item.lead_units, *item.responsible_units)
        assert all(unit and unit == unit.strip() for unit in units)
        assert units or item.doubts
        assert item.deadline_date is not None or item.ongoing or item.doubts
        assert not (item.deadline_date and item.ongoing)
        assert "\n" not in row["title"]


@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused_never_a_traceback(data: bytes) -> None:
    sound(data)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SAMPLE)), st.integers(0, 400), st.binary(max_size=12), st.sampled_from(["utf-8", "gb18030"]))
def test_a_damaged_plan_is_read_or_refused_never_a_traceback(at: int, cut: int, put: bytes, encoding: str) -> None:
    data = SAMPLE.decode().encode(encoding)
    sound(data[:at] + put + data[at + cut :])


PIECES = [
    "1. ", "2、", "（三）", "名称。", "(", "〔", ")", "〕", "牵头单位:", "责任单位：", "完成时限:", "甲局", "、", "，",
    "；", "等", "等单位", "各区", "和", "(含", "下同)", "2024年", "5月", "底", "前", "三季度", "十", "每月", "持续推进",
    "负责", "\n", "\u3000",
]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_mixture_of_official_phrases_is_read_or_refused(text: str) -> None:
    sound(("1. 名称。(责任单位:甲局)\n" + text).encode())


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "(责任单位:",
        "）",
        "1. 甲\n",
        "责任单位:甲\n",
        "、",
        "等各",
        "共同",
        "十",
        "2024年",
        " ",
        "和",
        "每季",
        "(含)",
    ],
)
def test_a_long_run_of_one_hostile_piece_is_answered(piece: str) -> None:
    body = piece * (256 * 1024 // len(piece.encode()))
    sound(f"1. 名称。内容。(责任单位:甲局、{body};完成时限:{body[:9999]})".encode())
