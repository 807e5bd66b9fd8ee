"""LibreOffice Calc as the one who edits a sheet: a macro of ours changes it, and saves it in other kinds of files."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SOFFICE = shutil.which("soffice")
FORMATS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "csv": "Text - txt - csv (StarCalc)",
}
needs_calc = pytest.mark.skipif(
    SOFFICE is None and "CI" not in os.environ, reason="LibreOffice Calc (libreoffice-calc) is not installed"
)
_SAVED = """
Sub Change()
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim book
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(ConvertToURL("{source}"), "_blank", 0, hidden())
  Edit(book)
  {saves}
  book.close(True)
End Sub
Sub SaveAs(book, place As String, kind As String, how As String)
  Dim given(1) As New com.sun.star.beans.PropertyValue
  given(0).Name = "FilterName"
  given(0).Value = kind
  given(1).Name = "FilterOptions"
  given(1).Value = how
  book.storeToURL(ConvertToURL(place), given())
End Sub
Function ColumnOf(sheet, title As String) As Integer
  Dim row, column
  For row = 0 To 5
    For column = 0 To 40
      If InStr(sheet.getCellByPosition(column, row).String, title) = 1 Then
        ColumnOf = column
        Exit Function
      End If
    Next
  Next
  ColumnOf = -1
End Function
Function RowOf(sheet, column As Integer, text As String) As Integer
  Dim row
  For row = 0 To 60
    If sheet.getCellByPosition(column, row).String = text Then
      RowOf = row
      Exit Function
    End If
  Next
  RowOf = -1
End Function
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{code}</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""


def changed(source: Path, folder: Path, edit: str, *formats: str) -> dict[str, Path]:
    """Let LibreOffice open a workbook, change it by `Sub Edit(book)` and save it; return where, by the kind."""
    profile, target = folder / "profile", folder / "saved"
    basic = profile / "user" / "basic"
    target.mkdir()
    start = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
    _run([*start, "--terminate_after_init"])  # which writes a library of its own over ours
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    places = {kind: target / f"{source.stem}.{kind}" for kind in formats}
    how = {"csv": "44,34,76,1"}
    saves = "\n  ".join(
        f'SaveAs(book, "{place}", "{FORMATS[kind]}", "{how.get(kind, "")}")' for kind, place in places.items()
    )
    code = _SAVED.replace("{saves}", saves).replace("{source}", str(source)) + edit
    (basic / "Standard" / "Module1.xba").write_text(_MODULE.format(code=escape(code)), "utf-8")
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY, "utf-8")
    _run([*start, "macro:///Standard.Module1.Change"])
    missing = [kind for kind, place in places.items() if not place.exists()]
    assert missing == [], "LibreOffice has not saved them"
    return places


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=180, capture_output=True)
