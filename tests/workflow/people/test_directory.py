"""The directory: names, groups, and who is reached when somebody is away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.workflow.errors import DirectoryError
from duban.workflow.people.contacts import Contact, Level, Unit
from duban.workflow.people.directory import Directory, Expansion, Reached

if TYPE_CHECKING:
    from pathlib import Path

UNITS = """name,aliases,groups,parent
市住建局,市住房和城乡建设局；住建局,市直各有关单位,
市教育局,,市直各有关单位、教育口,
东湖区,,各区,
西山区,,各区;教育口,
"""
CONTACTS = """unit,name,level,email,mobile,deputy,absent_until,locale
市住建局,张三,handler,zhang@city.example,,李四,2024-05-10,
市住建局,李四,handler,li@city.example,13900000001,张三,,
市住建局,王局,leader,wang@city.example,,,,
市教育局,赵五,handler,,,,,
市教育局,钱局,leader,qian@city.example,,,,en
东湖区,孙六,经办,sun@city.example,,,,
"""
TODAY = date(2024, 5, 10)


def test_a_contact_whom_the_message_cannot_reach_is_replaced_like_one_who_is_away() -> None:
    handler = Contact("北岭县", "凌峰", Level.HANDLER, mobile="13900000001")
    leader = Contact("北岭县", "冷杉", Level.LEADER, email="leng@city.example")
    directory = Directory(contacts=[handler, leader])
    (reached,) = directory.reach("北岭县", Level.HANDLER, TODAY, usable=lambda contact: contact.email is not None)
    assert reached.contact == leader
    assert reached.because == "凌峰未登记本消息可用的联系方式；报单位领导冷杉"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return load(tmp_path, UNITS, CONTACTS)


def load(folder: Path, units: str | bytes | None, contacts: str | bytes | None) -> Directory:
    paths: list[Path | None] = []
    for name, content in (("units.csv", units), ("contacts.csv", contacts)):
        if content is None:
            paths.append(None)
            continue
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(path)
    return Directory.load(*paths)


def names(reached: tuple[Reached, ...]) -> list[str]:
    return [each.contact.name for each in reached]


def test_an_alias_in_any_width_or_spacing_stands_for_the_unit(directory: Directory) -> None:
    for written in ("市住建局", "住建局", " 市住房和城乡建设局　", "市 住建局"):
        assert directory.canonical(written) == "市住建局"
        assert directory.knows(written)


def test_a_name_nobody_declared_passes_through_trimmed(directory: Directory) -> None:
    assert directory.canonical("　市档案馆 ") == "市档案馆"
    assert not directory.knows("市档案馆")


def test_a_group_becomes_its_members_in_the_order_of_the_file(directory: Directory) -> None:
    assert directory.is_group("各区")
    assert not directory.is_group("市住建局")
    assert directory.members("教育口") == ("市教育局", "西山区")
    assert directory.members("各乡镇") == ()


def test_expanding_names_binds_each_unit_once_and_keeps_the_words(directory: Directory) -> None:
    assert directory.expand(["住建局", "教育口", "各区", " "]) == Expansion(
        units=("市住建局", "市教育局", "西山区", "东湖区"), texts=("住建局", "教育口", "各区"), open_groups=()
    )


@pytest.mark.parametrize(
    "group", ["各乡镇", "市直各评价指标单位", "其他有关单位", "与问卷涉及相关政策的单位", "相关部门"]
)
def test_a_group_nobody_declared_is_said_to_be_open(directory: Directory, group: str) -> None:
    expansion = directory.expand(["市教育局", group])
    assert expansion.open_groups == (group,)
    assert expansion.units == ("市教育局", group)


def test_a_unit_nobody_declared_is_not_taken_for_a_group(directory: Directory) -> None:
    assert directory.expand(["市自然资源和规划局"]).open_groups == ()


def test_contacts_are_found_by_level_and_by_alias(directory: Directory) -> None:
    assert [each.name for each in directory.contacts("住建局", "handler")] == ["张三", "李四"]
    assert [each.name for each in directory.contacts("市住建局", Level.LEADER)] == ["王局"]
    assert directory.contacts("市档案馆", "handler") == ()


def test_messages_for_an_absent_person_go_to_the_deputy_until_the_day_is_over(directory: Directory) -> None:
    assert names(directory.reach("市住建局", "handler", TODAY)) == ["李四"]
    assert names(directory.reach("市住建局", "handler", date(2024, 5, 11))) == ["张三", "李四"]


def test_a_deputy_who_would_get_the_message_anyway_gets_it_once_as_themselves(directory: Directory) -> None:
    assert directory.reach("市住建局", "handler", TODAY)[0].because is None


def test_who_has_no_address_is_answered_for_by_the_leader_with_the_reason(directory: Directory) -> None:
    (reached,) = directory.reach("市教育局", "handler", TODAY)
    assert reached.contact.name == "钱局"
    assert reached.contact.locale == "en"
    assert reached.because == "赵五未登记邮箱和手机；报单位领导钱局"


def test_a_unit_without_anybody_reaches_nobody(directory: Directory) -> None:
    assert directory.reach("西山区", "handler", TODAY) == ()
    assert directory.reach("东湖区", "leader", TODAY) == ()
    assert Directory.empty().reach("市住建局", "handler", TODAY) == ()


def test_deputies_are_followed_to_the_first_who_is_there(tmp_path: Path) -> None:
    contacts = """unit,name,level,email,deputy,absent_until
甲局,一,handler,a@c.example,乙局/二,2024-05-31
乙局,二,handler,b@c.example,三,2024年6月1日
丙局,三,leader,c@c.example,,
"""
    (reached,) = load(tmp_path, None, contacts).reach("甲局", "handler", TODAY)
    assert reached.contact.name == "三"
    assert reached.because == "一离岗至2024年5月31日，由代理人三接收"


def test_somebody_can_be_away_several_times_and_is_there_between(tmp_path: Path) -> None:
    contacts = """单位,姓名,级别,邮箱,代理人,离岗时间
甲局,一,经办,a@c.example,二,2024-05-01至2024-05-03；2024年5月10日 ~ 2024年5月12日;2024-06-03
甲局,二,领导,b@c.example,,
"""
    directory = load(tmp_path, None, contacts)
    days = [date(2024, 5, day) for day in (1, 3, 4, 9, 10, 12, 13)] + [date(2024, 6, day) for day in (2, 3, 4)]
    told = [names(directory.reach("甲局", "handler", day)) for day in days]
    assert "".join(name for each in told for name in each) == "二二一一二二一一二一"
    (away,) = directory.reach("甲局", "handler", TODAY)
    assert away.because == "一离岗至2024年5月12日，由代理人二接收"


def test_an_absence_that_ends_before_it_begins_is_named(tmp_path: Path) -> None:
    contacts = "单位,姓名,级别,离岗时间\n甲局,一,经办,2024-05-03至2024-05-01\n"
    with pytest.raises(DirectoryError, match=r"contacts\.csv:2.*2024-05-03至2024-05-01"):
        load(tmp_path, None, contacts)


def test_two_absent_people_who_stand_in_for_each_other_fall_to_the_leader(tmp_path: Path) -> None:
    contacts = """unit,name,level,email,deputy,absent_until
甲局,一,handler,a@c.example,二,2024-05-31
甲局,二,handler,b@c.example,一,2024-05-20
甲局,局长,leader,c@c.example,,
"""
    (reached,) = load(tmp_path, None, contacts).reach("甲局", "handler", TODAY)
    assert reached.contact.name == "局长"
    assert reached.because == "一离岗至2024年5月31日；二离岗至2024年5月20日；报单位领导局长"


def test_a_deputy_among_namesakes_is_the_one_of_the_same_unit(tmp_path: Path) -> None:
    contacts = """unit,name,level,email,deputy,absent_until
甲局,一,handler,a@c.example,二,2024-05-31
乙局,二,handler,b@c.example,,
甲局,二,leader,c@c.example,,
"""
    (reached,) = load(tmp_path, None, contacts).reach("甲局", "handler", TODAY)
    assert reached.contact.email == "c@c.example"


def test_a_deputy_who_is_written_as_handler_and_as_leader_is_taken_at_the_level_of_whom_they_stand_in_for(
    tmp_path: Path,
) -> None:
    contacts = """unit,name,level,email,deputy,absent_until
甲局,一,handler,,乙局/二,
乙局,二,leader,l@c.example,,
乙局,二,handler,h@c.example,,
"""
    (reached,) = load(tmp_path, None, contacts).reach("甲局", "handler", TODAY)
    assert reached.contact.email == "h@c.example"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_and_every_encoding_of_an_office_are_read(tmp_path: Path, encoding: str) -> None:
    units = "单位名称,别名,分组,上级\r\n市住建局,住建局,市直各部门,市政府\r\n".encode(encoding)
    contacts = (
        "单位,姓名,级别(经办/领导),邮箱,手机,代理人,离岗至,语言\r\n住建局,张三,经办,z@c.example,139-0000-0001,,,\r\n"
    ).encode(encoding)
    (contact,) = load(tmp_path, units, contacts).contacts("市住建局", "handler")
    assert contact == Contact("市住建局", "张三", Level.HANDLER, "z@c.example", "13900000001")


BAD_ROWS = [
    ("units.csv:3", "甲局,,,", None, "already names 甲局"),
    ("units.csv:3", "乙局,甲局,,", None, "already names 甲局"),
    ("units.csv:3", "乙局,,甲局,", None, "also a name of the unit 甲局"),
    ("units.csv:3", "乙局,,,乙局", None, "乙局 → 乙局"),
    ("units.csv:3", ",别名,,", None, "without a name"),
    ("units.csv:3", "乙局,,,,多", None, "quote a cell"),
    ("contacts.csv:2", None, "甲局,一,boss,,,,", "level boss is not known"),
    ("contacts.csv:2", None, "甲局,一,handler,a＠c,,,", "email a＠c: is not an address"),
    ("contacts.csv:2", None, "甲局,一,handler,,1.39E+10,,", "mobile 1.39E+10: is not a number"),
    ("contacts.csv:2", None, "丙局,一,handler,,,,", "unit 丙局 of 一 is not declared"),
    ("contacts.csv:2", None, "甲局,一,handler,,,无人,", "deputy 无人 of 一 is nobody"),
    ("contacts.csv:2", None, "甲局,一,handler,,,一,", "their own deputy"),
    ("contacts.csv:2", None, "甲局,一,handler,,,,2024-02-30", "absent_until 2024-02-30 is not a date"),
    ("contacts.csv:2", None, ",一,handler,,,,", "without unit or name"),
    ("contacts.csv:3", None, "甲局,一,handler,,,,\n甲局,一,经办,,,,", "already handler of 甲局"),
    ("contacts.csv:2", None, '甲局,"一,handler', "not CSV"),
]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("where", "unit_row", "contact_rows", "what"), BAD_ROWS)
def test_a_bad_row_is_named_by_file_and_line(
    tmp_path: Path, where: str, unit_row: str | None, contact_rows: str | None, what: str
) -> None:
    units = "name,aliases,groups,parent\n甲局,,,\n" + (unit_row or "")
    contacts = "unit,name,level,email,mobile,deputy,absent_until\n" + (contact_rows or "")
    with pytest.raises(DirectoryError) as caught:
        load(tmp_path, units, contacts)
    (problem,) = caught.value.problems
    assert f"{where}: " in problem
    assert what in problem


def test_all_bad_rows_of_both_files_are_reported_together(tmp_path: Path) -> None:
    contacts = "unit,name,level,email\n甲局,一,boss,x\n\n丙局,二,leader,\n"
    with pytest.raises(DirectoryError) as caught:
        load(tmp_path, "name\n甲局\n甲局\n", contacts)
    places = [problem.split(": ")[0].removeprefix(f"{tmp_path}/") for problem in caught.value.problems]
    assert places == ["contacts.csv:2", "contacts.csv:2", "units.csv:3", "contacts.csv:4"]


@pytest.mark.usefixtures("english")
def test_a_circle_of_parents_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError) as caught:
        load(tmp_path, "name,parent\n甲,乙\n乙,丙\n丙,甲\n", None)
    assert (
        str(caught.value)
        == f"{tmp_path / 'units.csv'}:2: parents go round in a circle: 甲 → 乙 → 丙 → 甲; clear one of them"
    )


@pytest.mark.usefixtures("english")
def test_a_deputy_with_namesakes_elsewhere_must_be_named_with_the_unit(tmp_path: Path) -> None:
    contacts = "unit,name,level,deputy\n甲局,一,handler,二\n乙局,二,handler,\n丙局,二,handler,\n"
    with pytest.raises(DirectoryError, match="may be of 乙局, 丙局; write unit/name"):
        load(tmp_path, None, contacts)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"name\x00\n", "is not plain text"),
        ("name\n甲局\n".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        (b"name\n\xff\xfe\xfd\xfc\n", "is neither UTF-8"),
        ("别名\n甲局\n".encode(), "column name is missing"),
        (b"name,alias\nA,B\n", "column alias is not known; did you mean aliases?"),
        (b"name,name\nA,B\n", "column name stands twice"),
    ],
)
def test_a_file_that_is_no_table_of_units_is_refused_in_one_line(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        load(tmp_path, content, None)
    assert what in caught.value.problems[0]
    assert "\n" not in caught.value.problems[0]


@pytest.mark.usefixtures("english")
def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match="cannot be read"):
        Directory.load(tmp_path / "units.csv", None)


@pytest.mark.usefixtures("english")
def test_a_directory_made_in_code_is_checked_like_one_from_files() -> None:
    with pytest.raises(DirectoryError, match="already names 甲局"):
        Directory([Unit("甲局"), Unit("乙局", aliases=("甲 局",))])


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=6, max_size=6))
def test_whoever_is_reached_is_there_and_has_an_address(people: list[tuple[int, bool, bool]]) -> None:
    rows = [
        Contact("甲局", f"人{index}", Level.HANDLER, "a@c.example" if address else None, None,
                f"人{deputy}" if deputy != index else None, TODAY if absent else None)
        for index, (deputy, address, absent) in enumerate(people)
    ]  # fmt: skip
    reached = Directory(None, rows).reach("甲局", "handler", TODAY)
    assert all(each.contact.reachable(TODAY) for each in reached)
    assert len(set(names(reached))) == len(reached)
    assert {row.name for row in rows if row.reachable(TODAY)} <= set(names(reached))
