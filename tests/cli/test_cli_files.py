"""Files by the command line: added with the act that names them or before it, listed, fetched, verified."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from command_line import done, duban

CONTENT = "现场照片说明\n".encode()
HASH = sha256(CONTENT).hexdigest()


@pytest.fixture
def number(office: Path) -> str:
    """Furnish an office that keeps files, with a problem that waits for its evidence and a file to prove it."""
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[evidence]\nfolder = "files"\nfree_mb = 0\nkinds = ["txt", "pdf"]\n')
    (office / "说明.txt").write_bytes(CONTENT)
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    number: str = done("open", "issue", "--by", "市优化办", *units, "--json").json["number"]
    done("fire", number, "签收", "--by", "市住建局")
    return number


def test_a_file_is_added_with_the_act_that_names_it(number: str, office: Path) -> None:
    done(
        *("fire", number, "申请销号", "--by", "市住建局", "--data", "measure=已设值守", "--data", "佐证材料=@说明.txt")
    )
    (office / "说明.txt").unlink()
    listed = done("file", "list", number, "--by", "东区").out
    assert ("说明.txt" in listed, HASH in listed, "19 B" in listed) == (True, True, True)
    assert "已取出：说明.txt（19 B）" in done("file", "get", number, HASH[:6], "--by", "东区").out
    assert (office / "说明.txt").read_bytes() == CONTENT
    again = duban("file", "get", number, HASH[:6])
    assert (again.status, "说明.txt" in again.err) == (1, True), "nothing is overwritten"
    assert done("file", "get", number, HASH, "-o", "-").out == CONTENT.decode()
    proved = done("verify", "--files", "all")
    assert "保存的文件1份，其中核对内容1份" in proved.out
    (office / "files" / HASH[:2] / HASH[2:4] / HASH).write_bytes(b"x" * len(CONTENT))
    found = duban("verify", "--files", "100%")
    assert (found.status, f"的文件{HASH}被改动" in found.out) == (1, True)
    assert duban("verify").status == 0


def test_a_file_that_was_added_before_is_named_by_what_was_printed(number: str, office: Path) -> None:
    (office / "b.txt").write_text("乙", "utf-8")
    first, second = done("file", "add", "说明.txt", "b.txt", "--by", "市住建局").out.split()
    assert first == f"sha256:{HASH}/说明.txt"
    given = ("--data", "measure=已设值守", "--data", f"evidence={first}", "--data", f"evidence={second}")
    stranger = duban("open", "issue", "--by", "东区", "--unit", "lead=东区", "--unit", "responsible=东区", *given)
    assert (stranger.status, "东区最近24小时内没有上传过，也无权查看" in stranger.err) == (1, True)
    done("fire", number, "申请销号", "--by", "市住建局", *given)
    assert [each["name"] for each in done("file", "list", number, "--json").json] == ["说明.txt", "b.txt"]


def test_a_file_that_only_the_database_set_aside_knows_outlives_the_daemon(number: str, office: Path) -> None:
    done("db", "backup", "before.db")
    given = ("--data", "measure=已设值守", "--data", "佐证材料=@说明.txt")
    done("fire", number, "申请销号", "--by", "市住建局", *given)
    done("db", "restore", "before.db", "--force")
    kept = office / "files" / HASH[:2] / HASH[2:4] / HASH
    os.utime(kept, (0, 0))
    assert done("daemon", "--once", "--json").json["files"] == {"deleted": 0, "remains": 0}
    assert kept.read_bytes() == CONTENT
    found = duban("verify", "--files", "all")
    assert (found.status, HASH in found.out) == (1, True), "but it is named"


def test_what_is_not_taken_is_refused_with_the_reason_and_nothing_is_done(number: str, office: Path) -> None:
    (office / "a.html").write_text("<html>", "utf-8")
    given = ("--data", "measure=已设值守", "--data")
    answer = duban("fire", number, "申请销号", "--by", "市住建局", *given, "evidence=@a.html")
    assert answer.err == "错误：不接收'a.html'：这类文件能在查看者的浏览器或电脑上运行\n"
    answer = duban("verify", "--files", "some")
    assert (answer.status, "请写all，或10%这样的比例" in answer.err) == (2, True)
    assert done("file", "list", number).out == "没有您可以查看的文件保存在本系统\n"
    assert done("show", number, "--json").json["state"] == "整改"
    assert list(office.rglob("*.part")) == []


@pytest.mark.usefixtures("office")
def test_an_office_that_keeps_no_files_goes_on_with_names_and_hashes() -> None:
    Path("a.html").write_text("<html>", "utf-8")
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    item = done("open", "issue", "--by", "市优化办", *units, "--data", "evidence=@a.html", "--json").json
    assert item["data"]["evidence"] == [{"name": "a.html", "sha256": sha256(b"<html>").hexdigest()}]
    answer = duban("file", "add", "a.html", "--by", "市优化办")
    assert (answer.status, "请在duban.toml的[evidence]中写明folder" in answer.err) == (1, True)


def test_a_plan_that_is_opened_has_its_own_file(number: str, office: Path) -> None:
    plan = "{}工作方案\n\n1. 压减材料。梳理清单。(责任单位：市住建局；完成时限：2099年6月30日)\n"
    (office / "plan.txt").write_text(plan.format("甲"), "utf-8")
    lines = plan.format("乙").splitlines()
    (office / "other.html").write_text("".join(f"<p>{line}</p>" for line in lines), "utf-8")
    for name, kept, warned in (("plan.txt", ["plan.txt"], ""), ("other.html", [], "提醒：方案不附原件")):
        answer = duban("notice", name, "--by", "市优化办", "--yes")
        assert (answer.status, warned in answer.err, bool(answer.err)) == (0, True, bool(warned)), answer
        newest = max(each["number"] for each in done("list", "--scenario", "plan", "--json").json)
        assert [each["name"] for each in done("file", "list", newest, "--json").json] == kept
    assert number
