"""Files that are written for people: whole, their owner's alone, never over another."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from duban.ledger import WrongEnding, write_table
from duban.ledger.writing import write_new


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    place = write_new(tmp_path / "台账.xlsx", b"content")
    assert place.read_bytes() == b"content"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [place], "nothing else is left beside it"


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "台账.xlsx"
    place.write_bytes(b"old")
    with pytest.raises(FileExistsError) as error:
        write_new(place, b"new")
    assert error.value.filename == str(place)
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_folder_without_links_is_written_to_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    place = write_new(tmp_path / "a.csv", b"a")
    assert place.read_bytes() == b"a"
    with pytest.raises(FileExistsError):
        write_new(place, b"b")
    assert place.read_bytes() == b"a"


def test_where_there_is_no_folder_the_file_is_named_that_was_asked_for(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "台账.xlsx"
    with pytest.raises(FileNotFoundError) as error:
        write_new(place, b"content")
    assert error.value.filename == str(place)


@pytest.mark.parametrize("name", ["表.csv", "表.xlsx", "表.XLSX", "表"])
def test_a_table_is_its_owners_alone(name: str, tmp_path: Path) -> None:
    write_table(tmp_path / name, [["编号"], ["RW-1"]])
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["表.pdf", "表.xls", "表.docx"])
def test_a_table_is_not_written_under_the_name_of_another_kind(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongEnding):
        write_table(tmp_path / name, [["编号"]])
    assert list(tmp_path.iterdir()) == []
