"""The command that brings sheets in: ledger import."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import completing
from duban.cli.commands.paperwork.importing import opener_of, show_sent
from duban.cli.options import Json, MaybeBy, Quiet, Since
from duban.cli.session import opened_engine
from duban.cli.terminal.brought import show_brought, show_taken
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.previews import confirm
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.ledger.excel.bringing import Brought, Taken
    from duban.workflow import Engine

_CHOICES = ("file", "now")


def import_(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A sheet that was filled in, or a list: .xlsx, .xls, .et, .ods or CSV."),
    ],
    *,
    by: MaybeBy = None,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="Of a list: which workflow its matters take.",
            autocompletion=completing.scenarios,
        ),
    ] = "issue",
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="TEXT", help="Of a list: where they come from; left out: the file's name."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of a workbook, if several are meant.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="FILE", help="The file as it was exported, if this one was saved as CSV."),
    ] = None,
    act: Annotated[
        str | None,
        typer.Option(
            "--act",
            metavar="TRIGGER",
            help="The act with which a unit hands fields over; left out, they are corrected.",
            autocompletion=completing.triggers,
        ),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take",
            metavar="[ROW=]file|now",
            help="Which value counts of rows in conflict: of one row, or of all. May be repeated.",
        ),
    ] = None,
    row: Annotated[
        list[int] | None, typer.Option("--row", metavar="N", help="Write this row only. May be repeated.", min=1)
    ] = None,
    remarks: Annotated[
        str | None,
        typer.Option("--remarks", metavar="OUT", help="Write a copy of the file with a column of remarks (.xlsx)."),
    ] = None,
    quiet: Quiet = False,
    since: Since = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it comes to, and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking, as it is shown.")] = False,
    as_json: Json = False,
) -> None:
    """Bring a sheet back: what units filled in, an old ledger, or a list of problems.

    It shows of each row what is new, changed, the same, in conflict or wrong, and writes nothing until that is
    confirmed; then through the verbs, by the rights of --by. Of a sheet that `duban ledger export --fill` wrote, each
    cell is held against what was exported and what stands now. Of any other list, rows that are known open nothing,
    and the others open a matter each. The same file brought twice changes nothing. It ends with 1 if a row is left
    that is wrong, in conflict or refused.

    Example: duban ledger import problems.csv --by 市优化办 --dry-run
    """
    from duban.ledger.excel.bringing import bring_sheet

    chosen = _taken(take or ())
    if remarks is not None and (Path(remarks).exists() or Path(remarks).is_symlink()):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), remarks)  # before anything is written
    data = _read(file)
    with opened_engine(context) as engine:
        with progress("holding the sheet against what stands", as_json=as_json, counted=True) as told:
            how = _How(by, scenario, source, sheet, against, act, since, quiet)
            brought = _previewed(engine, file, data, how, told)
        if not as_json:
            show_brought(brought)
            if brought.listed is not None and brought.listed.forecast is not None:
                show_sent(engine, brought.listed.forecast, brought.listed.scenario, quiet=quiet)
        settled = _settled(brought, chosen, row)
        taken = None
        if settled and not dry_run:
            confirm(word("Write {count} rows?", count=len(settled)), yes=yes, opens=False)
            with progress("writing the rows", as_json=as_json, counted=True) as told:
                taken = bring_sheet(engine, brought, rows=row, take=_for_rows(brought, chosen), told=told)
    _end(file, data, brought, taken, remarks, as_json=as_json)


@dataclass(frozen=True)
class _How:
    """What was typed beside the file."""

    by: str | None
    scenario: str
    source: str | None
    sheet: str | None
    against: str | None
    act: str | None
    since: str | None
    quiet: bool


def _read(file: str) -> bytes:
    from duban.ledger import read_sheet_file

    return read_sheet_file(file)


def _previewed(engine: "Engine", file: str, data: bytes, how: _How, told: object) -> "Brought":
    from duban.ledger.excel.bringing import is_filled_in, preview_list, preview_sheet

    if how.against is not None or is_filled_in(data, source=file):
        if how.by is None:
            raise typer.BadParameter(word("say who brings the sheet: --by UNIT/PERSON"))
        against = None if how.against is None else _read(how.against)
        facts = {"source": file, "by": how.by, "sheet": how.sheet, "act": how.act}
        return preview_sheet(engine, data, **facts, against=against, told=told)  # type: ignore[arg-type]
    definition = engine.definition(how.scenario)
    return preview_list(
        engine,
        data,
        source=file,
        by=opener_of(definition, how.by),
        scenario=how.scenario,
        sheet=how.sheet,
        origin=how.source,
        since=how.since,
        quiet=how.quiet,
    )


def _taken(given: "tuple[str, ...] | list[str]") -> dict[int | None, str]:
    """Return which value counts, by the row, or for all under None."""
    found: dict[int | None, str] = {}
    for text in given:
        row, equals, choice = text.rpartition("=")
        if choice not in _CHOICES or (equals and not (row.isascii() and row.isdecimal())):
            raise typer.BadParameter(word("--take {given!r} is not file, now, ROW=file or ROW=now", given=text))
        found[int(row) if equals else None] = choice
    return found


def _for_rows(brought: "Brought", chosen: dict[int | None, str]) -> dict[int, str]:
    every = chosen.get(None)
    found = {each.line: every for each in brought.conflicts} if every is not None else {}
    return {**found, **{line: choice for line, choice in chosen.items() if line is not None}}


def _settled(brought: "Brought", chosen: dict[int | None, str], rows: list[int] | None) -> list[int]:
    take = _for_rows(brought, chosen)
    lines = [each.line for each in brought.rows if each.is_ready or (each.verdict == "conflict" and each.line in take)]
    return [line for line in lines if rows is None or line in rows]


def _end(
    file: str, data: bytes, brought: "Brought", taken: "Taken | None", remarks: str | None, *, as_json: bool
) -> None:
    """Write the copy with remarks, say what became of the rows, and end with 1 if any is left that was meant."""
    if remarks is not None:
        from duban.ledger import write_new
        from duban.ledger.excel.bringing import remarked_copy

        write_new(Path(remarks), remarked_copy(data, brought, taken))
    if as_json:
        put_json({"preview": brought.to_json(), "taken": None if taken is None else taken.to_json()})
    else:
        if taken is not None:
            show_taken(taken)
        if remarks is not None:
            say(word("written: {file}", file=remarks))
    counts = brought.counts
    done = set() if taken is None else {each.line for each in taken.rows if each.outcome == "done"}
    left = [each.line for each in brought.rows if each.verdict in {"wrong", "conflict"} and each.line not in done]
    refused = 0 if taken is None else taken.refused
    if left or refused:
        facts = {"wrong": counts["wrong"], "conflict": len(left) - counts["wrong"], "refused": refused, "file": file}
        raise Refusal(
            word("{file}: left are {wrong} wrong, {conflict} in conflict and {refused} refused rows", **facts)
        )
