"""Anchors: a log that is only appended to, by which whatever happened to the database afterwards is found out."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from duban import Engine, KeyUnusable, NoAnchors, Settings, StorageBusy
from duban.scenarios import load_scenario
from duban.storage import AlreadyThere, entry_hash
from duban.workflow.anchors import opened_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

pytestmark = pytest.mark.usefixtures("english")

OF = "instance_id = (SELECT id FROM duban_instance WHERE number = :n)"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "anchors.jsonl"


@pytest.fixture
def grown(engine: Engine, open_matter: OpenMatter, log: Path) -> list[str]:
    """Give two instances, and a log of three anchors: before the second was there, after that, and after an act."""
    first = open_matter(engine, note="急").number
    export(engine, log)
    second = open_matter(engine).number
    export(engine, log)
    engine.fire(first, "签收", by="市住建局", note="当日签收")
    export(engine, log)
    return [first, second]


def export(engine: Engine, log: Path) -> str:
    """Append an anchor, and return the hash of its line."""
    made = engine.anchor(log).appended
    assert made is not None
    return made.hash


def execute(engine: Engine, statement: str, **values: object) -> None:
    with engine.database.writing() as connection:
        connection.execute(text(statement), values)


def recompute(engine: Engine, number: str, matter_file: Path) -> None:
    """Compute the whole chain of an instance again, as somebody who knows the formula does after an edit."""
    previous = load_scenario(matter_file).digest
    for entry in engine.history(number):
        with engine.database.reading() as connection:
            stored = f"SELECT payload FROM duban_history WHERE seq = :s AND {OF}"  # noqa: S608
            payload = connection.execute(text(stored), {"s": entry.seq, "n": number}).scalar_one()
        names = ("number", "seq", "at", "actor", "kind", "trigger", "from_state", "to_state", "round")
        facts: dict[str, Any] = {name: getattr(entry, name, number) for name in names}
        previous = entry_hash(previous, **facts, payload=payload)
        change = f"UPDATE duban_history SET hash = :h WHERE seq = :s AND {OF}"  # noqa: S608
        execute(engine, change, h=previous, s=entry.seq, n=number)
    execute(engine, "UPDATE duban_instance SET head_hash = :h WHERE number = :n", h=previous, n=number)


def found(engine: Engine, log: Path, **options: Any) -> list[str]:  # noqa: ANN401 - as verify takes them
    return [str(finding).replace(f"{log}", "LOG") for finding in engine.verify(against=log, **options).findings]


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def remove(engine: Engine, number: str) -> None:
    """Remove an instance and set its counter back, so that there is no gap."""
    for table in ("history", "binding", "claim", "private", "outbox"):
        execute(engine, f"DELETE FROM duban_{table} WHERE {OF}", n=number)  # noqa: S608
    execute(engine, "DELETE FROM duban_instance WHERE number = :n", n=number)
    execute(engine, "UPDATE duban_counter SET value = value - 1")


def test_each_anchor_has_what_is_new_and_the_hash_of_the_line_before(
    engine: Engine, grown: list[str], log: Path
) -> None:
    first, second = grown
    anchors = lines(log)
    assert [list(each["heads"]["history"]) for each in anchors] == [[first], [second], [first]]
    assert [(each["anchor"], each["instances"], each["entries"]) for each in anchors] == [
        (1, 1, 1),
        (2, 2, 2),
        (3, 2, 3),
    ]
    assert anchors[2]["heads"]["history"][first] == [2, engine.history(first)[-1].hash]
    checked = engine.verify(against=log)
    assert checked.ok
    assert checked.anchors is not None
    assert (checked.anchors.anchors, checked.anchors.signed_by) == (3, None)


def test_the_chain_of_the_log_is_what_the_page_says(grown: list[str], log: Path) -> None:
    previous = "0" * 64
    for line in log.read_text("utf-8").splitlines():
        assert json.loads(line)["previous"] == previous
        hashed = subprocess.run(["sha256sum"], input=line.encode(), capture_output=True, check=True)
        previous = hashed.stdout.decode().split()[0]
    assert grown


def test_an_anchor_where_nothing_is_new_tells_of_its_instant_alone(engine: Engine, grown: list[str], log: Path) -> None:
    export(engine, log)
    assert all(heads == {} for heads in lines(log)[3]["heads"].values())
    assert engine.verify(against=log).ok
    assert grown


def test_a_chain_that_was_recomputed_after_an_edit_is_named(
    engine: Engine, grown: list[str], log: Path, matter_file: Path
) -> None:
    edit = f"UPDATE duban_history SET payload = replace(payload, '当日', '次日') WHERE seq = 2 AND {OF}"  # noqa: S608
    execute(engine, edit, n=grown[0])
    recompute(engine, grown[0], matter_file)
    assert engine.verify().ok
    assert found(engine, log) == [
        f"{grown[0]} entry 2: does not fit the digest kept earlier: the whole chain was recomputed"
    ]


def test_an_edit_that_only_an_early_anchor_has_is_named_though_a_later_one_was_made_after_it(
    engine: Engine, grown: list[str], log: Path, tmp_path: Path, matter_file: Path
) -> None:
    log.write_text(log.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")  # the first anchor alone
    # A note, of which nothing else that is stored depends.
    edited = "SET payload = replace(payload, '急', '缓')"
    execute(engine, f"UPDATE duban_history {edited} WHERE seq = 1 AND {OF}", n=grown[0])
    recompute(engine, grown[0], matter_file)
    forged = tmp_path / "forged.jsonl"
    export(engine, forged)
    kept, made = lines(log)[0], lines(forged)[0]
    made |= {"anchor": 2, "previous": engine.verify(against=log).anchors.last}  # type: ignore[union-attr]
    log.write_text("".join(json.dumps(each, sort_keys=True, separators=(",", ":")) + "\n" for each in (kept, made)))
    assert any(f"{grown[0]} entry 1" in each for each in found(engine, log))


def test_a_cut_tail_and_an_instance_that_is_gone_are_named(
    engine: Engine, grown: list[str], log: Path, matter_file: Path
) -> None:
    first, second = grown
    execute(engine, f"DELETE FROM duban_history WHERE seq = 2 AND {OF}", n=first)  # noqa: S608
    execute(engine, "UPDATE duban_instance SET head_seq = 1 WHERE number = :n", n=first)
    recompute(engine, first, matter_file)
    remove(engine, second)
    said = found(engine, log)
    assert f"{second}: was there, and is gone" in said
    assert any(each.startswith(f"{first} entry ") for each in said)


def test_no_anchor_is_appended_to_what_does_not_hold(engine: Engine, grown: list[str], log: Path) -> None:
    before = log.read_bytes()
    remove(engine, grown[1])
    assert engine.verify().ok
    made = engine.anchor(log)
    assert [finding.number for finding in made.verification.findings] == [grown[1]]
    assert (made.appended, log.read_bytes()) == (None, before)


def test_a_line_of_the_log_that_was_removed_or_moved_is_named(engine: Engine, grown: list[str], log: Path) -> None:
    first, second, third = log.read_text("utf-8").splitlines(keepends=True)
    for text_, place in ((first + third, 2), (second + third, 1), (first + third + second, 2)):
        log.write_text(text_, "utf-8")
        said = found(engine, log)
        assert said[0].startswith(f"LOG line {place}: is anchor ")
        assert engine.anchor(log).appended is None
    assert grown


def test_a_line_of_the_log_that_was_edited_is_named(engine: Engine, grown: list[str], log: Path) -> None:
    first, second, third = log.read_text("utf-8").splitlines(keepends=True)
    log.write_text(first + second.replace('"entries":2', '"entries":9') + third, "utf-8")
    assert found(engine, log) == ["LOG line 3: does not fit the line before: that one was changed or exchanged"]
    log.write_text(first + "nothing\n" + third, "utf-8")
    assert any(each.startswith("LOG line 3: ") for each in found(engine, log))
    log.write_text(first + second + "nothing\n", "utf-8")
    assert found(engine, log) == ["LOG line 3: is no anchor: the line was changed"]
    assert grown


@pytest.mark.parametrize("kept", [1, 9, 60, -1, -2])
def test_an_export_that_was_interrupted_is_named_and_completed_and_nothing_of_it_is_dropped(
    engine: Engine, grown: list[str], log: Path, kept: int
) -> None:
    whole = log.read_bytes()
    begin = whole.rindex(b"\n", 0, -1) + 1
    last = whole[begin:]
    log.write_bytes(whole[:begin] + last[:kept])
    torn = log.read_bytes()
    complete = kept == -1  # all but the line break
    said = found(engine, log)
    assert said == (
        [] if complete else ["LOG line 3: is torn: an export was interrupted; the next one completes the log"]
    )
    made = engine.anchor(log).appended
    assert made is not None
    assert made.completed
    assert log.read_bytes().startswith(torn + b"\n")
    assert found(engine, log) == []
    export(engine, log)
    assert engine.verify(against=log).anchors.anchors == (5 if complete else 4)  # type: ignore[union-attr]
    if not complete:
        log.write_bytes(log.read_bytes().replace(torn[begin:] + b"\n", b"", 1))
        assert found(engine, log) == [
            "LOG line 3: does not fit the torn line before: that one was changed, removed or put there"
        ]
    assert grown


def test_a_first_export_that_was_interrupted_is_completed_too(
    engine: Engine, open_matter: OpenMatter, log: Path
) -> None:
    open_matter(engine)
    log.write_bytes(b'{"anch')
    export(engine, log)
    assert log.read_bytes().startswith(b'{"anch\n{"anchor":1,')
    assert found(engine, log) == []


def test_a_log_that_was_cut_at_its_end_is_found_by_the_hash_that_an_export_told(
    engine: Engine, grown: list[str], log: Path
) -> None:
    told = export(engine, log)
    export(engine, log)
    assert engine.verify(against=log, last=told).ok
    log.write_text("".join(log.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    assert engine.verify(against=log).ok
    assert found(engine, log, last=told) == [f"LOG: has no anchor with the hash {told}: anchors were cut off"]
    assert grown


def test_what_is_no_log_is_left_alone(engine: Engine, grown: list[str], log: Path, tmp_path: Path) -> None:
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps({grown[0]: [1, "ab"]}), "utf-8")
    (tmp_path / "empty").touch()
    (tmp_path / "note").write_text("anchors\n", "utf-8")
    (tmp_path / "link").symlink_to(log)
    (tmp_path / "astray").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for name in ("heads.json", "empty", "note", "link", "astray", "folder", "pipe"):
        with pytest.raises(AlreadyThere, match="no log of anchors"):
            engine.anchor(tmp_path / name)
    if engine.database.is_sqlite:
        with pytest.raises(AlreadyThere):
            engine.anchor(str(engine.database.engine.url.database))
        assert engine.verify().ok
    after = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert {path: after[path] for path in before if "db" not in path.name} == {
        path: kept for path, kept in before.items() if "db" not in path.name
    }


def test_a_log_is_readable_by_its_owner_alone(grown: list[str], log: Path) -> None:
    assert grown
    assert log.stat().st_mode & 0o777 == 0o600


def test_only_one_export_at_once_writes_to_a_log(engine: Engine, grown: list[str], log: Path) -> None:
    with opened_log(log), pytest.raises(StorageBusy, match="another export"):
        engine.anchor(log)
    export(engine, log)
    assert grown


def test_a_disk_that_is_full_leaves_the_log_as_it_was(
    engine: Engine, grown: list[str], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write = log.read_bytes(), os.write

    def half(descriptor: int, data: bytes) -> int:
        write(descriptor, bytes(data)[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OSError, match="No space left"):
        engine.anchor(log)
    monkeypatch.undo()
    assert log.read_bytes() == before
    assert grown


def test_heads_that_earlier_versions_exported_are_read(engine: Engine, grown: list[str], tmp_path: Path) -> None:
    old = tmp_path / "heads.json"
    heads = {number: list(head) for number, head in engine.verify().heads.items()}
    old.write_text(json.dumps(heads, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert engine.verify(against=old).ok
    old.write_text(json.dumps(heads | {"WT-9": [1, "ab"]}), "utf-8")
    assert found(engine, old) == ["WT-9: was there, and is gone"]
    assert grown


@pytest.mark.parametrize("held", ["{}", "[]", "", '{"a": [0, "x"]}', "{" * 100_000, "\x00"])
def test_a_file_without_anchors_is_refused(engine: Engine, tmp_path: Path, held: str) -> None:
    file = tmp_path / "file"
    file.write_text(held, "utf-8")
    with pytest.raises(NoAnchors, match="these are no heads"):
        engine.verify(against=file)


def test_heads_of_a_kind_that_a_newer_duban_keeps_are_told_of(
    engine: Engine, open_matter: OpenMatter, log: Path
) -> None:
    open_matter(engine)
    head = "ab" * 32
    with opened_log(log) as target:
        target.append(
            {"history": engine.verify().heads, "moons": {"io": (1, head)}}, at=engine.now(), instances=1, entries=1
        )
    assert found(engine, log) == ["LOG: holds heads of “moons”, which this duban does not know; upgrade it"]


# -- signatures -------------------------------------------------------------------------------------------------------


def private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def signing(
    make_engine: MakeEngine, database_url: str, tmp_path: Path, key: Ed25519PrivateKey, matter_file: Path
) -> Callable[[], Engine]:
    """Return what makes an engine on the same database whose settings name the key's file."""
    (tmp_path / "key.pem").write_bytes(private_pem(key))
    file = tmp_path / "duban.toml"
    url = database_url.replace("\\", "/")
    file.write_text(f'database = "{url}"\nscenarios = ["{matter_file}"]\n[anchors]\nkey_file = "key.pem"\n', "utf-8")
    return lambda: make_engine(Settings.load(file))


def test_a_signed_log_holds_against_its_public_key_and_against_no_other(
    signing: Callable[[], Engine], open_matter: OpenMatter, log: Path, key: Ed25519PrivateKey
) -> None:
    engine = signing()
    open_matter(engine)
    export(engine, log)
    export(engine, log)
    checked = engine.verify(against=log, public_key=public_pem(key))
    assert checked.ok
    assert checked.anchors is not None
    assert checked.anchors.signed_by == lines(log)[-1]["key"]
    other = Ed25519PrivateKey.generate()
    assert found(engine, log, public_key=public_pem(other)) == ["LOG line 2: is not signed by this key"]
    assert engine.verify(against=log, public_key=public_pem(other) + public_pem(key)).ok
    assert found(engine, log) == []


def test_openssl_agrees_with_the_signature(
    signing: Callable[[], Engine], open_matter: OpenMatter, log: Path, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    import base64  # noqa: PLC0415 - as somebody would who has nothing of ours

    open_matter(signing())
    export(signing(), log)
    line = log.read_text("utf-8").rstrip("\n")
    before, _, signature = line.rpartition(',"signature":"')
    (tmp_path / "said").write_text(before + "}", "utf-8")
    (tmp_path / "signature").write_bytes(base64.b64decode(signature.removesuffix('"}')))
    (tmp_path / "public.pem").write_bytes(public_pem(key))
    command = "openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in said -sigfile signature"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_whoever_rewrites_a_signed_log_without_the_key_is_found_out(
    signing: Callable[[], Engine], engine: Engine, open_matter: OpenMatter, log: Path, key: Ed25519PrivateKey
) -> None:
    signer, public = signing(), public_pem(key)
    open_matter(signer)
    export(signer, log)
    whole = log.read_text("utf-8")
    edited = whole.replace('"entries":1', '"entries":7')
    log.write_text(edited, "utf-8")
    assert "LOG line 1: does not fit its signature: the line was changed" in found(engine, log, public_key=public)
    assert signer.anchor(log).appended is None
    bare = json.loads(whole)
    del bare["signature"], bare["key"]
    log.write_text(json.dumps(bare, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
    assert found(engine, log, public_key=public) == ["LOG line 1: is not signed by this key"]
    log.write_text(whole, "utf-8")
    export(engine, log)  # without the key
    assert found(engine, log, public_key=public) == ["LOG line 2: is not signed by this key"]
    export(signer, log)  # whose signature is one for the lines above as well
    assert found(engine, log, public_key=public) == []


def test_the_key_may_come_from_the_environment_and_is_shown_nowhere(
    database_url: str, make_engine: MakeEngine, log: Path, key: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_ANCHORS__KEY", private_pem(key).decode())
    monkeypatch.setenv("DUBAN_DATABASE", database_url)
    settings = Settings.load()
    secret = private_pem(key).decode().splitlines()[1]
    assert secret not in repr(settings) + str(settings) + str(settings.model_dump())
    export(make_engine(settings), log)
    assert "signature" in lines(log)[0]


@pytest.mark.parametrize("kind", ["rubbish", "rsa", "public", "missing"])
def test_a_key_that_cannot_be_used_is_refused_before_anything_is_written(
    signing: Callable[[], Engine], tmp_path: Path, log: Path, kind: str, key: Ed25519PrivateKey
) -> None:
    file = tmp_path / "key.pem"
    if kind == "missing":
        file.unlink()
    elif kind == "rsa":
        subprocess.run(["openssl", "genrsa", "-out", file, "2048"], capture_output=True, check=True)
    else:
        file.write_bytes({"rubbish": b"secret words", "public": public_pem(key)}[kind])
    with pytest.raises(KeyUnusable) as refused:
        signing().anchor(log)
    assert "secret words" not in str(refused.value)
    assert str(file) in str(refused.value)
    assert not log.exists()
    with suppress(FileNotFoundError), pytest.raises(KeyUnusable, match="public key"):
        signing().verify(against=log, public_key="nothing")
