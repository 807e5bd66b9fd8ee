"""Commands about the outbox: list, retry, test, preview."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Json, Viewer, no_such
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.words import medium_word, word

if TYPE_CHECKING:
    from duban.workflow import MessagePreview, OutboxEntry

commands = typer.Typer(help="What is unsent and why; another try; a test message.\n\nExample: duban outbox")

_MOST_DIGITS = 18
_FORMS = ("text", "html", "sms")
_COLUMNS = (
    *("ID", "Matter", "Message", "By", "Unit", "Person", "Address", "Status", "Tries", "Not before"),
    *("Digest", "Why"),
)
_MAIL = "email"


@commands.callback(invoke_without_command=True)
def outbox(context: typer.Context, *, as_json: Json = False) -> None:
    """Show what is unsent where no other command is named."""
    if context.invoked_subcommand is None:
        show_outbox(context, as_json=as_json)


@commands.command("list")
def show_outbox(
    context: typer.Context,
    *,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="pending, delivered, withdrawn, dead, or all; else unsent."),
    ] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="NUMBER", help="Of this instance only.")] = None,
    digest: Annotated[
        int | None, typer.Option("--digest", metavar="ID", help="Those that leave together, as the column says.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", help="The newest N.", min=1)] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """List messages that have not left, and why; those that leave together have one number in the column Digest.

    Example: duban outbox list --status dead
    """
    from duban.ledger import withdrawal_words
    from duban.workflow import STATUSES, UNSENT, message_called

    if status not in {None, "all", *STATUSES}:
        raise typer.BadParameter(no_such("--status", status or "", (*STATUSES, "all")))
    every = status == "all" or (status is None and digest is not None)
    wanted = STATUSES if every else UNSENT if status is None else (status,)
    with reading_engine(context) as engine:
        entries = engine.outbox(statuses=wanted, number=number, digest=digest, limit=limit, viewer=by)
    if as_json:
        put_json([entry.to_json() for entry in entries])
    elif not entries:
        say(word("no message fits") if every or status is not None else word("nothing is unsent"))
    else:
        show_rows(
            _COLUMNS,
            (
                [
                    str(entry.id),
                    entry.number,
                    message_called(entry.message),
                    medium_word(entry.medium),
                    entry.unit,
                    entry.contact,
                    entry.address,
                    word(entry.status),
                    str(entry.attempts),
                    entry.not_before.strftime("%Y-%m-%d %H:%M"),
                    "" if entry.digest is None else str(entry.digest),
                    withdrawal_words(entry.reason or "") or _standing(entry),
                ]
                for entry in entries
            ),
        )


def _standing(entry: "OutboxEntry") -> str:
    """Return in words which message one stands behind that waits for that one's fate."""
    if entry.behind is None or entry.status != "pending":
        return ""
    return word("stands behind {id}: it leaves if that one does not arrive", id=entry.behind)


@commands.command()
def retry(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Messages, as `outbox list` numbers them.")
    ] = None,
    *,
    dead: Annotated[bool, typer.Option("--dead", help="All dead messages that were not given up.")] = False,
    to: Annotated[
        str | None, typer.Option("--to", metavar="UNIT/NAME", help="Who of the unit gets them instead.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Send dead messages again, with the next drain; to the address that the directory has now.

    Example: duban outbox retry --dead
    """
    keys = message_keys(ids, dead=dead)
    with opened_engine(context) as engine:
        revived, others = engine.retry(None if dead else keys, to=to)
    if as_json:
        put_json({"revived": revived, "not_dead": others})
    elif revived or dead:
        say(word("messages that will be sent again: {count}", count=len(revived)))
    if others:
        raise Refusal(word("not dead, and left as they are: {ids}", ids=others))


@commands.command("give-up")
def give_up(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Messages, as `outbox list` numbers them.")
    ] = None,
    *,
    dead: Annotated[bool, typer.Option("--dead", help="All dead messages that were not given up.")] = False,
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")],
    as_json: Json = False,
) -> None:
    """Leave dead messages alone: they stay listed, and nobody is told of them any more.

    Example: duban outbox give-up --dead --by 市优化办 --note 已电话告知
    """
    keys = message_keys(ids, dead=dead)
    with opened_engine(context) as engine:
        if dead:
            keys = [each.id for each in engine.outbox(statuses=["dead"]) if each.cause != "given-up"]
        done, others = engine.give_up(keys, by=by, note=note)
    if as_json:
        put_json({"given_up": done, "not_dead": others})
    elif done or dead:
        say(word("messages given up: {count}", count=len(done)))
    if others:
        raise Refusal(word("not dead, and left as they are: {ids}", ids=others))


@commands.command("test")
def send(
    context: typer.Context,
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="An address of that medium: a mail address, a mobile number.")
    ],
    medium: Annotated[
        str, typer.Option("--medium", metavar="MEDIUM", help="email, sms, or another one that is installed.")
    ] = "email",
    template: Annotated[str, typer.Option("--template", metavar="ID", help="The carrier's template, for sms.")] = "",
    as_json: Json = False,
) -> None:
    """Send a test message by the configured channel, and show what it answered.

    Example: duban outbox test --to zhang@example.org
    """
    from duban.states import media

    known = [each.name for each in media()]
    if medium not in known:
        raise typer.BadParameter(no_such("--medium", medium, known))
    with opened_engine(context) as engine:
        receipt = engine.send_test(medium=medium, to=to, template=template)
    if as_json:
        put_json({"medium": medium, "to": to, "channel": receipt.channel, "detail": receipt.detail})
    else:
        facts = {"medium": medium_word(medium), "channel": receipt.channel, "detail": receipt.detail}
        say(word("{medium}: taken by the channel ({channel}): {detail}", **facts))


@commands.command()
def preview(
    context: typer.Context,
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A message, as `outbox list` numbers it.")] = None,
    *,
    message: Annotated[
        tuple[str, str] | None,
        typer.Option("--message", metavar="NUMBER NAME", help="Any message about an instance, by its name."),
    ] = None,
    reader: Annotated[
        str | None, typer.Option("--for", metavar="UNIT[/PERSON]", help="Who gets that one, with what they may see.")
    ] = None,
    form: Annotated[str, typer.Option("--as", metavar="FORM", help="text, html, sms, or another medium.")] = "text",
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show a message as its reader gets it, without sending it.

    Example: duban outbox preview --message WT-2024-0001 催办 --for 市住建局
    """
    from duban.states import media

    forms = list(dict.fromkeys((*_FORMS, *(each.name for each in media() if each.name != _MAIL))))
    if form not in forms:
        raise typer.BadParameter(no_such("--as", form, forms))
    if (id is None) == (message is None) or (message is None) != (reader is None):
        problem = word("give the ID of a message, or --message with --for")
        raise typer.BadParameter(problem)
    with reading_engine(context) as engine:
        if message is None:
            found = engine.preview_message(_key(id or ""), viewer=by)
        else:
            found = engine.preview_message(message[1], number=message[0], reader=reader, viewer=by)
    if as_json:
        put_json([each.to_json() for each in found])
        return
    shown = _of_form(found, form)
    if not shown:
        raise Refusal(word("this message does not leave as {form}", form=form))
    for each in shown:
        _show(each, form)


def _of_form(found: "list[MessagePreview]", form: str) -> "list[MessagePreview]":
    """Return what leaves in a form: as text and HTML the mail, or what leaves by another medium if no mail does."""
    if form not in {"text", "html"}:
        return [each for each in found if each.medium == form]
    mails = [each for each in found if each.medium == _MAIL]
    return mails or [each for each in found if each.medium != "sms"]


def _show(shown: "MessagePreview", form: str) -> None:
    if shown.fault:
        raise Refusal(shown.fault)
    if form == "html":
        put(shown.html or "")
        return
    if form == "sms":
        say(*shown.text.splitlines(), "", word("SMS that it is charged as: {count}", count=shown.segments))
    else:
        head = word("to {unit}: {subject}", unit=f"{shown.unit}/{shown.contact}", subject=shown.subject)
        say(head, "", *shown.text.splitlines())


def message_keys(ids: list[str] | None, *, dead: bool) -> list[int]:
    """Return the ids of messages; raises BadParameter unless either some are named or all dead ones are meant."""
    keys = [_key(text) for text in ids or ()]
    if bool(keys) == dead:
        message = word("name the messages, or give --dead for all dead ones")
        raise typer.BadParameter(message)
    return keys


def _key(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise typer.BadParameter(word("{text!r} is no message's ID: `duban outbox list` shows them", text=text))
    return int(text)
