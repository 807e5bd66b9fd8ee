"""Commands that keep the directory in the database: import it, export it, and show how it came to be so."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli.options import By, Json, Note
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import DirectoryImport

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, as export writes it; UTF-8 or GB18030.")]
Target = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A new file; left out: the screen.")]


def import_units(
    context: typer.Context, file: Source, *, by: By, note: Note = None, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Keep the units of a file in the database, in place of those that are there.

    Example: duban units import units.csv --by 市优化办 --dry-run
    """
    from duban.workflow import read_units_csv

    units = read_units_csv(file)
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.import_units(units, by=by, note=note, dry_run=dry_run)
    tell_import(found, as_json=as_json)


def import_contacts(
    context: typer.Context, file: Source, *, by: By, note: Note = None, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Keep the people of a file in the database, in place of those that are there.

    Example: duban contacts import contacts.csv --by 市优化办 --dry-run
    """
    from duban.workflow import read_contacts_csv

    with (reading_engine if dry_run else opened_engine)(context) as engine:
        contacts = read_contacts_csv(file, among=engine.directory)
        found = engine.import_contacts(contacts, by=by, note=note, dry_run=dry_run)
    tell_import(found, as_json=as_json)


def export_units(context: typer.Context, file: Target = None) -> None:
    """Write the units as CSV, as import reads them.

    Example: duban units export 单位名录.csv
    """
    from duban.workflow import units_csv

    with reading_engine(context) as engine:
        _write(units_csv(engine.directory), file, len(engine.directory.units))


def export_contacts(context: typer.Context, file: Target = None) -> None:
    """Write the people of the units as CSV, as import reads them.

    Example: duban contacts export 人员名录.csv
    """
    from duban.workflow import contacts_csv

    with reading_engine(context) as engine:
        _write(contacts_csv(engine.directory), file, len(engine.contacts()))


def history(context: typer.Context, *, as_json: Json = False) -> None:
    """Show every change of the directory in the database: when, by whom, what and why.

    Example: duban units history
    """
    with reading_engine(context) as engine:
        found = engine.directory_history()
    if as_json:
        put_json([each.to_json() for each in found])
    elif not found:
        say(word("the directory in the database was never changed"))
    else:
        show_rows(
            ("No.", "When", "Who", "What", "Units", "People", "Matters", "Note"),
            (
                [
                    str(each.seq),
                    f"{each.at:%Y-%m-%d %H:%M}",
                    each.by,
                    word(_WHAT_TEXTS.get(each.what, each.what)),
                    *(_some(names) for names in (each.units, each.people, each.matters)),
                    each.note or "",
                ]
                for each in found
            ),
        )


_SEVERAL = 5
_WHAT_TEXTS = {
    "import-units": "units imported",
    "import-contacts": "people imported",
    "rename": "renamed",
    "merge": "merged",
    "split": "split",
    "close": "closed down",
    "leave": "left",
    "set-contact": "person written",
    "away": "noted as away",
    "back": "noted as there again",
    "mend-address": "address mended",
}
"""The kinds of changes in words."""


def _some(names: tuple[str, ...]) -> str:
    """Return the first names, and how many there are if there are more."""
    if len(names) <= _SEVERAL:
        return words.listed(names)
    return word("{some} and others, {count} in all", some=names[:_SEVERAL], count=len(names))


def _write(text: str, file: Path | None, rows: int) -> None:
    if file is None:
        put(text)
        return
    # A BOM, by which Excel knows that the file is UTF-8; import leaves it out.
    with file.open("x", encoding="utf-8-sig", newline="") as target:
        target.write(text)
    say(word("written: {file}, rows {rows}", file=str(file), rows=rows))


def tell_import(found: "DirectoryImport", *, as_json: bool) -> None:
    """Say what has become of the rows of the directory, or would."""
    if as_json:
        put_json(found.to_json())
        return
    if found.added:
        say(word("new: {names}", names=found.added))
    if found.removed:
        say(word("gone: {names}", names=found.removed))
    if found.changed:
        rows = ([each.name, each.column, each.before, each.after] for each in found.changed)
        show_rows(("Whose", "Column", "Before", "After"), rows)
    for unit, count in found.left.items():
        facts = {"unit": unit, "count": count}
        say(word("{unit} goes, and {count} open matters still have it: `duban units merge` hands them over", **facts))
    counts = {
        "what": word("imported") if found.done else word("a preview, nothing was changed"),
        "added": len(found.added),
        "changed": len({each.name for each in found.changed}),
        "removed": len(found.removed),
        "same": found.unchanged,
    }
    say(word("{what}: new {added}, changed {changed}, gone {removed}, as before {same}", **counts))
