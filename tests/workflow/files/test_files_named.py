"""Files that fields name: who may name one, who may open one, and what the history says of it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from filed import DOER, LEAD, OUTSIDER, PROOF, a_pdf, stored

from duban import Evidence, FileGone, FileRefused, InvalidData, NoEvidence, TransitionRefused, UnknownFile
from duban.evidence import DiskStore

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine
    from filed import Open

    from duban import Engine, FileOpened
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")


def test_a_file_is_added_named_listed_and_opened(engine: Engine, open_proof: Open, folder: Path) -> None:
    number = open_proof().number
    file = engine.put_file(a_pdf(), name="../验收\u202e单.pdf", by=f"{DOER}/张三")
    again = engine.put_file(a_pdf(), name="同一份.pdf", by=OUTSIDER)
    assert file == {"name": "验收单.pdf", "sha256": sha256(b"%PDF-1.7\n").hexdigest()}
    assert again["sha256"] == file["sha256"]
    engine.fire(number, "报送", by=f"{DOER}/张三", data={"佐证材料": [file]})
    (shown,) = engine.files(number, viewer=OUTSIDER)
    told = (shown.field, shown.seq, shown.name, shown.size, shown.kind, shown.by, shown.private)
    assert told == ("evidence", 2, "验收单.pdf", 9, "pdf", f"{DOER}/张三", False)
    with engine.open_file(number, file["sha256"], viewer=OUTSIDER) as opened:
        assert (opened.media_type, opened.content.read()) == ("application/pdf", b"%PDF-1.7\n")
    assert opened.content.closed
    assert stored(folder) == [file["sha256"]]
    assert engine.history(number)[-1].payload["filed"] == {"evidence": 1}
    assert engine.verify(files=1).findings == ()


def test_a_hash_is_no_proof_of_having_the_file(engine: Engine, open_proof: Open, clock: FixedClock) -> None:
    """Whoever knows a hash from a history could otherwise name it in a matter of his own, and open the file there."""
    secret = engine.put_file(a_pdf("secret"), name="a.pdf", by=LEAD)
    public = engine.put_file(a_pdf("public"), name="b.pdf", by=LEAD)
    number = open_proof(data={"report": secret, "evidence": [public]}).number
    for actor in (OUTSIDER, f"{OUTSIDER}/甲"):
        with pytest.raises(InvalidData, match=r"'a\.pdf', which 市教育局.* has not added in the last 24 hours"):
            open_proof(by=actor, data={"minutes": secret})
        with pytest.raises(InvalidData, match="names a file that 市教育局"):
            open_proof(by=actor, data={"report": secret})
    with pytest.raises(InvalidData):
        engine.fire(number, "附件", by=DOER, data={"evidence": [{"name": "c.pdf", "sha256": "0" * 64}]})
    assert len(engine.find()) == 1
    assert [each.name for each in engine.files(open_proof(by=OUTSIDER, data={"evidence": [public]}).number)] == [
        "b.pdf"
    ]
    # Who has it himself may name it, for a day, and is not told that others have it too.
    assert engine.put_file(a_pdf("secret"), name="mine.pdf", by=OUTSIDER)["sha256"] == secret["sha256"]
    clock.advance(timedelta(hours=23))
    own = open_proof(by=OUTSIDER, data={"minutes": secret}).number
    assert [each.by for each in engine.files(own, viewer=DOER)] == [OUTSIDER]
    clock.advance(timedelta(hours=2))
    late = engine.put_file(a_pdf("late"), name="late.pdf", by=DOER)
    clock.advance(timedelta(hours=25))
    with pytest.raises(InvalidData, match=r"late\.pdf"):
        engine.fire(number, "附件", by=DOER, data={"evidence": [late]})
    assert engine.verify(files=1).ok


def test_who_may_open_a_file_is_who_may_see_the_field(engine: Engine, open_proof: Open) -> None:
    told: list[FileOpened] = []
    engine.on_file_opened(told.append)
    report = engine.put_file(a_pdf("report"), name="report.pdf", by=LEAD)
    minutes = engine.put_file(a_pdf("minutes"), name="minutes.pdf", by=LEAD)
    number = open_proof(data={"report": report, "minutes": minutes}).number
    assert [each.field for each in engine.files(number, viewer=DOER)] == ["minutes"]
    assert [each.field for each in engine.files(number, viewer=f"{LEAD}/乙")] == ["minutes", "report"]
    for viewer in (DOER, OUTSIDER, f"{OUTSIDER}/{LEAD}"):
        with pytest.raises(UnknownFile):
            engine.open_file(number, report["sha256"], viewer=viewer)
    with pytest.raises(UnknownFile):
        engine.open_file(open_proof().number, minutes["sha256"])
    assert told == []
    for viewer in (LEAD, f"{LEAD}/乙", None):
        with engine.open_file(number, report["sha256"].upper(), viewer=viewer) as opened:
            assert opened.content.read().endswith(b"report")
    assert [(each.viewer, each.file.private) for each in told] == [(LEAD, True), (f"{LEAD}/乙", True), (None, True)]

    def forbidden(_: FileOpened) -> None:
        raise PermissionError

    engine.on_file_opened(forbidden)
    with pytest.raises(PermissionError):
        engine.open_file(number, minutes["sha256"])


def test_what_takes_approval_keeps_its_file_until_it_is_decided(
    engine: Engine, open_proof: Open, clock: FixedClock
) -> None:
    number = open_proof().number
    file = engine.put_file(a_pdf(), name="a.pdf", by=DOER)
    with pytest.raises(InvalidData, match="not added"):
        engine.fire(number, "补报", by=f"{DOER}/李四", data={"evidence": [file]})
    engine.fire(number, "补报", by=DOER, data={"evidence": [file]})
    clock.advance(timedelta(hours=60))
    assert engine.tidy_files().deleted == 0
    engine.decide(engine.pending()[0].id, approve=True, by=LEAD)
    assert [each.seq for each in engine.files(number)] == [2, 4]
    assert engine.verify(files=1).findings == ()


def test_references_of_before_go_on_and_are_never_opened(
    make_engine: MakeEngine, folder: Path, open_proof: Open
) -> None:
    """What was only a name and a hash stays that, even if somebody adds a file with that hash later."""
    plain = make_engine(scenarios=[PROOF])
    file = {"name": "old.pdf", "sha256": sha256(b"%PDF-1.7\nold").hexdigest()}
    units = {"lead": OUTSIDER, "responsible": [DOER]}
    number = plain.open("proof", by=OUTSIDER, units=units, data={"evidence": [file]}).number
    with pytest.raises(NoEvidence):
        plain.put_file(a_pdf(), name="a.pdf", by=LEAD)
    assert (plain.keeps_files, plain.files(number), plain.tidy_files().deleted) == (False, [], 0)

    engine = make_engine(scenarios=[PROOF], evidence=Evidence(folder=str(folder), free_mb=0))
    secret = engine.put_file(a_pdf("old"), name="secret.pdf", by=LEAD)
    open_proof(data={"report": secret})
    added = engine.put_file(a_pdf("new"), name="new.pdf", by=OUTSIDER)
    engine.correct(number, {"evidence": [file, added]}, by=OUTSIDER, note="补充")
    assert [each["name"] for each in engine.instance(number).data["evidence"]] == ["old.pdf", "new.pdf"]
    assert [(each.name, each.seq) for each in engine.files(number)] == [("new.pdf", 2)]
    with pytest.raises(UnknownFile):
        engine.open_file(number, file["sha256"])
    with pytest.raises(InvalidData, match=r"old\.pdf"):
        engine.correct(number, {"minutes": file}, by=OUTSIDER, note="换一处")
    elsewhere = {**file, "uri": "https://docs.example.org/1"}
    engine.correct(number, {"minutes": elsewhere}, by=OUTSIDER, note="见文档系统")
    assert [each.name for each in engine.files(number)] == ["new.pdf"]
    assert engine.verify(files=1).findings == ()


def test_what_was_asked_for_before_files_were_kept_can_be_approved(make_engine: MakeEngine, folder: Path) -> None:
    plain = make_engine(scenarios=[PROOF])
    file = {"name": "old.pdf", "sha256": "0" * 64}
    number = plain.open("proof", by=LEAD, units={"lead": LEAD, "responsible": [DOER]}).number
    plain.fire(number, "补报", by=DOER, data={"evidence": [file]})
    engine = make_engine(scenarios=[PROOF], evidence=Evidence(folder=str(folder), free_mb=0))
    engine.decide(engine.pending()[0].id, approve=True, by=LEAD)
    assert engine.instance(number).data["evidence"] == (file,)
    assert engine.files(number) == []
    assert engine.verify(files=1).findings == ()


def test_what_is_no_file_is_said_to_be_none(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲", "utf-8")
    with (tmp_path / "a.txt").open(encoding="utf-8") as text, pytest.raises(InvalidData, match="an open binary file"):
        engine.put_file(text, by=LEAD)  # type: ignore[arg-type]
    with pytest.raises(InvalidData, match="an open binary file"):
        engine.put_file(b"bytes", by=LEAD)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        engine.put_file(tmp_path / "none.txt", by=LEAD)
    with pytest.raises(TransitionRefused):
        engine.put_file(tmp_path / "a.txt", by="system")
    assert engine.put_file(str(tmp_path / "a.txt"), by=LEAD)["name"] == "a.txt"
    with (tmp_path / "a.txt").open("rb") as file:
        assert engine.put_file(file, by=LEAD)["name"] == "a.txt"


def test_an_act_brings_no_more_than_the_settings_allow(make_engine: MakeEngine, folder: Path) -> None:
    limits = Evidence(folder=str(folder), free_mb=0, act_files=2, file_mb=1, act_mb=1, kinds=("pdf",))
    engine = make_engine(scenarios=[PROOF], evidence=limits)
    units = {"lead": LEAD, "responsible": [DOER]}
    three = [engine.put_file(a_pdf(each), name=f"{each}.pdf", by=LEAD) for each in "123"]
    with pytest.raises(InvalidData, match="names 3 files; one act may name 2"):
        engine.open("proof", by=LEAD, units=units, data={"evidence": three})
    large = [engine.put_file(a_pdf(each * 600_000), name=f"{each}.pdf", by=LEAD) for each in "45"]
    with pytest.raises(InvalidData, match="names files of more than 1 MiB"):
        engine.open("proof", by=LEAD, units=units, data={"evidence": large})
    with pytest.raises(FileRefused, match="it has more than 1 MiB"):
        engine.put_file(a_pdf("x" * (1 << 20)), name="a.pdf", by=LEAD)
    with pytest.raises(FileRefused, match="files of the kind txt are not taken"):
        engine.put_file(a_pdf(), name="a.txt", by=LEAD)
    assert len(stored(folder)) == 5
    engine.open("proof", by=LEAD, units=units, data={"evidence": three[:2]})


def test_a_file_that_is_gone_is_said_to_be(engine: Engine, open_proof: Open, folder: Path) -> None:
    file = engine.put_file(a_pdf(), name="a.pdf", by=LEAD)
    number = open_proof(data={"minutes": file}).number
    DiskStore(folder).delete(file["sha256"])
    with pytest.raises(FileGone, match="bring it back from a backup"):
        engine.open_file(number, file["sha256"])
    with pytest.raises(InvalidData, match="bring it back from a backup"):
        open_proof(data={"evidence": [file]})
    assert len(engine.find()) == 1
