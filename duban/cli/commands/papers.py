"""Commands about the office's paper: demo, init, notice."""

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli import completing
from duban.cli.options import Json, MaybeBy
from duban.cli.session import opened_engine
from duban.cli.terminal.failures import Refusal, warn_of_password
from duban.cli.terminal.output import console, put_json, say, show_rows
from duban.cli.terminal.progress import progress
from duban.cli.terminal.tables import named
from duban.cli.terminal.words import sentence, word

_SMTP_PASSWORD = "DUBAN_SMTP_PASSWORD"  # noqa: S105 - a name

if TYPE_CHECKING:
    from duban.ledger import ImportResult


def notice(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A work plan (工作方案): .txt, .docx or .html.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be opened, and open nothing.")] = False,
    by: MaybeBy = None,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario", metavar="NAME", help="Which workflow its tasks take.", autocompletion=completing.scenarios
        ),
    ] = "task",
    as_json: Json = False,
) -> None:
    """Open a task for each item of a work plan; whatever is unsure is shown, not guessed.

    Left out, --by is the unit that the scenario names as its opener by default.

    Example: duban notice plan.txt --dry-run
    """
    from duban.ledger import default_importer, import_notice, preview_notice, read_notice_file

    read = read_notice_file(file)
    with opened_engine(context) as engine:
        definition = engine.definition(scenario)
        opener = by or default_importer(definition)
        if opener is None:
            message = word("scenario {name!r} does not say who opens: name the unit with --by", name=scenario)
            raise typer.BadParameter(message)
        with progress("opening the tasks", as_json=as_json, counted=True) as told:
            result = (
                preview_notice(read, definition=definition, directory=engine.directory)
                if dry_run
                else import_notice(engine, read, by=opener, scenario=scenario, progress=told)
            )
    if as_json:
        put_json(result.to_json())
    else:
        _show_import(result, dry_run=dry_run)


def _show_import(result: "ImportResult", *, dry_run: bool) -> None:
    plan = result.notice
    say(f"{plan.title or word('(no title found)')}　{plan.document_no}".rstrip("\u3000"))
    show_rows(
        ("No.", "Task", "Lead", "Responsible", "Deadline", "Date", "Number"),
        (
            [
                task.item.number,
                task.item.title,
                named(task.item.lead_units),
                named(task.item.responsible_units),
                task.item.deadline_text,
                "" if task.item.deadline_date is None else str(task.item.deadline_date),
                (task.instance or "") + ("" if task.opened or dry_run else word(" (standing)")),
            ]
            for task in result.tasks
        ),
    )
    doubtful = sum(len(task.doubts) for task in result.tasks) + len(result.doubts)
    if doubtful:
        say("", word("Please check:"))
        show_rows(("Where", "Doubt"), [*_gathered(result), *((word("the plan"), doubt) for doubt in result.doubts)])
    facts = {"tasks": len(result.tasks), "doubts": doubtful, "opened": result.opened, "standing": result.standing}
    if dry_run:
        say("", word("tasks {tasks}, doubts {doubts}; read on trial, nothing was opened", **facts))
    else:
        say("", word("tasks {tasks}, doubts {doubts}; opened now {opened}, standing before {standing}", **facts))


def _gathered(result: "ImportResult") -> list[tuple[str, str]]:
    """Return each doubt with the tasks that it concerns, in one line if it concerns several."""
    places: dict[str, list[str]] = {}
    numbers: Counter[str] = Counter()
    for task in result.tasks:
        number = task.item.number
        numbers[number] += 1
        place = (
            number
            if numbers[number] == 1
            else word("{number} (time {time} that it stands)", number=number, time=numbers[number])
        )
        for doubt in task.doubts:
            places.setdefault(doubt, []).append(place)
    whole = len(result.tasks) if len(result.tasks) > 1 else None
    return [
        (word("all tasks") if len(where) == whole else word("task {tasks}", tasks=where), doubt)
        for doubt, where in places.items()
    ]


def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Where to; left out: here.")] = ".",
    *,
    as_json: Json = False,
) -> None:
    """Write duban.toml, scenarios/, units.csv and contacts.csv to start from; nothing is overwritten.

    Example: duban init office
    """
    from shlex import quote

    from duban.cli.starting import NEXT_STEPS, starting_files

    home = Path(folder)
    files = starting_files()
    if standing := [name for name in files if (home / name).exists()]:
        names = words.listed(home / name for name in standing)
        raise Refusal(word("already there, nothing was changed: {names}; name another folder", names=names))
    _write_all(home, files)
    if as_json:
        put_json({"folder": str(home), "files": list(files), "next": list(NEXT_STEPS)})
        return
    say(*(word("written: {name}", name=home / name) for name in files), "", word("Next, as it stands:"))
    say(*([f"  cd {quote(str(home))}"] if folder != "." else []), *(f"  {step}" for step in NEXT_STEPS))
    say(word("Then put your own units and people into units.csv and contacts.csv."))


def _write_all(home: Path, files: dict[str, str]) -> None:
    """Write all files, or none if one fails: some of them would make the next try refuse to start."""
    begun: list[Path] = []
    path = home
    try:
        for name, text in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            begun.append(path)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        for written in begun:
            written.unlink(missing_ok=True)
        reason = sentence(error.strerror or str(error))
        problem = word("{file} cannot be written ({reason}); no file was left", file=path, reason=reason)
        raise Refusal(problem) from None


def demo(
    file: Annotated[str | None, typer.Argument(metavar="[NOTICE]", help="A work plan; left out: the sample.")] = None,
    *,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where to leave what it makes.")] = "duban-demo",
    smtp: Annotated[
        str | None,
        typer.Option(
            "--smtp", metavar="URL", help="Send real mail by this server; its password is in DUBAN_SMTP_PASSWORD."
        ),
    ] = None,
) -> None:
    """Play a work plan's whole year on a virtual clock, in seconds.

    Example: duban demo plan.txt --out demo
    """
    from duban.demo import run_demo

    warn_of_password(smtp or "", word("leave it out, and give it in the environment as {name}", name=_SMTP_PASSWORD))
    password = os.environ.get(_SMTP_PASSWORD)
    with progress("playing the year", as_json=False, counted=True) as told:
        path = None if file is None else Path(file)
        run_demo(path, out=Path(out), smtp_url=smtp, smtp_password=password, console=console(), progress=told)
