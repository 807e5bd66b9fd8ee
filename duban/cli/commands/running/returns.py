"""Commands about what comes back of messages: reports of mail servers, and addresses that do not exist."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Json, Note, no_such
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.failures import Refusal, complain
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import medium_word, word

if TYPE_CHECKING:
    from duban.workflow import BounceNoted, Engine

_MOST_BYTES = 10_000_000
_PIPE = "-"
_TRY_AGAIN = 75


def bounces(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A report as it came; `-`: from standard input.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Read what mail servers report of mails that did not arrive: in the mailbox of the settings, or in a file.

    Example: duban outbox bounces report.eml
    """
    with opened_engine(context) as engine:
        if file is not None:
            noted = _noted(engine, file)
            if as_json:
                put_json([each.to_json() for each in noted])
            for each in () if as_json else noted:
                say(word(_OUTCOMES[each.outcome], id=each.message_id, address=each.address, count=len(each.messages)))
            if not noted:
                said = word("this is no report of a mail server that can be read")
                if str(file) != _PIPE:
                    raise Refusal(said)
                say(said)  # whoever hands mails over one by one would send it back as undeliverable
            return
        if not engine.settings.bounces.host:
            raise Refusal(word("no mailbox is set up: see [bounces] in duban.toml"))
        found = engine.read_bounces()
    if as_json:
        put_json(found.to_json())
    else:
        told = {name: getattr(found, name) for name in ("read", "lost", "marked", "known", "delayed", "left")}
        say(
            word("mails read {read}: messages lost {lost}, addresses that do not exist {marked}", **told),
            word("nothing new {known}, still tried {delayed}, left in the mailbox {left}", **told),
        )
    if found.down:
        raise Refusal(found.down)


def _noted(engine: "Engine", file: Path) -> "list[BounceNoted]":
    """Keep a report; what a server hands over while the database is away is to be tried again (75, EX_TEMPFAIL)."""
    from duban.storage import StorageError

    try:
        return engine.bounced(_content(file))
    except StorageError as error:
        if str(file) != _PIPE:
            raise
        complain([str(error)])
        raise typer.Exit(_TRY_AGAIN) from None


_OUTCOMES = {
    "lost": "{id} to {address} did not arrive; messages that are dead: {count}",
    "known": "{id} to {address}: nothing new",
    "delayed": "{id} to {address} is still being tried",
    "unknown": "{id} to {address} is no mail of this outbox, or too old",
}


def received(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="JSON as a provider posts it; `-`: from standard input.")
    ] = None,
    *,
    medium: Annotated[
        str, typer.Option("--medium", metavar="MEDIUM", help="sms, or another one that is installed.")
    ] = "sms",
    as_json: Json = False,
) -> None:
    """Keep what a provider reports of SMS; without a file, ask the provider.

    Example: duban outbox received
    """
    with opened_engine(context) as engine:
        if file is None:
            import asyncio

            polled = asyncio.run(engine.poll_receipts())
            if as_json:
                put_json(polled.to_json())
            else:
                say(word("asked for {asked}, reports kept {noted}", asked=polled.asked, noted=polled.noted))
            if polled.down:
                raise Refusal("; ".join(f"{medium_word(each)}: {why}" for each, why in polled.down.items()))
            return
        noted, unknown = engine.received(_json(file), medium=medium)
    if as_json:
        put_json({"noted": noted, "unknown": unknown})
        return
    say(word("reports kept: {count}", count=len(noted)))
    if unknown:
        say(word("of no message of this outbox: {names}", names=unknown))


def _json(file: Path) -> object:
    import json

    try:
        return json.loads(_content(file))
    except (ValueError, RecursionError):
        problem = word("{file}: {reason}", file=str(file), reason=word("this is no JSON"))
        raise typer.BadParameter(problem) from None


def addresses(context: typer.Context, *, as_json: Json = False) -> None:
    """List addresses that do not exist, and with whom they can be corrected.

    Example: duban outbox addresses
    """
    with reading_engine(context) as engine:
        found = engine.marked_addresses()
    if as_json:
        put_json([each.to_json() for each in found])
    elif not found:
        say(word("no address is known that does not exist"))
    else:
        show_rows(
            ("By", "Address", "Person", "Since", "Why", "Ask"),
            (
                [
                    medium_word(each.medium),
                    each.address,
                    "\n".join((*each.people, *each.scenarios)),
                    each.at.strftime("%Y-%m-%d %H:%M"),
                    each.why,
                    "\n".join(each.ask),
                ]
                for each in found
            ),
        )


def works(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="As `outbox addresses` lists it.")],
    *,
    medium: Annotated[
        str, typer.Option("--medium", metavar="MEDIUM", help="email, sms, or another one that is installed.")
    ] = "email",
    by: By,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Note that an address that was found dead works again: messages go there from now on.

    Example: duban outbox works zhujianju@example.org --by 市优化办
    """
    from duban.states import media

    known = [each.name for each in media()]
    if medium not in known:
        raise typer.BadParameter(no_such("--medium", medium, known))
    with opened_engine(context) as engine:
        done = engine.address_works(medium, address, by=by, note=note)
    if as_json:
        put_json({"medium": medium, "address": address, "done": done})
    elif done:
        say(word("messages go to {address} again", address=address))
    if not done:
        raise Refusal(word("{address} is not among the addresses that do not exist", address=address))


def _content(file: Path) -> bytes:
    """Return what stands in a file, or comes in; raises BadParameter if it cannot be read."""
    if str(file) == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError as error:
        problem = word("{file}: {reason}", file=str(file), reason=error.strerror or str(error))
        raise typer.BadParameter(problem) from None
