"""What every store of files does: bytes by their hash, whole or not at all."""

from __future__ import annotations

import io
import os
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from duban.evidence import DiskStore, FileGone, FileRefused, NoRoomForFiles, Store, cleaned_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STORES: dict[str, Callable[[Path], Store]] = {"disk": DiskStore}
"""Each kind of store, on a folder of its own."""

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 9000
HASH = sha256(CONTENT).hexdigest()
ENOUGH = len(CONTENT)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path / "files")


def kept(store: Store, content: bytes = CONTENT) -> str:
    with store.put(io.BytesIO(content), name="a.pdf", at_most=ENOUGH) as incoming:
        incoming.keep()
        return incoming.sha256


def read(store: Store, digest: str) -> bytes:
    with store.open(digest) as content:
        return content.read()


def test_what_is_kept_is_there_once_by_its_hash_until_it_is_deleted(store: Store) -> None:
    other = sha256(b"x").hexdigest()
    assert [kept(store), kept(store), kept(store, b"x")] == [HASH, HASH, other]
    assert read(store, HASH) == CONTENT
    assert [(each.sha256, each.size) for each in store.iterate()] == sorted([(HASH, len(CONTENT)), (other, 1)])
    assert (store.has(HASH), store.delete(HASH), store.has(HASH), store.delete(HASH)) == (True, True, False, False)
    assert [each.sha256 for each in store.iterate()] == [other]
    with pytest.raises(FileGone, match=HASH):
        store.open(HASH)


def test_a_file_can_be_looked_at_before_it_is_kept_and_what_is_not_kept_is_nowhere(store: Store) -> None:
    with store.put(io.BytesIO(CONTENT), name="a.pdf", at_most=ENOUGH) as incoming:
        assert (incoming.sha256, incoming.size, incoming.content.read(5)) == (HASH, len(CONTENT), b"%PDF-")
        assert not store.has(HASH)
    assert (store.has(HASH), list(store.iterate())) == (False, [])


@pytest.mark.usefixtures("english")
def test_what_is_too_large_or_breaks_off_leaves_nothing(store: Store, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(size)

    with (
        pytest.raises(FileRefused, match="it has more than 2 MiB"),
        store.put(io.BytesIO(CONTENT), name="a.pdf", at_most=2 * 1024 * 1024),
    ):
        pass
    with pytest.raises(ConnectionResetError), store.put(Broken(CONTENT), name="a.pdf", at_most=ENOUGH):
        pass
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.usefixtures("english")
def test_names_that_lead_elsewhere_are_no_hashes(store: Store) -> None:
    for name in ("../../etc/passwd", HASH.upper(), HASH[:-1], f"{HASH}\n"):
        with pytest.raises(ValueError, match="no SHA-256"):
            store.open(name)


def test_a_folder_is_its_owners_alone_and_foreign_files_in_it_are_left(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    store = DiskStore(folder)
    kept(store)
    found = {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    place = f"{HASH[:2]}/{HASH[2:4]}"
    assert found == {HASH[:2]: 0o700, place: 0o700, f"{place}/{HASH}": 0o600, "tmp": 0o700}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "ab" / "cd").mkdir(parents=True)
    (folder / "ab" / "cd" / ".nfs0001").write_bytes(b"")
    (folder / "ab" / "cd" / HASH).write_bytes(b"astray")
    assert [each.sha256 for each in store.iterate()] == [HASH]


def test_remains_of_files_that_never_arrived_are_swept_when_they_are_old(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    (tmp_path / "tmp").mkdir()
    for name, hours in (("old.part", 25), ("new.part", 1)):
        (tmp_path / "tmp" / name).write_bytes(b"half")
        at = (now - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / "tmp" / name, (at, at))
    assert store.sweep(now - timedelta(hours=24)) == 1
    assert [each.name for each in (tmp_path / "tmp").iterdir()] == ["new.part"]


@pytest.mark.usefixtures("english")
def test_a_disk_that_would_be_too_full_takes_nothing(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "files", free=1 << 60)
    with pytest.raises(NoRoomForFiles, match="nothing was kept"):
        kept(store)
    assert list(store.iterate()) == []


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("验收单.pdf", "验收单.pdf"),
        ("C:\\Users\\张三\\验收单.pdf", "验收单.pdf"),
        ("../../etc/passwd", "passwd"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\nc\x7f\u200b\u2028.pdf", "abc.pdf"),
        (" . 照 \t 片.jpg . ", "照 片.jpg"),
        ("长" * 300 + ".docx", "长" * 250 + ".docx"),
        ("长" * 300, "长" * 255),
        ("", "file"),
        ("..", "file"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_name_keeps_what_can_be_seen_and_no_folders(given: str, called: str) -> None:
    assert cleaned_name(given) == called
    assert len(called) <= 255
