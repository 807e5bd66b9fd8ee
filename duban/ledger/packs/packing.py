"""A pack of evidence: a zip with a folder for each indicator, numbered files, and a list of contents with hashes."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from duban import words
from duban.ledger.errors import PackDamaged
from duban.ledger.packs.contents import STANDING_TEXTS, as_csv, as_workbook
from duban.ledger.packs.names import LONGEST_FILE, LONGEST_FOLDER, Names, safe_name
from duban.ledger.packs.readiness import CHECKED, GIVEN, indicators_of
from duban.ledger.writing import named, writing_new
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from os import PathLike
    from zoneinfo import ZoneInfo

    from duban.ledger.packs.contents import Row
    from duban.ledger.packs.readiness import GivenFile, Indicator, Indicators, Material
    from duban.workflow import Engine, FileView, Progress

_BLOCK = 1 << 20
_HEAD_TEXTS = (
    "No.",
    "Indicator",
    "Unit that leads",
    "Material",
    "Form",
    "Given by units",
    "Due on",
    "Standing",
    "File in the pack",
    "Name as given",
    "Bytes",
    "Handed in by",
    "Handed in at",
    "Checked by",
    "Checked at",
)
_WIDTHS = (6, 22, 18, 30, 16, 22, 12, 16, 46, 30, 12, 24, 22, 17, 16, 17)
_HASH_AT = 11
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FOLDER, _FILE = 0o40700 << 16 | 0x10, 0o100600 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class PackedFile(Jsonable):
    """A file of a pack: its path in it, the matter that names it, its name there, hash and size in bytes.

    `private` says that only some may see the field that names it.
    """

    path: str
    number: str
    name: str
    sha256: str
    size: int
    private: bool


@dataclass(frozen=True, slots=True)
class Pack(Jsonable):
    """A pack: of which list, its files, and how many were left out: not checked, or kept elsewhere.

    `wanted` and `checked` count the materials.
    """

    number: str
    title: str
    wanted: int
    checked: int
    files: tuple[PackedFile, ...]
    unchecked: int
    elsewhere: int

    @property
    def size(self) -> int:
        """Return how many bytes its files have."""
        return sum(each.size for each in self.files)


class _Plan(NamedTuple):
    """What a pack will be: the value, the folders, when each file was given, and the rows of its list."""

    pack: Pack
    folders: tuple[str, ...]
    given: tuple[datetime | None, ...]
    rows: tuple[Row, ...]
    zone: ZoneInfo


def plan_pack(engine: Engine, number: str, *, viewer: str | None = None, unchecked: bool = False) -> Pack:
    """Return what `write_pack` would put into a pack; takes and raises the same."""
    return _planned(engine, number, viewer=viewer, unchecked=unchecked).pack


def write_pack(
    engine: Engine,
    number: str,
    path: str | PathLike[str],
    *,
    viewer: str | None = None,
    unchecked: bool = False,
    progress: Progress | None = None,
) -> Pack:
    """Write the evidence of a list of indicators, or of one, into a new zip file, and return what is in it.

    It has a folder for each indicator, numbered, with the files of its materials, and a list of everything that is
    wanted (`00_…`.xlsx and .csv) with hashes, who gave it and who checked it. The same state is the same bytes. Files
    are copied by parts, and the zip is there whole or not at all, its owner's alone.

    Args:
        engine: where they are.
        number: of the list, or of one indicator.
        path: of the zip; nothing is overwritten.
        viewer: who reads: files of fields that it may not see are left out.
        unchecked: take also what nobody has checked yet.
        progress: called with how many bytes are copied, and how many there are.

    Raises:
        UnknownInstance: if there is no such instance.
        FileGone: if the bytes of a file are not there any more.
        PackDamaged: if they are other ones than were given.
        ListError: if no workbook can be written here.
        WrongEnding: if `path` ends as that of another kind of file.
        FileExistsError: if something is at `path`; OSError if it cannot be written.

    """
    with writing_new(named(path, ".zip")) as file:
        return send_pack(engine, number, file, viewer=viewer, unchecked=unchecked, progress=progress)


def send_pack(
    engine: Engine,
    number: str,
    file: BinaryIO,
    *,
    viewer: str | None = None,
    unchecked: bool = False,
    progress: Progress | None = None,
) -> Pack:
    """Write a pack into an open file, as `write_pack` does."""
    with _own_language(engine, number):
        plan = _planned(engine, number, viewer=viewer, unchecked=unchecked)
        lists = [*_lists(plan)]
    pack, done = plan.pack, 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for name, content in lists:
            packed.writestr(_entry(name, None, plan.zone), content)
        for folder in plan.folders:
            made = zipfile.ZipInfo(f"{folder}/", _EPOCH)
            made.create_system, made.external_attr = _UNIX, _FOLDER
            packed.writestr(made, b"")
        for each, at in zip(pack.files, plan.given, strict=True):
            entry = _entry(each.path, at, plan.zone)
            entry.file_size = each.size
            with packed.open(entry, "w", force_zip64=each.size >= zipfile.ZIP64_LIMIT // 2) as target:
                for block in _blocks(engine, each, viewer):
                    target.write(block)
                    done += len(block)
                    if progress is not None:
                        progress(done, pack.size)
    return pack


def _own_language(engine: Engine, number: str) -> AbstractContextManager[None]:
    """Speak the language of the list's scenario, whoever packs: the same state is the same bytes."""
    own = engine.rules(number).language
    return words.speaking(own) if own else nullcontext()


def _blocks(engine: Engine, file: PackedFile, viewer: str | None) -> Iterator[bytes]:
    """Yield a file by parts; raises PackDamaged if it is another one than was given."""
    digest = hashlib.sha256()
    with engine.open_file(file.number, file.sha256, viewer=viewer) as opened:
        while block := opened.content.read(_BLOCK):
            digest.update(block)
            yield block
    if digest.hexdigest() != file.sha256:
        raise PackDamaged(file.path, file.sha256)


def _entry(name: str, at: datetime | None, zone: ZoneInfo) -> zipfile.ZipInfo:
    local = None if at is None else at.astimezone(zone)
    moment = _EPOCH if local is None else (local.year, local.month, local.day, local.hour, local.minute, local.second)
    made = zipfile.ZipInfo(name, max(moment, _EPOCH))
    made.create_system, made.external_attr = _UNIX, _FILE
    return made


def _lists(plan: _Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the lists of a pack."""
    pack, called = plan.pack, words.text("contents of the pack")
    said = words.text("{checked} of {wanted} materials are checked", checked=pack.checked, wanted=pack.wanted)
    notes, heads = [words.headed(pack.number, said)], [words.text(each) for each in _HEAD_TEXTS]
    heads.insert(_HASH_AT, "SHA-256")
    yield f"00_{safe_name(called, LONGEST_FILE)}.xlsx", as_workbook(pack.title, notes, heads, _WIDTHS, plan.rows)
    yield f"00_{safe_name(called, LONGEST_FILE)}.csv", as_csv(heads, plan.rows)


def _planned(engine: Engine, number: str, *, viewer: str | None, unchecked: bool) -> _Plan:
    found = indicators_of(engine, number, viewer=viewer)
    planning = _Planning(engine, found, viewer, {CHECKED, GIVEN} if unchecked else {CHECKED})
    for place, indicator in enumerate(found.indicators, 1):
        planning.add(place, indicator)
    return planning.plan()


class _Planning:
    """Gives every file of a list its place in a pack."""

    def __init__(self, engine: Engine, found: Indicators, viewer: str | None, taken: set[str]) -> None:
        self._engine, self._found, self._viewer, self._taken = engine, found, viewer, taken
        self._digits = max(2, len(str(len(found.indicators))))
        self._names = Names()
        self._folders: list[str] = []
        self._files: list[PackedFile] = []
        self._given: list[datetime | None] = []
        self._rows: list[Row] = []
        self._unchecked = self._elsewhere = 0

    def add(self, place: int, indicator: Indicator) -> None:
        """Plan the folder of an indicator."""
        folder = self._names.take(f"{place:0{self._digits}d}_{indicator.title}", LONGEST_FOLDER)
        self._folders.append(folder)
        names, digits = Names(), max(2, len(str(len(indicator.materials))))
        for at, material in enumerate(indicator.materials, 1):
            if not material.files or material.standing not in self._taken:
                self._unchecked += len(material.files)
                self._rows.append((*self._of_material(place, indicator, material), *self._of_file(material)))
                continue
            kept = {each.sha256: each for each in reversed(self._kept(material.number))}
            for count, file in enumerate(material.files, 1):
                there = kept.get(file.sha256)
                path = ""
                if there is None:
                    self._elsewhere += 1
                else:
                    many = f"_{count}" if len(material.files) > 1 else ""
                    stem = safe_name(material.title, LONGEST_FILE // 2)
                    path = f"{folder}/{names.take(f'{at:0{digits}d}_{stem}{many}{_suffix(file.name)}', LONGEST_FILE)}"
                    facts = (file.number, file.name, file.sha256, there.size, there.private)
                    self._files.append(PackedFile(path, *facts))
                    self._given.append(material.given_at)
                told = self._of_file(material, file, there, path)
                self._rows.append((*self._of_material(place, indicator, material), *told))

    def plan(self) -> _Plan:
        """Return everything that was planned."""
        found = self._found
        counts = (found.wanted, found.checked, tuple(self._files), self._unchecked, self._elsewhere)
        pack = Pack(found.number, found.title, *counts)
        return _Plan(pack, tuple(self._folders), tuple(self._given), tuple(self._rows), found.timezone)

    def _kept(self, number: str) -> list[FileView]:
        return self._engine.files(number, viewer=self._viewer) if self._engine.keeps_files else []

    @staticmethod
    def _of_material(place: int, indicator: Indicator, material: Material) -> Row:
        due = material.due_on
        return (
            *(place, indicator.title, words.listed(indicator.lead), material.title, material.form),
            *(words.listed(material.units), "" if due is None else due.isoformat()),
            words.text(STANDING_TEXTS[material.standing]),
        )

    def _of_file(
        self, material: Material, file: GivenFile | None = None, there: FileView | None = None, path: str = ""
    ) -> Row:
        zone = self._found.timezone
        if file is not None and there is None:
            path = words.text("kept elsewhere")
        return (
            *(path, "" if file is None else file.name, None if there is None else there.size),
            *("" if file is None else file.sha256, material.given_by, _moment(material.given_at, zone)),
            *(material.checked_by, _moment(material.checked_at, zone)),
        )


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix}" if dot and stem and suffix.isalnum() else ""
