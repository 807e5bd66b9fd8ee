"""Commands that open many matters from a paper: notice, import."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import completing
from duban.cli.commands.paperwork.plan_files import as_kept, kept
from duban.cli.commands.paperwork.revising import check_note, revise
from duban.cli.options import Json, MaybeBy, Quiet, Since
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.previews import confirm, show_forecast, show_list
from duban.cli.terminal.progress import progress
from duban.cli.terminal.revisions import show_revision
from duban.cli.terminal.tables import named
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from datetime import date

    from duban.ledger import Forecast, ImportedTask, ImportResult, ListImport, Notice, PlanRevision
    from duban.states import Definition
    from duban.workflow import Engine

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be opened and sent, and open nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Open it without asking, as it is shown.")]


def notice(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A work plan (工作方案): .txt, .docx or .html.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    quiet: Quiet = False,
    since: Since = None,
    by: MaybeBy = None,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario", metavar="NAME", help="Which workflow its tasks take.", autocompletion=completing.scenarios
        ),
    ] = "task",
    units: Annotated[
        str | None,
        typer.Option(
            "--units",
            metavar="TABLE",
            help="A table of tasks and units (责任分解表, .csv or .xlsx), ticked: it says who takes part in what.",
        ),
    ] = None,
    write_units: Annotated[
        str | None,
        typer.Option(
            "--write-units",
            metavar="FILE",
            help="Write such a table to be ticked, for tasks whose units the plan leaves open; open nothing.",
        ),
    ] = None,
    calendar: Annotated[
        bool,
        typer.Option("--calendar", help="Show what it would send in its year if nobody did anything; open nothing."),
    ] = False,
    csv: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="With --calendar: write each letter to a file, by day and unit."
        ),
    ] = None,
    apply: Annotated[
        bool,
        typer.Option(
            "--apply",
            help="Of a plan that is open already: correct and assign as the file has it now. Needs --note.",
        ),
    ] = False,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="With --apply: why; the history keeps it.")
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="PLAN",
            help="With --apply: the plan that it changes, if its document number is another.",
            autocompletion=completing.numbers,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Open a work plan with a task for each of its items; whatever is unsure is shown, not guessed.

    It shows what it has read, what cannot be right and what would be sent, and opens nothing until that is confirmed.
    Left out, --by is the unit that the scenario names as its opener by default. Of a plan that is taken over with
    --quiet, the clocks run from its own date, or from --since. Groups without members in the directory are no
    units: who is meant is said by --units, or named later (assign).

    Example: duban notice plan.txt --dry-run
    """
    from duban.ledger import divide, import_notice, read_division, read_notice_file, try_notice

    check_note(apply=apply, note=note, of=of, aside=calendar or write_units is not None)
    read = read_notice_file(file)
    if write_units is not None:
        _write_units(context, read, write_units, as_json=as_json)
        return
    with opened_engine(context) as engine:
        if units is not None:
            read = divide(read, read_division(units, read, engine.directory))
        opener = opener_of(engine.definition(scenario), by)
        if calendar:
            _calendar(engine, read, by=opener, scenario=scenario, since=since, csv=csv, as_json=as_json)
            return
        begun = since or _own_date(engine, read.issued_on, quiet=quiet)
        read = as_kept(engine, file, read)
        if note is not None:

            def show(tried: "PlanRevision") -> None:
                _show_tasks(tried.result)
                show_revision(tried, done=False)
                show_sent(engine, tried.forecast, scenario, quiet=quiet)

            revise(
                engine,
                read,
                by=opener,
                note=note,
                of=of,
                scenario=scenario,
                quiet=quiet,
                since=begun,
                show=show,
                keep=partial(kept, engine, file, by=opener),
                dry_run=dry_run,
                yes=yes,
                as_json=as_json,
            )
            return
        tried = try_notice(engine, read, by=opener, scenario=scenario, since=begun)
        if not as_json:
            _show_tasks(tried)
            show_sent(engine, tried.forecast, scenario, quiet=quiet)
        if dry_run:
            _end(tried, dry_run=True, as_json=as_json)
            return
        if new := len(tried.tasks) - tried.standing:
            confirm(word("Open {count} tasks?", count=new), yes=yes)
        read = kept(engine, file, read, by=opener)
        with progress("opening the tasks", as_json=as_json, counted=True) as told:
            done = import_notice(engine, read, by=opener, scenario=scenario, quiet=quiet, since=begun, progress=told)
    if not as_json and new:
        say("")
        show_rows(
            ("No.", "Task", "Number"), ([task.item.number, task.item.title, _number(task)] for task in done.tasks)
        )
    _end(done, dry_run=False, as_json=as_json)


def import_(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A list of matters with a head: CSV or a workbook (.xlsx, .xls, .et, .ods)."
        ),
    ],
    *,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario", metavar="NAME", help="Which workflow they take.", autocompletion=completing.scenarios
        ),
    ] = "issue",
    by: MaybeBy = None,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help="Which sheet of a workbook, if several could be the list."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="TEXT", help="Where they come from; left out: the name of the file."),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    quiet: Quiet = False,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Open a matter for each row of a list; whatever is unsure is shown, not guessed.

    Columns are called as the scenario calls its roles and fields, or by their ids; beside them a title, a number by
    which a row is opened once, and the day on which it was handed out. A title may stand above the head, cells may be
    merged, and formulas have the values with which the file was saved. It opens all or none, and
    nothing until that is confirmed. Left out, --by is the unit that the scenario names as its opener by default.

    Example: duban import problems.csv --scenario issue --by 市优化办 --dry-run
    """
    from duban.ledger import import_list, read_listing, try_list

    with opened_engine(context) as engine:
        definition = engine.definition(scenario)
        opener = opener_of(definition, by)
        listing = read_listing(file, definition, sheet=sheet)
        tried = try_list(engine, listing, by=opener, scenario=scenario, source=source, since=since)
        if not as_json:
            show_list(tried, definition)
            show_sent(engine, tried.forecast, scenario, quiet=quiet)
        if tried.impossible:
            count = len(tried.impossible)
            _end_list(tried, as_json=as_json, dry_run=True)
            raise Refusal(word("{count} rows cannot be opened as they stand; nothing was opened", count=count))
        if dry_run:
            _end_list(tried, as_json=as_json, dry_run=True)
            return
        if new := tried.new:
            confirm(word("Open {count} matters?", count=new), yes=yes)
        done = import_list(engine, listing, by=opener, scenario=scenario, source=source, since=since, quiet=quiet)
    if not as_json and new:
        say("")
        show_rows(("Row", "Title", "Number"), ([str(row.line), row.title, row.instance or ""] for row in done.rows))
    _end_list(done, as_json=as_json, dry_run=False)


def opener_of(definition: "Definition", by: str | None) -> str:
    """Return who opens, by default the unit that the scenario names; raises BadParameter if it names none."""
    from duban.ledger import default_importer

    opener = by or default_importer(definition)
    if opener is None:
        name = definition.scenario
        raise typer.BadParameter(word("scenario {name!r} does not say who opens: name the unit with --by", name=name))
    return opener


def _end_list(result: "ListImport", *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        put_json(result.to_json())
        return
    facts = {"rows": len(result.rows), "opened": result.opened, "standing": result.standing}
    if dry_run:
        say("", word("rows {rows}, standing before {standing}; read on trial, nothing was opened", **facts))
    else:
        say("", word("rows {rows}; opened now {opened}, standing before {standing}", **facts))


def _write_units(context: typer.Context, read: "Notice", file: str, *, as_json: bool) -> None:
    from duban.ledger import write_division

    with reading_engine(context) as engine:
        engine.units()  # reads a directory that is in the database
        count, units = write_division(file, read, engine.directory), len(engine.directory.units)
    if as_json:
        put_json({"file": file, "tasks": count, "units": units})
    else:
        facts = {"file": file, "tasks": count, "units": units}
        say(word("{file}: {tasks} tasks and {units} units; tick who takes part, and give it with --units", **facts))


def _calendar(
    engine: "Engine", read: "Notice", *, by: str, scenario: str, since: str | None, csv: str | None, as_json: bool
) -> None:
    """Show what a plan would send if it were opened now, or on the day that is given."""
    from datetime import date

    from duban.cli.terminal.plan_year import show_year, write_year
    from duban.ledger import foresee, opening_hour

    try:
        start = None if since is None else opening_hour(date.fromisoformat(since), engine, scenario)
    except ValueError:
        raise typer.BadParameter(word("--since {given!r}: write a day as 2026-03-31", given=since)) from None
    with progress("playing the year", as_json=as_json, counted=True) as told:
        year = foresee(engine, read, by=by, scenario=scenario, start=start, progress=told)
    if csv is not None:
        write_year(csv, year)
    if as_json:
        put_json(year.to_json())
        return
    show_year(year)
    if csv is not None:
        say(word("{file}: every letter, by day and unit", file=csv))


def _own_date(engine: "Engine", issued_on: "date | None", *, quiet: bool) -> str | None:
    """Return the day of a plan from which its clocks run if it is taken over quietly; None if it has none, or later."""
    return str(issued_on) if quiet and issued_on is not None and issued_on <= engine.today() else None


def _show_tasks(result: "ImportResult") -> None:
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
                _number(task),
            ]
            for task in result.tasks
        ),
    )
    if _doubts(result):
        say("", word("Please check:"))
        doubts = _gathered(result, [task.doubts for task in result.tasks])
        show_rows(("Where", "Doubt"), [*doubts, *((word("the plan"), doubt) for doubt in result.doubts)])
    concerns = _gathered(result, [tuple(each.text for each in task.concerns) for task in result.tasks])
    if concerns:
        say("", word("Before it is opened:"))
        show_rows(("Where", "What"), concerns)


def show_sent(engine: "Engine", forecast: "Forecast", scenario: str, *, quiet: bool) -> None:
    """Show what opening would send, as of now and by the calendar of the scenario."""
    calendar, now = engine.working_calendar(scenario), engine.now()
    in_hours = calendar.next_opening(now) <= now
    show_forecast(forecast, quiet=quiet, now=now, in_hours=in_hours, zone=calendar.timezone)


def _end(result: "ImportResult", *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        put_json(result.to_json())
        return
    if result.plan is not None:
        say("", word("the plan: {number}", number=result.plan))
    if any(not each.left for task in result.tasks for each in task.changed):
        say("", word("To carry out what the plan has otherwise: --apply --note WHY"))
    counts = {"opened": result.opened, "standing": result.standing}
    facts = {"tasks": len(result.tasks), "doubts": _doubts(result), **counts}
    if dry_run:
        say("", word("tasks {tasks}, doubts {doubts}; read on trial, nothing was opened", **facts))
    else:
        say("", word("tasks {tasks}, doubts {doubts}; opened now {opened}, standing before {standing}", **facts))


def _number(task: "ImportedTask") -> str:
    return (task.instance or "") + (word(" (standing)") if task.instance and not task.opened else "")


def _doubts(result: "ImportResult") -> int:
    return sum(len(task.doubts) for task in result.tasks) + len(result.doubts)


def _gathered(result: "ImportResult", found: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return each text with the tasks that it concerns, in one line if it concerns several."""
    places: dict[str, list[str]] = {}
    numbers: Counter[str] = Counter()
    for task, texts in zip(result.tasks, found, strict=True):
        number = task.item.number
        numbers[number] += 1
        place = (
            number
            if numbers[number] == 1
            else word("{number} (time {time} that it stands)", number=number, time=numbers[number])
        )
        for text in texts:
            places.setdefault(text, []).append(place)
    whole = len(result.tasks) if len(result.tasks) > 1 else None
    return [
        (word("all tasks") if len(where) == whole else word("task {tasks}", tasks=where), text)
        for text, where in places.items()
    ]
