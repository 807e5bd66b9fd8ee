"""Signed papers become files by a service, once each; verification finds what was done to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from letters import codes, mails
from msgspec.structs import replace as struct_replace
from office_papers import CHIEF, CLERK, FILE, OFFICE, UNIT, drafted, office, opened, signed

from duban import InvalidData, Settings
from duban.evidence import Evidence, NoEvidence
from duban.ledger.papers import PaperFiler, letters, write_register
from duban.states.history import Signed, read_history
from duban.storage import instances
from duban.workflow.instance import load_alone, record_of
from duban.workflow.papers import papers_of
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban.testing import FixedClock


def test_a_signed_paper_becomes_a_document_once(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    seq = signed(engine, number)
    assert PaperFiler(engine).run_once().filed == 1
    assert PaperFiler(engine).run_once().filed == 0
    (paper,) = engine.papers()
    assert [each.kind for each in paper.files] == ["docx", "pdf"]
    with engine.open_file(number, paper.files[1].sha256, viewer=UNIT) as opened_file:
        assert opened_file.content.read(5) == b"%PDF-"
    assert paper.files[1].name == f"{paper.number} 关于雨后积水的督办通知.pdf"
    assert engine.verify().findings == ()
    assert engine.history(number)[-1].kind == "document"
    assert engine.file_paper(number, seq, {"again.pdf": b"%PDF-1.7\n"}) is False


def test_a_document_that_fails_holds_up_no_other_and_is_made_once_mended(
    make_engine: MakeEngine, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = office(make_engine, tmp_path / "files")
    first, second = opened(engine).number, opened(engine, "路灯不亮").number
    seq = signed(engine, first)
    signed(engine, second)
    make = letters.documents_of

    def broken(content, settings, figures=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if content.matter == first:
            message = "the template has a mistake"
            raise ValueError(message)
        return make(content, settings, figures)

    monkeypatch.setattr(letters, "documents_of", broken)
    found = PaperFiler(engine).run_once()
    assert (found.filed, found.failed) == (1, ((first, seq, "the template has a mistake"),))
    assert [(each.code, each.count) for each in engine.troubles() if each.code == "papers"] == [("papers", 1)]
    assert engine.papers_to_file() == []
    monkeypatch.setattr(letters, "documents_of", make)
    clock.advance(timedelta(minutes=6))
    assert PaperFiler(engine).run_once().filed == 1
    assert [each.code for each in engine.troubles() if each.code == "papers"] == []
    assert engine.verify().findings == ()


def test_all_documents_are_made_at_once_however_many_wait(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    for _ in range(101):
        signed(engine, number, "内部专报")
    monkeypatch.setattr(letters, "documents_of", lambda content, *_: {f"{content.number}.pdf": b"%PDF-1.7\n"})
    assert PaperFiler(engine).run_all().filed == 101


def test_without_a_folder_the_service_says_what_is_missing(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    assert PaperFiler(engine).run_once().missing == ""
    number = opened(engine).number
    seq = signed(engine, number)
    assert "[evidence]" in PaperFiler(engine).run_once().missing
    with pytest.raises(NoEvidence):
        engine.file_paper(number, seq, {"a.pdf": b"%PDF-1.7\n"})


def test_a_scan_comes_back_beside_it_and_the_last_one_counts(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    seq = signed(engine, number)
    for name in ("一.pdf", "二.pdf"):
        (tmp_path / name).write_bytes(f"%PDF-1.7\n{name}\n%%EOF\n".encode())
        scan = engine.put_file(tmp_path / name, by=CLERK)
        engine.add_scan(number, seq, scan, by=CLERK)
    (paper,) = engine.papers()
    assert paper.scan is not None
    assert (paper.scan.name, len(paper.files)) == ("二.pdf", 2)
    assert codes(lambda: engine.add_scan(number, seq, scan, by=f"{UNIT}/李四")) == [("role", "")]
    assert codes(lambda: engine.add_scan(number, 1, scan, by=CLERK)) == [("paper", "none")]
    with pytest.raises(InvalidData):
        engine.add_scan(number, seq, {"name": "三.pdf", "sha256": "0" * 64}, by=CLERK)
    assert engine.verify().findings == ()


def test_a_void_paper_keeps_its_number_and_need_not_be_answered(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    seq = signed(engine, number, "交办单")
    assert engine.papers()[0].waiting
    assert codes(lambda: engine.void_paper(number, seq, by=f"{UNIT}/李四", note="错")) == [("role", "")]
    assert codes(lambda: engine.void_paper(number, seq, by=CHIEF, note=" ")) == [("requires", "note")]
    engine.void_paper(number, seq, by=CHIEF, note="主送有误")
    (paper,) = engine.papers()
    assert (paper.void, paper.voided_by, paper.waiting) == ("主送有误", CHIEF, ())
    assert UNIT in [unit for unit, *_ in mails(engine, "文件作废")]
    assert codes(lambda: engine.void_paper(number, seq, by=CHIEF, note="再")) == [("paper", "void")]
    assert codes(lambda: engine.answer(number, seq, "已办", by=UNIT)) == [("answer", "paper void")]
    signed(engine, number, "交办单")
    assert [each.number.partition("〕")[2] for each in engine.papers()] == ["1号", "2号"]
    assert engine.papers(unanswered=True) == [engine.papers()[1]]
    assert engine.verify().findings == ()


def test_the_register_is_written_as_a_table(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine)
    number = opened(engine, "=1+1").number
    signed(engine, number, "交办单")
    for name in ("register.csv", "register.xlsx"):
        write_register(tmp_path / name, engine.papers())
        assert (tmp_path / name).stat().st_size > 0
    text = (tmp_path / "register.csv").read_text("utf-8-sig")
    assert "交〔" in text
    assert ",=1+1" not in text


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE duban_paper SET content = '{}'", "duban_paper"),
        ("DELETE FROM duban_paper", "duban_paper"),
        ("DELETE FROM duban_file_use", "duban_file_use"),
        ("UPDATE duban_file_use SET name = 'x.pdf' WHERE place = 1", "duban_file_use"),
    ],
)
def test_verification_finds_what_was_done_to_papers(
    make_engine: MakeEngine, tmp_path: Path, change: str, found: str
) -> None:
    engine = office(make_engine, tmp_path / "files")
    signed(engine, opened(engine).number, text="请办。")
    PaperFiler(engine).run_once()
    assert engine.verify(files=1.0).findings == ()
    with engine.database.writing() as connection:
        connection.exec_driver_sql(change)
    assert found in {each.table for each in engine.verify().findings}


@pytest.mark.parametrize(
    ("change", "made"),
    [
        ("UPDATE duban_paper SET due_at = NULL", False),
        ("UPDATE duban_paper SET due_at = (SELECT opened_at FROM duban_instance)", True),
    ],
)
def test_verification_finds_a_document_that_would_never_be_made_or_once_more(
    make_engine: MakeEngine, tmp_path: Path, change: str, *, made: bool
) -> None:
    engine = office(make_engine, tmp_path / "files")
    seq = signed(engine, opened(engine).number)
    if made:
        PaperFiler(engine).run_once()
    assert engine.verify().findings == ()
    with engine.database.writing() as connection:
        connection.exec_driver_sql(change)
    found = [(each.seq, each.table, each.column) for each in engine.verify().findings]
    assert found == [(seq, "duban_paper", "due_at")]


def test_verification_finds_a_paper_whose_document_was_made_twice(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    seq = signed(engine, number)
    assert engine.file_paper(number, seq, {"signed.pdf": b"%PDF-1.7\nsigned\n"})
    assert engine.verify().findings == ()
    with engine.database.writing() as connection:
        connection.exec_driver_sql("UPDATE duban_paper SET due_at = (SELECT opened_at FROM duban_instance)")
    assert engine.file_paper(number, seq, {"other.pdf": b"%PDF-1.7\nanother\n"})
    entry = engine.history(number)[-1]
    (finding,) = engine.verify().findings
    assert (finding.code, finding.seq) == ("paper", entry.seq)
    assert f"{engine.papers()[0].number}的文件已经生成过" in finding.problem


def test_verification_finds_a_file_that_was_swapped_or_is_gone(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine, tmp_path / "files")
    signed(engine, opened(engine).number)
    PaperFiler(engine).run_once()
    pdf = engine.papers()[0].file("pdf")
    assert pdf is not None
    (kept,) = [each for each in (tmp_path / "files").rglob("*") if pdf.sha256[-20:] in each.name]
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.7 other")
    assert engine.verify(files=1.0).findings != ()
    kept.unlink()
    assert engine.verify(files=1.0).findings != ()


def test_erasing_takes_the_files_of_papers_along_and_makes_them_again(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine, data={"reporter": "王某某某"}).number
    waiting = drafted(engine, number, "内部专报", text="王某某某来信，请阅。")
    engine.sign(waiting, by=CHIEF)
    PaperFiler(engine).run_once()
    before = engine.papers()[0].files
    assert len(before) == 2
    engine.erase(number, "reporter", by=OFFICE, note="本人要求")
    assert engine.papers()[0].files == ()
    with engine.database.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT content FROM duban_paper").all())
    assert "王某某某" not in rows
    assert not [each for each in (tmp_path / "files").rglob("*") if before[0].sha256[-20:] in each.name]
    assert engine.verify(files=1.0).findings == ()
    assert PaperFiler(engine).run_once().filed == 1
    assert len(engine.papers()[0].files) == 2
    assert "王某某某" not in engine.paper_content(number, engine.papers()[0].seq).text
    assert engine.verify(files=1.0).findings == ()


def test_a_unit_that_may_not_see_what_a_paper_can_hold_does_not_get_its_file(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine, data={"reporter": "王某某某"}).number
    signed(engine, number, "内部专报")
    PaperFiler(engine).run_once()
    assert engine.files(number, viewer=UNIT) == []
    assert len(engine.files(number, viewer=OFFICE)) == 2


def test_what_an_office_lets_a_paper_say_in_its_own_words_is_hidden_and_erased_too(
    make_engine: MakeEngine, database_url: str, tmp_path: Path
) -> None:
    rules = tmp_path / FILE.name
    rules.write_text(FILE.read_text("utf-8").replace("反映人{{ reporter }}来信，请阅。", "请阅。"), "utf-8")
    own = tmp_path / "messages" / "zh" / "office_papers" / "内部专报.yaml"
    own.parent.mkdir(parents=True)
    own.write_text('text: "反映人{{ reporter }}来信，请阅。"', "utf-8")
    files = Evidence(folder=str(tmp_path / "files"), free_mb=0)
    settings = Settings.plain(database_url).model_copy(update={"messages": str(tmp_path / "messages")})
    engine = make_engine(settings, scenarios=[rules], directory=MadeUpPeople(), evidence=files)
    number = opened(engine, data={"reporter": "王某某某"}).number
    seq = signed(engine, number, "内部专报")
    assert "王某某某" in engine.paper_content(number, seq).text
    PaperFiler(engine).run_once()
    assert engine.files(number, viewer=UNIT) == []
    own.unlink()  # what was signed says it still
    engine = make_engine(settings, scenarios=[rules], directory=MadeUpPeople(), evidence=files)
    assert engine.files(number, viewer=UNIT) == []
    engine.erase(number, "reporter", by=OFFICE, note="本人要求")
    assert engine.papers()[0].files == ()


def test_a_paper_signed_before_documents_were_made_says_that_it_has_none(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    signed(engine, number)
    assert engine.papers()[0].documented
    with engine.database.reading() as connection:
        record = record_of(connection, number)
        compiled, subject = load_alone(engine._core.catalogue, connection, record)
        rows = instances.read_histories(connection, [number])[number][1]
    history = [
        struct_replace(each, facts=struct_replace(each.facts, content=""))
        for each in read_history(rows)
        if isinstance(each.facts, Signed)
    ]
    (paper,) = papers_of(compiled, subject, history)
    assert (paper.documented, paper.files) == (False, ())
