"""Commands that keep an installation running: daemon, doctor."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli.options import Json
from duban.cli.session import opened_engine
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import medium_word, word
from duban.words import language

if TYPE_CHECKING:
    from rich.text import Text

    from duban.operations import Check
    from duban.workflow import DeliveryResult, OperatorsTold, SweepResult


def daemon(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="One sweep and one drain, for cron.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: print JSON, for programs.")] = False,
) -> None:
    """Remind, escalate and deliver: until SIGTERM, or once.

    Example: duban daemon --once
    """
    from duban.desk import DeskOffice
    from duban.ledger.papers import PaperFiler

    log_to_stderr()
    with opened_engine(context, leave_out=True) as engine:
        desk = DeskOffice(engine)
        if not once:
            from duban.operations import run_daemon

            if not run_daemon(engine, chores=[desk.tidy]):
                raise typer.Exit(1)
            return
        import asyncio

        swept = engine.sweep()
        sent = asyncio.run(engine.deliver())
        taken = engine.index_texts()
        papers = PaperFiler(engine).run_once()
        told = asyncio.run(engine.tell_operators())
        tidied = engine.tidy_files()
        desk.tidy()
        unusable = engine.unusable
    if as_json:
        put_json(
            {
                "sweep": swept.to_json(),
                "delivery": sent.to_json(),
                "operators": told.to_json(),
                "search": taken.to_json(),
                "files": tidied.to_json(),
                "papers": papers.to_json(),
                "unusable": {one.file: one.why for one in unusable},
            }
        )
    else:
        _tell(swept, sent, told)
        if tidied.deleted or tidied.remains:
            say(word("files taken away that nobody needs: {count}", count=tidied.deleted + tidied.remains))
        if papers.filed:
            say(word("documents of papers made: {count}", count=papers.filed))
        say(*([papers.missing] if papers.missing else []), *map(str, unusable))
        for number, entry, why in papers.failed:
            say(
                word("{number}: the document of entry {entry} was not made: {why}", number=number, entry=entry, why=why)
            )
    if swept.failures or sent.down or sent.dead or unusable or (told.failed and not told.to):
        raise typer.Exit(1)


def _tell(swept: "SweepResult", sent: "DeliveryResult", told: "OperatorsTold") -> None:
    did = {"instances": swept.instances, "fired": swept.fired, "skipped": swept.skipped, "messages": swept.messages}
    waits = {"deferred": sent.deferred, "waiting": sent.waiting, "withdrawn": swept.withdrawn + sent.withdrawn}
    left = {"delivered": sent.delivered, "retried": sent.retried, "dead": sent.dead}
    say(
        word("instances handled {instances}: steps fired {fired}, skipped {skipped}; messages {messages}", **did),
        word("delivered {delivered}, to be retried {retried}, dead {dead}", **left),
        word("held for opening hours {deferred}, channel down {waiting}, withdrawn {withdrawn}", **waits),
        *([word("opened as recurring work: {count}", count=swept.opened)] if swept.opened else []),
        *(words.headed(failure.number, failure.reason) for failure in swept.failures),
        *swept.alerts,
        *(words.headed(medium_word(medium), reason) for medium, reason in sent.down.items()),
        *([word("operators told: {addresses}", addresses=told.to)] if told.to else []),
        *(words.headed(medium_word(medium), reason) for medium, reason in told.failed.items()),
    )


def doctor(context: typer.Context, *, as_json: Json = False) -> None:
    """Look for whatever keeps this installation from doing its work, and say what to do.

    Example: duban doctor --json
    """
    from duban.operations import examine

    found = examine(context.obj, language=language())
    if as_json:
        put_json(found.to_json())
    else:
        show_rows(
            ("Checked", "Result", "Found", "What to do"),
            (
                [
                    check.name,
                    _verdict(check),
                    check.found,
                    check.advice,
                ]
                for check in found.checks
            ),
        )
    if not found.ok:
        raise typer.Exit(1)


def _verdict(check: "Check") -> "Text":
    """Return the verdict of a check in a word; ok with advice means that something will need attention."""
    from rich.text import Text

    if not check.ok:
        return Text(word("to do"), style="bold red")
    return Text(word("note"), style="yellow") if check.advice else Text(word("fine"), style="green")


def log_to_stderr() -> None:
    """Let what duban logs, and warnings of libraries, go to standard error."""
    import logging

    from duban.workflow import LineFormatter

    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(LineFormatter())
    # From libraries only warnings are logged; duban logs what it does itself.
    logging.basicConfig(handlers=[lines], level=logging.WARNING)
    logging.getLogger("duban").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    # It warns of every run that is skipped during a long drain, which is nothing to worry about.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
