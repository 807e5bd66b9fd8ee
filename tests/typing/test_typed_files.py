"""Files that fields name, as a type checker sees them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, assert_type

import pytest

from duban import (
    Engine,
    Evidence,
    EvidenceError,
    FileGone,
    FileOpened,
    FileRefused,
    FilesTidied,
    FileView,
    NoEvidence,
    NoRoomForFiles,
    OpenedFile,
    UnknownFile,
)
from duban.evidence import DiskStore
from duban.workflow import FilesProved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import Directory

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


@pytest.fixture
def keeping(tmp_path: Path, people: Directory) -> Iterator[Engine]:
    evidence = Evidence(folder=str(tmp_path / "files"), free_mb=0)
    assert_type(evidence.folder, str | None)
    url = f"sqlite:///{tmp_path / 'd.db'}"
    with Engine(url, scenarios=["issue"], directory=people, evidence=evidence) as made:
        yield made


def test_a_file_from_its_addition_to_its_end(keeping: Engine, tmp_path: Path) -> None:
    told: list[FileOpened] = []
    assert_type(keeping.on_file_opened(told.append), None)
    assert_type(keeping.keeps_files, bool)
    file = keeping.put_file(io.BytesIO(b"%PDF-1.7\n"), name="a.pdf", by="市优化办")
    assert_type(file, dict[str, str])
    number = keeping.open("issue", by="市优化办", units=UNITS, data={"evidence": [file]}).number
    assert_type(keeping.files(number), list[FileView])
    (shown,) = keeping.files(number, viewer="市住建局")
    assert_type(shown.number, str)
    assert_type(shown.seq, int)
    assert_type(shown.field, str)
    assert_type(shown.name, str)
    assert_type(shown.sha256, str)
    assert_type(shown.size, int)
    assert_type(shown.kind, str)
    assert_type(shown.by, str)
    assert_type(shown.at, datetime)
    assert_type(shown.private, bool)
    assert_type(shown.to_json(), dict[str, Any])
    opened = keeping.open_file(number, shown.sha256)
    assert_type(opened, OpenedFile)
    assert_type(opened.file, FileView)
    assert_type(opened.media_type, str)
    assert_type(opened.content, BinaryIO)
    opened.content.close()
    assert_type(told[0].file, FileView)
    assert_type(told[0].viewer, str | None)
    proved = keeping.verify(files=1)
    assert_type(proved.files, FilesProved | None)
    assert proved.files is not None
    assert (proved.files.files, proved.files.size, proved.files.hashed) == (1, 9, 1)
    tidied = keeping.tidy_files()
    assert_type(tidied, FilesTidied)
    assert_type(tidied.deleted, int)
    assert_type(tidied.remains, int)
    DiskStore(tmp_path / "files").delete(shown.sha256)
    with pytest.raises(FileGone) as gone:
        keeping.open_file(number, shown.sha256)
    assert_type(gone.value.sha256, str)
    assert_type(gone.value.where, str)


def test_errors_of_files(keeping: Engine, engine: Engine) -> None:
    with pytest.raises(FileRefused) as refused:
        keeping.put_file(io.BytesIO(b"MZ"), name="a.exe", by="市优化办")
    assert_type(refused.value.name, str)
    assert_type(refused.value.code, str)
    assert_type(refused.value.reason, str)
    root: EvidenceError = refused.value
    assert isinstance(root, ValueError)
    number = keeping.open("issue", by="市优化办", units=UNITS).number
    with pytest.raises(UnknownFile) as unknown:
        keeping.open_file(number, "0" * 64)
    assert_type(unknown.value.number, str)
    assert_type(unknown.value.sha256, str)
    assert_type(NoRoomForFiles("/files", 1).where, str)
    assert_type(NoRoomForFiles("/files", 1).free_mb, int)
    with pytest.raises(NoEvidence):
        engine.put_file("a.pdf", by="市优化办")
