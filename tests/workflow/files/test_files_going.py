"""Files that go: added and never named, or of a field that was erased; and what verification finds of the rest."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from filed import DOER, LEAD, OUTSIDER, PROOF, a_pdf, stored
from sqlalchemy import create_engine, text
from sqlmodel import Session

from duban import Evidence, UnknownFile
from duban.operations import Daemon

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, Rows
    from filed import Open

    from duban import Engine
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")


def test_what_no_act_names_goes_after_a_day(
    engine: Engine, open_proof: Open, clock: FixedClock, folder: Path, rows: Rows
) -> None:
    named, unnamed = (engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD)["sha256"] for each in "12")
    open_proof(data={"minutes": {"name": "1.pdf", "sha256": named}})
    left = folder / "tmp" / "broken.part"
    left.write_bytes(b"half")
    unknown = folder / "ab" / "cd" / f"abcd{'0' * 60}"
    unknown.parent.mkdir(parents=True)
    unknown.write_bytes(b"what another database proves")
    hours_ago = clock.now().timestamp() - 10 * 3600
    for each in (left, unknown):
        os.utime(each, (hours_ago, hours_ago))
    clock.advance(timedelta(hours=13))
    assert engine.tidy_files().to_json() == {"deleted": 0, "remains": 0}
    assert len(stored(folder)) == 4
    clock.advance(timedelta(hours=12))
    assert engine.tidy_files().to_json() == {"deleted": 1, "remains": 1}
    assert stored(folder) == sorted([named, unknown.name]), "what the database does not know is not its to delete"
    assert [row["sha256"] for row in rows()["duban_file"]] == [named]
    assert rows()["duban_file_upload"] == []
    assert unnamed not in str(rows())
    assert engine.tidy_files().to_json() == {"deleted": 0, "remains": 0}


def test_erasing_a_field_takes_its_files_unless_another_names_them(
    engine: Engine, open_proof: Open, folder: Path, rows: Rows
) -> None:
    report, shared = (engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD) for each in "12")
    number = open_proof(data={"report": report}).number
    other = open_proof(data={"report": shared, "minutes": shared}).number
    for each in (number, other):
        engine.erase(each, "report", by=LEAD, note="当事人要求")
    assert stored(folder) == [shared["sha256"]]
    assert report["sha256"] not in str(rows())
    assert [each.field for each in engine.files(other)] == ["minutes"]
    assert engine.files(number) == []
    with pytest.raises(UnknownFile):
        engine.open_file(number, report["sha256"])
    assert engine.verify(files=1).findings == ()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)  # on SQLite one writes after the other
def test_a_file_that_an_act_names_meanwhile_outlives_an_erasure(
    engine: Engine, open_proof: Open, folder: Path, database_url: str
) -> None:
    report = engine.put_file(a_pdf(), name="1.pdf", by=LEAD)
    number = open_proof(data={"report": report}).number
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    outside = create_engine(
        database_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with Session(engine.database.engine) as session, ThreadPoolExecutor(1) as beside:
        other = open_proof(data={"report": report}, session=session).number
        erased = beside.submit(engine.erase, number, "report", by=LEAD, note="当事人要求")
        with outside.connect() as watching:
            while not (erased.done() or watching.execute(waiting).scalar()):
                pass
        session.commit()
        erased.result()
    outside.dispose()
    assert (stored(folder), engine.files(number)) == ([report["sha256"]], [])
    assert [each.sha256 for each in engine.files(other)] == [report["sha256"]]


def test_a_file_that_somebody_else_has_just_added_outlives_an_erasure(
    engine: Engine, open_proof: Open, folder: Path
) -> None:
    report = engine.put_file(a_pdf(), name="1.pdf", by=LEAD)
    number = open_proof(data={"report": report}).number
    theirs = engine.put_file(a_pdf(), name="2.pdf", by=OUTSIDER)
    engine.erase(number, "report", by=LEAD, note="当事人要求")
    assert stored(folder) == [theirs["sha256"]]
    assert len(engine.files(open_proof(by=OUTSIDER, data={"minutes": theirs}).number)) == 1


def test_verification_names_files_that_are_missing_changed_or_strange(
    engine: Engine, open_proof: Open, clock: FixedClock, folder: Path
) -> None:
    files = [engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD) for each in "123"]
    number = open_proof(data={"evidence": files}).number
    missing, changed, _ = (folder / each["sha256"][:2] / each["sha256"][2:4] / each["sha256"] for each in files)
    missing.unlink()
    changed.write_bytes(changed.read_bytes().replace(b"2", b"9"))
    strange = folder / "ab" / "cd" / f"abcd{'0' * 60}"
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"x")
    os.utime(strange, (0, 0))
    found = engine.verify(files=1)
    assert {each.number for each in found.findings} == {number, str(folder)}
    assert sorted(each.problem for each in found.findings) == sorted(
        [
            f"the file {missing.name} of “evidence” is missing",
            f"the file {changed.name} of “evidence” was changed: it is not what its hash says",
            f"the file {strange.name} belongs to nothing",
        ]
    )
    assert found.files is not None
    assert (found.files.files, found.files.hashed) == (3, 3)
    assert engine.verify().ok, "who does not ask for files is told of the histories alone"
    # A part of the files is read each day, and in as many days as there are parts every one.
    told = set[str]()
    for _ in range(4):
        part = engine.verify(files=0.25)
        told |= {each.problem for each in part.findings}
        assert any("missing" in each.problem for each in part.findings), "that one is there is always looked at"
        clock.advance(timedelta(days=1))
    assert told == {each.problem for each in found.findings}


TAMPERING = {
    "DELETE FROM duban_file_use WHERE place = 1": "“evidence” names 1 files that are kept here, by its entry 2",
    "UPDATE duban_file_use SET sha256 = (SELECT max(sha256) FROM duban_file) WHERE field = 'report'": (
        "“report” names another file than was given"
    ),
    "UPDATE duban_file_use SET seq = 9 WHERE field = 'report'": (
        "“report” names 1 files that are kept here, by its entry 0"
    ),
}


@pytest.mark.parametrize("statement", TAMPERING)
def test_uses_that_were_tampered_with_are_found(
    engine: Engine, open_proof: Open, statement: str, database_url: str
) -> None:
    files = sorted((engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD) for each in "123"), key=str)
    files.sort(key=lambda each: each["sha256"])
    open_proof(data={"report": files[0], "evidence": files[1:]})
    assert engine.verify().ok
    outside = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with outside.begin() as connection:
        connection.execute(text(statement))
    outside.dispose()
    assert TAMPERING[statement] in [each.problem for each in engine.verify().findings]


def test_who_gives_a_field_another_file_can_name_the_one_before_again(engine: Engine, open_proof: Open) -> None:
    first, second = (engine.put_file(a_pdf(each), name=f"{each}.pdf", by=DOER) for each in "12")
    number = open_proof().number
    engine.fire(number, "附件", by=DOER, data={"evidence": [first]})
    engine.fire(number, "附件", by=DOER, data={"evidence": [first, second]})
    assert [(each.seq, each.name) for each in engine.files(number)] == [(2, "1.pdf"), (3, "1.pdf"), (3, "2.pdf")]


def test_a_daemon_takes_away_what_nobody_needs_and_an_erasure_within_a_transaction_leaves_that_to_it(
    engine: Engine, open_proof: Open, clock: FixedClock, folder: Path
) -> None:
    report, unnamed = (engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD)["sha256"] for each in "12")
    number = open_proof(data={"report": {"name": "1.pdf", "sha256": report}}).number
    engine.transact(lambda session: engine.erase(number, "report", by=LEAD, note="当事人要求", session=session))
    assert stored(folder) == sorted([report, unnamed]), "whether that is committed, only the application knows"
    daemon = Daemon(engine)
    daemon.tidy()
    assert stored(folder) == [unnamed]
    clock.advance(timedelta(hours=25))
    daemon.tidy()
    assert stored(folder) == []


def test_a_field_that_gets_another_name_keeps_its_files(
    make_engine: MakeEngine, engine: Engine, open_proof: Open, folder: Path, tmp_path: Path
) -> None:
    files = [engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD) for each in "12"]
    number = open_proof(data={"evidence": files[:1], "report": files[1]}).number
    rules = PROOF.read_text("utf-8").replace("version: 1", "version: 2")
    (tmp_path / "proof.yaml").write_text(rules.replace("evidence:", "proofs:").replace("report:", "inside:"), "utf-8")
    evidence = Evidence(folder=str(folder), free_mb=0)
    later = make_engine(scenarios=[PROOF, tmp_path / "proof.yaml"], evidence=evidence)
    assert later.migrate("proof", by=LEAD, fields={"evidence": "proofs", "report": "inside"}).done
    assert [(each.field, each.name) for each in later.files(number, viewer=OUTSIDER)] == [("proofs", "1.pdf")]
    with later.open_file(number, files[1]["sha256"], viewer=LEAD) as opened:
        assert opened.file.field == "inside"
    assert later.verify(files=1).findings == ()
    later.erase(number, "inside", by=LEAD, note="当事人要求")
    assert stored(folder) == [files[0]["sha256"]]
    assert later.verify(files=1).findings == ()
