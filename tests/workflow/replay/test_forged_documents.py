"""An entry that says that a document was made has to name its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office_papers import office, opened, signed
from tampering import forge

from duban.ledger.papers import PaperFiler

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine


def test_a_document_without_a_file_is_found(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    signed(engine, number)
    assert PaperFiler(engine).run_once().filed == 1
    assert engine.verify().ok
    forge(engine, number, lambda entries: entries[-1]["payload"].update(files=[]))
    assert [each for each in engine.verify().findings if "却没有记下任何文件" in str(each)]
