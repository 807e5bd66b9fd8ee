"""Workbooks of other kinds (.xls, .et, .ods), read in a process apart, with a limit on memory and on time.

What such a file says of its own sizes is believed by the library that reads it: a damaged one can ask for more memory
than there is, which ends the process that reads it.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import Any

import msgspec

MOST_MEMORY = 1024**3
MOST_SECONDS = 60
MOST_CELLS = 10_000_000
PASSWORD, DAMAGED, FAR = "password", "damaged", "far"


class ApartSheet(msgspec.Struct, frozen=True):
    """A sheet that was read: its cells with days as text, and what is merged, as top, left, bottom and right."""

    name: str
    visible: bool
    rows: list[list[str | float | int | bool]]
    merged: list[tuple[int, int, int, int]]


class Apart(msgspec.Struct, frozen=True):
    """What came of reading: the sheets, or why there are none; `far` is a sheet too large, and its last cell."""

    sheets: list[ApartSheet] = []
    problem: str = ""
    far: tuple[str, int, int] | None = None


def read_apart(data: bytes) -> Apart:
    """Return what a workbook has in its sheets; `problem` says why it cannot be read."""
    command = [sys.executable, "-m", __name__]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603 - ourselves
            command,
            input=data,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=Apart)
    except (subprocess.SubprocessError, OSError, msgspec.MsgspecError):
        return Apart(problem=DAMAGED)


def _read(data: bytes) -> Apart:
    import python_calamine  # noqa: PLC0415 - an extra

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for each in book.sheets_metadata:
            if each.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(each.name)
            end = sheet.end or (0, 0)
            if (end[0] + 1) * (end[1] + 1) > MOST_CELLS:
                return Apart(problem=FAR, far=(each.name, end[0], end[1]))
            rows = [] if sheet.end is None else sheet.to_python(skip_empty_area=False)
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
            visible = each.visible == python_calamine.SheetVisibleEnum.Visible
            sheets.append(ApartSheet(each.name, visible, [[_plain(cell) for cell in row] for row in rows], merged))
    except python_calamine.PasswordError:
        return Apart(problem=PASSWORD)
    return Apart(sheets)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    if isinstance(value, str | float | int | bool):
        return value
    text = value.isoformat(" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)
    return text.removesuffix(" 00:00:00")


def main() -> None:
    """Read a workbook from standard input, and write what it has to standard output."""
    try:
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    try:
        found = _read(sys.stdin.buffer.read())
    except BaseException:  # noqa: BLE001 - a panic of the library is no Exception
        found = Apart(problem=DAMAGED)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
