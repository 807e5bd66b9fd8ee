"""Indicators and their evidence: how ready each is, and a pack in folders that any system unpacks."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine, Settings
from duban.evidence import Evidence
from duban.ledger import (
    EIGHTEEN,
    Indicators,
    ListError,
    PackDamaged,
    indicators_of,
    open_indicators,
    read_indicators,
    safe_name,
    write_indicators,
    write_pack,
)
from duban.ledger.packs import Names
from duban.states import InvalidData
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE, LEAD, GIVER, CHECKER = "市优化办", "市市监局", "市税务局", "市督考办"
LIST = """序号,指标,牵头单位,配合单位,材料,形式,出具单位,时限
1,开办企业,市市监局,"市税务局、市公安局",企业开办办件清单,盖章扫描件,市税务局,2026-09-10
1,开办企业,,,=流程图/CON:最终*版?,图片,,2026年9月11日
1,开办企业,,,情况说明,,市公安局,
2,"知识产权创造、保护和运用",市市监局,市公安局,,,,
"""


def engine_on(place: str, folder: Path) -> Engine:
    kept = Evidence(folder=str(folder / "files"), free_mb=0)
    scenarios = ["evidence-list", "evidence", "material"]
    return Engine(place, scenarios=scenarios, clock=FixedClock("2026-09-01T09:00+08:00"), evidence=kept)


@pytest.fixture
def engine(empty_database_url: str, tmp_path: Path) -> Iterator[Engine]:
    with engine_on(empty_database_url, tmp_path) as made:
        yield made


def opened(engine: Engine, folder: Path) -> Indicators:
    wanted = folder / "清单.csv"
    wanted.write_text(LIST, "utf-8")
    item, new = open_indicators(
        engine, read_indicators(wanted), title="2026年省评", deadline=date(2026, 9, 18), by=OFFICE, period="1至8月"
    )
    assert new
    return indicators_of(engine, item.number)


def give(engine: Engine, number: str, unit: str, *files: tuple[str, bytes]) -> None:
    put = [engine.put_file(io.BytesIO(content), name=name, by=unit) for name, content in files]
    engine.fire(number, "交材料", by=unit, data={"files": put})


def check(engine: Engine, number: str) -> None:
    engine.fire(number, "核对合格", by=f"{CHECKER}/段知远", data={"checked_by": "段知远"})


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return [each for each in packed.namelist() if not each.endswith("/")]


def listed(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as packed:
        (name,) = [each for each in packed.namelist() if each.endswith(".csv") and "/" not in each]
        return [*csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig")))]


def test_the_list_to_fill_in_has_the_eighteen_and_reads_back_once_it_has_leads(tmp_path: Path) -> None:
    for name in ("清单.csv", "清单.xlsx"):
        write_indicators(tmp_path / name)
        with pytest.raises(InvalidData) as refused:
            read_indicators(tmp_path / name)
        assert len(refused.value.problems) == len(EIGHTEEN) == 18
    filled = (tmp_path / "清单.csv").read_text("utf-8-sig").replace(",,,,,,", ",市市监局,,,,,")
    (tmp_path / "清单.csv").write_text(filled, "utf-8")
    assert [each.name for each in read_indicators(tmp_path / "清单.csv")] == [*EIGHTEEN]


@pytest.mark.usefixtures("english")
def test_everything_that_is_wrong_with_a_list_is_said_at_once(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    rows = (
        "指标,牵头单位,材料,出具单位,时限",
        ",甲,乙,,",
        "获得电力,,,,",
        "纳税,甲、乙,丙,丁,明天",
        "纳税,甲,丙,,",
        "纳税,,,戊,",
    )
    wrong.write_text("\n".join(rows), "utf-8")
    with pytest.raises(InvalidData) as refused:
        read_indicators(wrong)
    said = "\n".join(map(str, refused.value.problems))
    for part in (
        ":2: names no",
        ":3: “获得电力” has no lead",
        ":4: “纳税” has several",
        "“明天” is no day",
        ":5: “丙” stands",
    ):
        assert part in said, said
    assert "says who gives a material, and not which" in said
    wrong.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(ListError, match="no such head"):
        read_indicators(wrong)


def test_readiness_follows_what_is_given_returned_checked_and_not_needed(engine: Engine, tmp_path: Path) -> None:
    found = opened(engine, tmp_path)
    again = open_indicators(
        engine, read_indicators(tmp_path / "清单.csv"), title="2026年省评", deadline=date(2026, 9, 18), by=OFFICE
    )
    assert (again[0].number, again[1]) == (found.number, False)
    one, other = found.indicators
    assert (one.lead, one.partners) == ((LEAD,), (GIVER, "市公安局"))
    assert [(each.title, each.units, each.due_on) for each in one.materials] == [
        ("企业开办办件清单", (GIVER,), date(2026, 9, 10)),
        ("=流程图/CON:最终*版?", (LEAD,), date(2026, 9, 11)),
        ("情况说明", ("市公安局",), date(2026, 9, 18)),
    ]
    assert (other.wanted, other.materials, other.partners) == (0, (), ("市公安局",))
    first, second, third = (each.number for each in one.materials)
    give(engine, first, GIVER, ("清单.txt", b"1"))
    give(engine, second, LEAD, ("图.txt", b"2"))
    engine.fire(second, "退回", by=CHECKER, note="第二页缺", data={"reason_code": "缺页"})
    engine.fire(third, "免交", by=LEAD, note="今年没有")
    (one, _) = indicators_of(engine, found.number).indicators
    assert [each.standing for each in one.materials] == ["given", "returned", "not needed"]
    assert (one.wanted, one.given, one.checked) == (2, 1, 0)
    assert one.missing == (("=流程图/CON:最终*版?", (LEAD,)),)
    check(engine, first)
    (one, _) = indicators_of(engine, found.number).indicators
    assert (one.checked, one.materials[0].given_by, one.materials[0].checked_by) == (1, GIVER, "段知远")
    assert one.to_json()["missing"] == [["=流程图/CON:最终*版?", [LEAD]]]
    assert engine.instance(one.number).state == "列清单", "its lead has not settled the list yet"
    assert indicators_of(engine, one.number).indicators == (one,)
    assert engine.verify().ok


def test_an_indicator_is_gathered_when_its_lead_has_settled_the_list_and_all_is_checked(
    engine: Engine, tmp_path: Path
) -> None:
    (one, _) = opened(engine, tmp_path).indicators
    assert "企业开办办件清单（盖章扫描件，市税务局，2026-09-10前）" in engine.instance(one.number).data["checklist"]
    engine.fire(one.number, "确认清单", by=LEAD)
    for each in one.materials:
        give(engine, each.number, each.units[0], ("a.txt", each.number.encode()))
        assert engine.instance(one.number).state == "收集"
        check(engine, each.number)
    engine.sweep()
    assert engine.instance(one.number).state == "汇总"


def test_units_that_hand_in_for_the_whole_indicator_count_as_materials(engine: Engine, tmp_path: Path) -> None:
    (_, other) = opened(engine, tmp_path).indicators
    engine.fire(other.number, "列清单", by=LEAD, data={"checklist": "一、专利数"}, units=["市公安局", GIVER])
    put = engine.put_file(io.BytesIO(b"x"), name="专利.txt", by=GIVER)
    engine.fire(other.number, "交材料", by=GIVER, data={"materials": [put]})
    (one,) = indicators_of(engine, other.number).indicators
    assert {each.units[0]: each.standing for each in one.materials} == {GIVER: "given", "市公安局": "missing"}


def test_a_pack_has_what_is_checked_in_numbered_folders_with_a_list(engine: Engine, tmp_path: Path) -> None:
    (one, _) = opened(engine, tmp_path).indicators
    first, second, third = (each.number for each in one.materials)
    give(engine, first, GIVER, ("清单.txt", b"one"))
    give(engine, second, LEAD, ("a.txt", b"two"), ("A.TXT", b"three"))
    give(engine, third, "市公安局", ("说明.txt", b"four"))
    check(engine, first)
    check(engine, second)
    whole = indicators_of(engine, one.number[:-3]).number
    pack = write_pack(engine, whole, tmp_path / "包.zip")
    assert names_in(tmp_path / "包.zip")[2:] == [
        "01_开办企业/01_企业开办办件清单.txt",
        "01_开办企业/02_=流程图_CON_最终_版__1.txt",
        "01_开办企业/02_=流程图_CON_最终_版__2.TXT",
    ]
    assert (pack.wanted, pack.checked, pack.unchecked, len(pack.files)) == (3, 2, 1, 3)
    assert stat.S_IMODE((tmp_path / "包.zip").stat().st_mode) == 0o600
    rows = listed(tmp_path / "包.zip")
    with zipfile.ZipFile(tmp_path / "包.zip") as packed:
        for each in rows:
            if each["包内文件"]:
                assert hashlib.sha256(packed.read(each["包内文件"])).hexdigest() == each["SHA-256"]
        assert all(each.flag_bits & 0x800 for each in packed.infolist()), "names are said to be UTF-8"
    assert [(each["材料"], each["情况"], each["检查人"]) for each in rows] == [
        ("企业开办办件清单", "核对合格", "段知远"),
        ("'=流程图/CON:最终*版?", "核对合格", "段知远"),
        ("'=流程图/CON:最终*版?", "核对合格", "段知远"),
        ("情况说明", "已交未核对", ""),
    ]
    write_pack(engine, whole, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "包.zip").read_bytes()
    write_pack(engine, whole, tmp_path / "all.zip", unchecked=True)
    assert len(names_in(tmp_path / "all.zip")) == 2 + 4
    with pytest.raises(FileExistsError):
        write_pack(engine, whole, tmp_path / "包.zip")


@pytest.mark.parametrize("tool", ["unzip", "bsdtar"])
def test_other_programs_unpack_it_by_the_same_names(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    with engine_on(f"sqlite:///{tmp_path / 'duban.db'}", tmp_path) as engine:
        (one, _) = opened(engine, tmp_path).indicators
        give(engine, one.materials[0].number, GIVER, ("清单.txt", "办件".encode()))
        check(engine, one.materials[0].number)
        write_pack(engine, one.number, tmp_path / "pack.zip")
    out = tmp_path / "out"
    out.mkdir()
    how = {"unzip": ["unzip", "-q", "../pack.zip"], "bsdtar": ["bsdtar", "-xf", "../pack.zip"]}[tool]
    subprocess.run(how, cwd=out, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert (out / "01_开办企业" / "01_企业开办办件清单.txt").read_text("utf-8") == "办件"


def test_a_file_that_was_changed_stops_the_pack_and_leaves_nothing(tmp_path: Path) -> None:
    with engine_on(f"sqlite:///{tmp_path / 'duban.db'}", tmp_path) as engine:
        (one, _) = opened(engine, tmp_path).indicators
        give(engine, one.materials[0].number, GIVER, ("清单.txt", b"what was given"))
        check(engine, one.materials[0].number)
        (kept,) = [each for each in (tmp_path / "files").rglob("*") if each.is_file()]
        kept.chmod(0o600)
        kept.write_bytes(b"what was  made")
        with pytest.raises(PackDamaged, match="01_开办企业"):
            write_pack(engine, one.number, tmp_path / "pack.zip")
    left = {each.name for each in tmp_path.iterdir() if not each.name.startswith("duban.db")}
    assert left == {"files", "清单.csv"}


KILLED = """
import os, signal, sys
from duban.ledger import write_pack
from test_packs import engine_on
from pathlib import Path
folder = Path(sys.argv[1])
with engine_on(f"sqlite:///{folder / 'duban.db'}", folder) as engine:
    write_pack(engine, sys.argv[2], folder / "pack.zip", progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_kill_while_it_is_written_leaves_no_half_pack(tmp_path: Path) -> None:
    with engine_on(f"sqlite:///{tmp_path / 'duban.db'}", tmp_path) as engine:
        (one, _) = opened(engine, tmp_path).indicators
        give(engine, one.materials[0].number, GIVER, ("清单.txt", b"0" * 5_000_000))
        check(engine, one.materials[0].number)
    where = os.pathsep.join([*sys.path, str(Path(__file__).parent)])
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), one.number], check=False, env={**os.environ, "PYTHONPATH": where}
    )
    assert ran.returncode == -signal.SIGKILL
    assert not (tmp_path / "pack.zip").exists()


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON.txt", "_CON.txt"),
        ("com¹", "_com¹"),
        ("a" * 300 + ".pdf", "a" * 76 + ".pdf"),
        (" 点. ", "点"),
        ("\u202e反\x00转.pdf", "反转.pdf"),
        ("...", "_"),
        ("", "_"),
        ("问？“号”：.xlsx", "问？“号”：.xlsx"),
    ],
)
def test_a_name_is_one_that_every_system_takes(written: str, safe: str) -> None:
    assert safe_name(written, 80) == safe


def test_private_files_stay_out_for_whom_they_are_not(tmp_path: Path) -> None:
    rules = """
scenario: secret
version: 1
title: 密件
number: "MJ-{year}-{seq:02d}"
calendar: china
roles: {lead: {title: 牵头单位, required: true}}
fields: {shown: {title: 公开件, type: file}, hidden: {title: 内部件, type: file, private: lead}}
states: {办理: {initial: true, waits_for: lead}, 办结: {final: true}}
transitions: {办结: {from: 办理, to: 办结, by: lead, requires: [shown, hidden]}}
clocks: {时限: {starts: open, stops: 办结, budget: 3 calendar days}}
ladder: {时限: [{at: due, light: red, notify: lead, message: 催办}]}
messages: {催办: {subject: "{{ item.number }}", text: 请办}}
"""
    (tmp_path / "secret.yaml").write_text(rules, "utf-8")
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'd.db'}", folder=tmp_path, evidence=Evidence(folder="files", free_mb=0)
    )
    with Engine(settings, scenarios=[tmp_path / "secret.yaml"], clock=FixedClock("2026-09-01T09:00+08:00")) as engine:
        item = engine.open("secret", by=LEAD, units={"lead": LEAD})
        files = {
            name: engine.put_file(io.BytesIO(name.encode()), name=f"{name}.txt", by=LEAD)
            for name in ("shown", "hidden")
        }
        engine.fire(item.number, "办结", by=LEAD, data=files)
        for viewer, count in ((None, 2), (LEAD, 2), (GIVER, 1)):
            pack = write_pack(engine, item.number, tmp_path / f"{viewer}.zip", viewer=viewer)
            assert len(pack.files) == count
            assert [each.private for each in pack.files].count(True) == count - 1
        assert "hidden" not in "".join(names_in(tmp_path / f"{GIVER}.zip"))


def test_a_name_of_rare_characters_fits_the_disk_too(tmp_path: Path) -> None:
    names = Names()
    for name in (names.take("\U00020bb7" * 90 + ".pdf", 80), names.take("\U00020bb7" * 90 + ".pdf", 80)):
        assert name.endswith(".pdf")
        (tmp_path / name).write_bytes(b"")
    assert len([*tmp_path.iterdir()]) == 2
