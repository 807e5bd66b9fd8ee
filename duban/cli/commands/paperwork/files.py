"""Commands of the files that fields name: file add, file list, file get."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Json, Number, Viewer
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import FileView

commands = typer.Typer(help="The files that fields name: add, list, get.\n\nExample: duban file list WT-2024-0001")

_MIB, _KIB = 1024 * 1024, 1024


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What to add.")],
    *,
    by: By,
    as_json: Json = False,
) -> None:
    """Add files, so that the same unit or person can name them in an act: --data FIELD=REFERENCE.

    Example: duban file add plan.txt --by 市优化办
    """
    with opened_engine(context) as engine:
        made = [engine.put_file(file, by=by) for file in files]
    if as_json:
        put_json(made)
    else:
        say(*(f"sha256:{each['sha256']}/{each['name']}" for each in made))


@commands.command(name="list")
def list_(context: typer.Context, number: Number, *, by: Viewer = None, as_json: Json = False) -> None:
    """List the files of an instance that are kept here.

    Example: duban file list WT-2024-0001
    """
    with reading_engine(context) as engine:
        found = engine.files(number, viewer=by)
    if as_json:
        put_json([each.to_json() for each in found])
    elif found:
        show_rows(("Field", "Name", "Size", "By", "Entry", "Check value"), (_row(each) for each in found))
    else:
        say(word("no files are kept here of it that you may see"))


@commands.command()
def get(
    context: typer.Context,
    number: Number,
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="Which file, by its SHA-256 or how that begins.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to: left out, its own name; - is stdout."),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Write a file of an instance to where you are; nothing is overwritten.

    Example: duban file get WT-2024-0003 35ca --output proof.txt
    """
    with reading_engine(context) as engine:
        begun = [each.sha256 for each in engine.files(number, viewer=by) if each.sha256.startswith(sha256.lower())]
        whole = begun[0] if len(set(begun)) == 1 else sha256
        with engine.open_file(number, whole, viewer=by) as opened:
            if output is not None and str(output) == "-":
                shutil.copyfileobj(opened.content, sys.stdout.buffer)
                return
            target = Path(opened.file.name) if output is None else output
            with target.open("xb") as file:
                shutil.copyfileobj(opened.content, file)
    if as_json:
        put_json({**opened.file.to_json(), "written": str(target)})
    else:
        say(word("written: {file} ({size})", file=target, size=_size(opened.file.size)))


def _row(file: "FileView") -> list[str]:
    return [file.field, file.name, _size(file.size), file.by, str(file.seq), file.sha256]


def _size(size: int) -> str:
    if size >= _MIB:
        return f"{size / _MIB:.1f} MiB"
    return f"{size / _KIB:.1f} KiB" if size >= _KIB else f"{size} B"
