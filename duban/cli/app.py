"""The `duban` command with all its subcommands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.commands.acting import acts, changing, deciding, dividing, sayings, sheets
from duban.cli.commands.authoring import migrating, scenario
from duban.cli.commands.directory import bodies, keeping, people, persons
from duban.cli.commands.paperwork import (
    archiving,
    briefs,
    bringing,
    bulletins,
    files,
    importing,
    indicators,
    ledger,
    paper,
    plans,
    scores,
    signing,
)
from duban.cli.commands.reading import aims, events, figures, listing, proving, showing, working
from duban.cli.commands.running import calendar, database, desk, outbox, returns, service, shells, starting
from duban.cli.terminal.output import put, show_version
from duban.cli.terminal.pages import dress

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    help="duban (督办): a workflow engine for work that must not be forgotten.\n\nExample: duban init office",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    config: Annotated[
        str | None,
        typer.Option("--config", "-c", metavar="FILE", help="duban.toml; left out: DUBAN_CONFIG, or the one here."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version.", is_eager=True)] = False,
) -> None:
    """Keep the configuration's place for the command that follows."""
    if version:
        show_version()
        raise typer.Exit
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)
    context.obj = config


for command, name in (
    (starting.demo, "demo"),
    (starting.init, "init"),
    (importing.notice, "notice"),
    (importing.import_, "import"),
    (acts.open_, "open"),
    (acts.fire, "fire"),
    (acts.assign, "assign"),
    (acts.extend, "extend"),
    (deciding.decide, "decide"),
    (deciding.opine, "opine"),
    (signing.sign, "sign"),
    (acts.link, "link"),
    (acts.excuse, "excuse"),
    (aims.hand_on, "hand-on"),
    (dividing.divide, "divide"),
    (changing.correct, "correct"),
    (changing.void, "void"),
    (changing.merge, "merge"),
    (changing.withdraw, "withdraw"),
    (acts.erase, "erase"),
    (sheets.fire_all, "fire-all"),
    (sheets.report, "report"),
    (sayings.remark, "remark"),
    (sayings.urge, "urge"),
    (sayings.answer, "answer"),
    (sayings.instruct, "instruct"),
    (showing.show_, "show"),
    (listing.list_, "list"),
    (listing.count, "count"),
    (working.work, "work"),
    (working.done, "done"),
    (figures.figures, "figures"),
    (sheets.matrix, "matrix"),
    (showing.pending, "pending"),
    (aims.targets, "targets"),
    (signing.papers, "papers"),
    (sayings.calls, "calls"),
    (showing.history, "history"),
    (events.events, "events"),
    (showing.why, "why"),
    (proving.verify, "verify"),
    (archiving.archive, "archive"),
    (migrating.migrate, "migrate"),
    (service.daemon, "daemon"),
    (desk.serve, "serve"),
    (service.doctor, "doctor"),
    (shells.completion, "completion"),
):
    app.command(name)(command)
app.add_typer(plans.commands, name="plan")
app.add_typer(bulletins.commands, name="bulletin")
app.add_typer(briefs.commands, name="brief")
app.add_typer(files.commands, name="file")
app.add_typer(scores.commands, name="scores")
app.add_typer(paper.commands, name="paper")
app.add_typer(indicators.commands, name="indicators")
app.add_typer(ledger.commands, name="ledger")
app.add_typer(outbox.commands, name="outbox")
app.add_typer(scenario.commands, name="scenario")
app.add_typer(people.units_commands, name="units")
app.add_typer(people.contacts_commands, name="contacts")
app.add_typer(calendar.commands, name="calendar")
app.add_typer(database.commands, name="db")
app.add_typer(desk.commands, name="desk")
IN_GROUPS: tuple[tuple[typer.Typer, Callable[..., None], str], ...] = (
    (ledger.commands, bringing.import_, "import"),
    (people.units_commands, keeping.import_units, "import"),
    (people.units_commands, keeping.export_units, "export"),
    (people.units_commands, keeping.history, "history"),
    (people.units_commands, bodies.rename, "rename"),
    (people.units_commands, bodies.merge, "merge"),
    (people.units_commands, bodies.split, "split"),
    (people.units_commands, bodies.close, "close"),
    (people.contacts_commands, keeping.import_contacts, "import"),
    (people.contacts_commands, keeping.export_contacts, "export"),
    (people.contacts_commands, bodies.leave, "leave"),
    (people.contacts_commands, persons.set_, "set"),
    (people.contacts_commands, persons.away, "away"),
    (people.contacts_commands, persons.back, "back"),
    (outbox.commands, persons.mend, "mend"),
    (outbox.commands, returns.bounces, "bounces"),
    (outbox.commands, returns.received, "received"),
    (outbox.commands, returns.addresses, "addresses"),
    (outbox.commands, returns.works, "works"),
)
for group, act, called in IN_GROUPS:
    group.command(called)(act)
dress(app)
