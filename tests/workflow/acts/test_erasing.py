"""Erasing a private value: it is gone from every row and from the bytes on the disk, and the history says by whom."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from framed import written
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from duban import (
    Engine,
    Erasure,
    InvalidData,
    Receipt,
    TransitionConflict,
    TransitionRefused,
    load_scenario,
)
from duban.states.history import Erased
from duban.storage import sqlite_file

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Message
    from duban.testing import FixedClock, RecordingNotifier

pytestmark = pytest.mark.usefixtures("english")

SECRET = "王秘密13800138000"
WHY = "反映人要求删除"


@pytest.fixture
def number(engine: Engine, open_matter: OpenMatter) -> str:
    """Give an instance whose reporter was given twice."""
    made = open_matter(engine, data={"reporter": SECRET}, key="k-open").number
    engine.fire(made, "签收", by="市住建局/张三", data={"reporter": f"{SECRET}（本人）", "measure": "增开窗口"})
    return made


def erase(engine: Engine, number: str, field: str = "reporter", **options: Any) -> Erasure:  # noqa: ANN401 - as erase takes them
    return engine.erase(number, field, **{"by": "市优化办/李四", "note": WHY, **options})


def execute(engine: Engine, statement: str, **values: object) -> None:
    with engine.database.writing() as connection:
        connection.execute(text(statement), values)


def salts(rows: Rows) -> set[str]:
    return {row["salt"] for row in rows()["duban_private"] if row["salt"]}


def on_disk(engine: Engine) -> bytes:
    file = sqlite_file(engine.database)
    assert file is not None
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def test_an_erased_value_is_in_no_row_any_more_and_neither_is_its_salt(engine: Engine, number: str, rows: Rows) -> None:
    before = salts(rows)
    assert len(before) == 2
    done = erase(engine, number)
    assert (done.values, done.by, done.note) == (2, "市优化办/李四", WHY)
    everything = repr(rows())
    assert SECRET not in everything
    assert [salt for salt in before if salt in everything] == []
    assert "reporter" not in engine.instance(number).data
    assert engine.verify().ok


def test_the_history_says_who_has_erased_what_and_why(engine: Engine, number: str) -> None:
    before = engine.history(number)
    done = erase(engine, number)
    *earlier, entry = engine.history(number)
    assert earlier == before
    assert (entry.kind, entry.actor, entry.seq, entry.from_state) == ("erased", "市优化办/李四", done.seq, "整改")
    assert entry.facts == Erased(field="reporter", values=(1, 2), note=WHY)
    assert engine.instance(number).version == 3


def test_the_bytes_are_gone_from_the_file_and_its_log(
    engine: Engine, open_matter: OpenMatter, backend: str, rows: Rows
) -> None:
    numbers = [open_matter(engine, data={"reporter": f"{SECRET}-{place}-{'长' * place}"}).number for place in range(60)]
    wanted, kept = numbers[::3], [place for place in range(60) if place % 3]
    before = {row["salt"].encode() for row in rows()["duban_private"]}
    for number in wanted:
        done = erase(engine, number)
        assert done.remains == (() if backend == "sqlite" else ("dead-rows",))
    if backend == "sqlite":
        left = on_disk(engine)
        after = {salt.encode() for salt in salts(rows)}
        assert [place for place in range(0, 60, 3) if f"{SECRET}-{place}-".encode() in left] == []
        assert [salt for salt in before - after if salt in left] == []
        assert all(f"{SECRET}-{place}-".encode() in left for place in kept)
    else:
        assert any("VACUUM" in line for line in done.advice)


def test_a_file_that_was_written_without_overwriting_says_that_it_may_hold_the_bytes_still(
    engine: Engine, number: str, rows: Rows, backend: str
) -> None:
    if backend != "sqlite":
        assert erase(engine, number).remains == ("dead-rows",)
        return
    salt = min(salts(rows))
    file = sqlite_file(engine.database)
    assert file is not None
    engine.close()
    with closing(sqlite3.connect(file)) as other:
        # A copy of the row that was left behind, as by a SQLite that does not overwrite what it deletes.
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("CREATE TABLE other (salt TEXT)")
        other.execute("INSERT INTO other VALUES (?)", [f"x{salt}x"])
        other.commit()
        other.execute("DELETE FROM other")
        other.commit()
    done = erase(engine, number)
    assert done.remains == ("freed",)
    assert any("VACUUM" in line for line in done.advice)


def test_a_reader_that_keeps_the_log_from_being_emptied_is_told_of(
    engine: Engine, number: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.storage.scrubbing._PATIENCE_MILLISECONDS", 10)
    file = sqlite_file(engine.database)
    if file is None:
        assert backend == "postgresql"
        return
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM duban_private").fetchone()
        done = erase(engine, number)
    assert "wal" in done.remains
    assert any("write-ahead log" in line for line in done.advice)


def test_a_closed_instance_can_be_erased_from(engine: Engine, number: str) -> None:
    engine.fire(number, "申请销号", by="市住建局")
    engine.fire(number, "通过", by="市优化办/王五")
    closed = engine.instance(number)
    assert closed.closed_at is not None
    erase(engine, number)
    after = engine.instance(number)
    assert (after.state, after.closed_at, after.data.get("reporter")) == ("销号", closed.closed_at, None)
    assert engine.verify().ok


@pytest.mark.parametrize("by", ["市住建局/张三", "市督考办", "路人"])
def test_only_who_may_open_may_erase(engine: Engine, number: str, by: str, rows: Rows) -> None:
    before = rows()
    with pytest.raises((TransitionRefused, InvalidData)) as refused:
        erase(engine, number, by=by)
    assert not isinstance(refused.value, TransitionRefused) or refused.value.codes == ("role",)
    assert rows() == before


def test_where_anybody_may_open_who_may_see_the_field_may_erase_it(
    make_engine: MakeEngine, matter_file: Path, tmp_path: Path, open_matter: OpenMatter
) -> None:
    file = tmp_path / "open.yaml"
    file.write_text(matter_file.read_text("utf-8").replace("opens_by: lead\n", ""), "utf-8")
    engine = make_engine(scenarios=[file])
    number = open_matter(engine, data={"reporter": SECRET}).number
    with pytest.raises(TransitionRefused) as refused:
        erase(engine, number, by="市住建局")
    assert refused.value.codes == ("role",)
    assert erase(engine, number, by="市优化办").values == 1


def test_what_was_erased_before_is_told_with_whoever_did_it(engine: Engine, number: str) -> None:
    erase(engine, number)
    with pytest.raises(TransitionRefused) as refused:
        erase(engine, number)
    assert refused.value.codes == ("erased",)
    assert "“反映人” was erased already, by 市优化办/李四 on 2024-04-01 09:00" in str(refused.value)


def test_a_field_that_holds_nothing_cannot_be_erased(engine: Engine, open_matter: OpenMatter) -> None:
    with pytest.raises(TransitionRefused, match="holds nothing that could be erased"):
        erase(engine, open_matter(engine).number)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("reportr", "has no private field 'reportr'; did you mean 'reporter'?"),
        ("measure", "'measure' of SX-2024-0001 is not private: its values stand in the history"),
    ],
)
def test_a_field_that_is_not_private_is_refused(engine: Engine, number: str, field: str, said: str) -> None:
    with pytest.raises(InvalidData) as refused:
        erase(engine, number, field)
    assert said in str(refused.value)


@pytest.mark.parametrize("note", ["", " \n"])
def test_it_takes_a_reason(engine: Engine, number: str, note: str) -> None:
    with pytest.raises(TransitionRefused) as refused:
        erase(engine, number, note=note)
    assert refused.value.codes == ("requires",)
    assert engine.instance(number).data["reporter"]


def test_a_version_that_is_no_longer_the_present_one_is_refused(engine: Engine, number: str) -> None:
    with pytest.raises(TransitionConflict):
        erase(engine, number, expect=1)
    assert erase(engine, number, expect=2).values == 2


def test_a_repeat_with_the_same_key_returns_the_first_result(engine: Engine, number: str) -> None:
    first = erase(engine, number, key="k-erase")
    assert erase(engine, number, key="k-erase").seq == first.seq
    assert len([entry for entry in engine.history(number) if entry.kind == "erased"]) == 1


def test_a_repeated_opening_does_not_bring_the_value_back(engine: Engine, number: str, open_matter: OpenMatter) -> None:
    erase(engine, number)
    again = open_matter(engine, data={"reporter": SECRET}, key="k-open")
    assert (again.number, again.data.get("reporter")) == (number, None)


def test_a_value_given_again_is_a_new_one(engine: Engine, number: str) -> None:
    erase(engine, number)
    assert [each.field for each in engine.situation(number).erased] == ["reporter"]
    engine.fire(number, "补充", by="市住建局", data={"reporter": "赵某"})
    assert engine.instance(number).data["reporter"] == "赵某"
    assert engine.situation(number).erased == ()
    assert erase(engine, number).values == 1
    assert engine.verify().ok


def test_in_a_callers_transaction_it_is_theirs(make_engine: MakeEngine, number: str, database_url: str) -> None:
    engine = make_engine()
    host = create_engine(engine.database.engine.url)
    with Session(host) as session:
        done = erase(engine, number, session=session)
        session.rollback()
    assert done.remains == ("transaction",)
    assert engine.instance(number).data["reporter"]
    with Session(host) as session:
        erase(engine, number, session=session)
        session.commit()
    host.dispose()
    assert "reporter" not in engine.instance(number).data
    assert database_url


def test_on_an_applications_own_engine_it_is_said_what_that_engine_decides(
    make_engine: MakeEngine, number: str, engine: Engine, backend: str
) -> None:
    host = create_engine(engine.database.engine.url)
    done = erase(make_engine(bind=host), number)
    assert done.remains == (("wal", "freed") if backend == "sqlite" else ("dead-rows",))
    host.dispose()


# -- what repeats a value ---------------------------------------------------------------------------------------------


def test_messages_and_receipts_that_repeat_a_value_lose_it_and_are_named_in_the_entry(
    engine: Engine, number: str, rows: Rows
) -> None:
    message = rows()["duban_outbox"][0]
    facts = json.loads(message["facts"])
    facts["item"]["data"]["reporter"] = SECRET
    facts["item"]["title"] = f"关于{SECRET}的来电"
    execute(
        engine,
        "UPDATE duban_outbox SET facts = :f, reason = :r WHERE id = :i",
        f=json.dumps(facts, ensure_ascii=False),
        r=f"550 no such user {SECRET}",
        i=message["id"],
    )
    receipt = "INSERT INTO duban_receipt (outbox_id, at, outcome, detail) VALUES (:i, :a, 'failed', :d)"
    at = "2024-04-01 01:00:00.000000" + ("" if engine.database.is_sqlite else "+00")
    execute(engine, receipt, i=message["id"], a=at, d=f'{{"echo": "{SECRET}"}}')
    done = erase(engine, number)
    assert SECRET not in repr(rows())
    assert done.messages == 1
    facts_of_entry = engine.history(number)[-1].facts
    assert isinstance(facts_of_entry, Erased)
    assert facts_of_entry.messages == (message["message_id"],)
    changed = next(row for row in rows()["duban_outbox"] if row["id"] == message["id"])
    assert json.loads(changed["facts"])["item"]["title"] == "关于…的来电"
    assert json.loads(changed["facts"])["item"]["opened_at"] == facts["item"]["opened_at"]
    assert [row["detail"] for row in rows()["duban_receipt"]] == ['{"echo": "…"}']


def telling(matter_file: Path, folder: Path) -> Path:
    """Return a scenario that tells the lead who has reported."""
    file = folder / "told.yaml"
    announced, form = "  - {on: open, notify: lead, message: 密件}", '{subject: "密", text: "反映人：{{ reporter }}。"}'
    told = f"{announced}\nmessages:\n  密件: {form}\n"
    source = matter_file.read_text("utf-8")
    file.write_text(source.replace("\nmessages:\n", f"{told}", 1), "utf-8")
    return file


class Echo:
    """Answers with the text that it was sent."""

    async def send(self, message: Message) -> Receipt:
        return Receipt("echo", message.text)


def test_what_a_channel_has_answered_is_erased_and_all_stays_sound_against_anchors_made_before(  # noqa: PLR0917 - fixtures
    make_engine: MakeEngine,
    matter_file: Path,
    tmp_path: Path,
    open_matter: OpenMatter,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As earlier versions did, which kept what a channel answered with private values in it.
    monkeypatch.setattr("duban.workflow.services.rendering.secrets_of", lambda _: ())
    engine = make_engine(scenarios=[telling(matter_file, tmp_path)], channels={"email": Echo})
    number = open_matter(engine, data={"reporter": SECRET}).number
    asyncio.run(engine.deliver())
    assert engine.anchor(tmp_path / "anchors.jsonl").appended is not None
    assert sorted(table for table, found in rows().items() if SECRET in repr(found)) == [
        "duban_private",
        "duban_receipt",
    ]
    assert erase(engine, number).messages == 1
    assert SECRET not in repr(rows())
    assert engine.verify(against=tmp_path / "anchors.jsonl").findings == ()
    assert engine.anchor(tmp_path / "anchors.jsonl").appended is not None
    assert engine.verify(against=tmp_path / "anchors.jsonl").findings == ()


FILES = """
  phones:   {title: 电话, type: string, many: true, private: [lead]}
  photo:    {title: 照片, type: file, private: [lead]}
  income:   {title: 收入, type: number, private: [lead]}
"""


def test_lists_files_and_numbers_are_erased_as_a_whole(
    make_engine: MakeEngine, matter_file: Path, tmp_path: Path, open_matter: OpenMatter, rows: Rows
) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(matter_file.read_text("utf-8").replace("\nstates:", f"{FILES}\nstates:"), "utf-8")
    engine = make_engine(scenarios=[file])
    photo = {"name": "身份证正面.jpg", "sha256": "ab" * 32}
    given = {"phones": ["13800138001", "13800138002"], "photo": photo, "income": 987654321, "reporter": "钱某"}
    number = open_matter(engine, data=given).number
    for field in ("phones", "photo", "income"):
        assert erase(engine, number, field).values == 1
    left = repr(rows())
    for gone in ("13800138001", "13800138002", "身份证正面", photo["sha256"], "987654321"):
        assert gone not in left
    assert engine.instance(number).data == {"reporter": "钱某"}
    assert engine.verify().ok


def test_a_message_that_waits_says_that_the_value_was_erased(
    make_engine: MakeEngine, matter_file: Path, tmp_path: Path, open_matter: OpenMatter, mailbox: RecordingNotifier
) -> None:
    engine = make_engine(scenarios=[telling(matter_file, tmp_path)])
    number = open_matter(engine, data={"reporter": SECRET}).number
    erase(engine, number)
    asyncio.run(engine.deliver())
    assert [written(mail.text) for mail in mailbox.sent if mail.subject == "密"] == ["反映人：（已删除）。"]


def test_a_field_that_newer_rules_no_longer_have_can_be_erased(
    make_engine: MakeEngine, matter_file: Path, tmp_path: Path, number: str, rows: Rows
) -> None:
    file = tmp_path / "newer.yaml"
    lines = matter_file.read_text("utf-8").replace("version: 1", "version: 2").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "reporter" not in line), "utf-8")
    engine = make_engine(scenarios=[file])
    engine.migrate("matter", by="市优化办")
    assert engine.instance(number).scenario_version == 2
    assert erase(engine, number).values == 2
    assert SECRET not in repr(rows())
    assert load_scenario(file).version == 2


def test_what_was_nulled_by_hand_loses_its_salt_and_gets_its_entry(engine: Engine, number: str, rows: Rows) -> None:
    execute(engine, "UPDATE duban_private SET value = NULL")
    assert salts(rows)
    assert erase(engine, number).values == 2
    assert salts(rows) == set()
    assert engine.verify().ok


def test_others_keep_theirs(engine: Engine, number: str, open_matter: OpenMatter, clock: FixedClock) -> None:
    other = open_matter(engine, data={"reporter": SECRET}).number
    clock.set("2024-04-02T09:00+08:00")
    erase(engine, number)
    assert engine.instance(other).data["reporter"] == SECRET
    assert engine.verify().ok


def test_a_database_that_a_restore_has_put_aside_is_named(engine: Engine, number: str, backend: str) -> None:
    file = sqlite_file(engine.database)
    if file is None:
        assert backend == "postgresql"
        return
    aside = Path(f"{file}.20240330T010203Z")
    aside.touch()
    done = erase(engine, number)
    assert done.backups == (str(aside),)
    assert done.advice[-1].endswith(str(aside))
