"""Commands around what has not left yet: outbox list, retry, test."""

from typing import Annotated

import typer

from duban.cli.failures import Refusal
from duban.cli.options import Json
from duban.cli.output import put_json, say, show_rows
from duban.cli.session import opened_engine

commands = typer.Typer(help="What is unsent and why; another try; a test message.")

_MOST_DIGITS = 18
_WORDS = {"pending": "待发", "delivered": "已送达", "withdrawn": "已撤回", "dead": "失败"}
_MEDIA = {"email": "邮件", "sms": "短信"}


@commands.callback(invoke_without_command=True)
def outbox(context: typer.Context) -> None:
    """Show what is unsent where no other command is named."""
    if context.invoked_subcommand is None:
        show_outbox(context)


@commands.command("list")
def show_outbox(
    context: typer.Context,
    *,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="pending, delivered, withdrawn, dead, or all; else unsent."),
    ] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="NUMBER", help="Of this instance only.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", help="The newest N.", min=1)] = None,
    as_json: Json = False,
) -> None:
    """List messages that have not left, and why."""
    from duban.workflow import STATUSES, UNSENT, list_outbox

    if status not in {None, "all", *STATUSES}:
        message = f"--status {status!r}: there are {', '.join(STATUSES)} and all"
        raise typer.BadParameter(message)
    wanted = UNSENT if status is None else STATUSES if status == "all" else (status,)
    with opened_engine(context) as engine:
        entries = list_outbox(engine, statuses=wanted, number=number, limit=limit)
    if as_json:
        put_json([entry.to_json() for entry in entries])
    elif not entries:
        say("没有未发出的消息" if status is None else "没有符合条件的消息")
    else:
        show_rows(
            ("序号", "事项", "消息", "方式", "单位", "收件人", "地址", "情形", "次数", "可发时间", "原因"),
            (
                [
                    str(entry.id),
                    entry.number,
                    entry.message,
                    _MEDIA.get(entry.medium, entry.medium),
                    entry.unit,
                    entry.contact,
                    entry.address,
                    _WORDS[entry.status],
                    str(entry.attempts),
                    entry.not_before.strftime("%Y-%m-%d %H:%M"),
                    entry.reason or "",
                ]
                for entry in entries
            ),
        )


@commands.command()
def retry(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Messages, as `outbox list` numbers them.")
    ] = None,
    *,
    dead: Annotated[bool, typer.Option("--dead", help="All dead messages.")] = False,
) -> None:
    """Give dead messages a new life: they leave with the next drain."""
    from duban.workflow import retry_messages

    keys = [_key(text) for text in ids or ()]
    if bool(keys) == dead:
        message = "name the messages, or give --dead for all dead ones"
        raise typer.BadParameter(message)
    with opened_engine(context) as engine:
        revived, others = retry_messages(engine, None if dead else keys)
    if revived or dead:
        say(f"{len(revived)}封消息将重新发送")
    if others:
        problem = f"{'、'.join(map(str, others))}不是发送失败的消息，未作改动"
        raise Refusal(problem)


@commands.command("test")
def send(
    context: typer.Context,
    *,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="An address, or a mobile number.")],
    medium: Annotated[str, typer.Option("--medium", metavar="MEDIUM", help="email or sms.")] = "email",
    template: Annotated[str, typer.Option("--template", metavar="ID", help="The carrier's template, for sms.")] = "",
) -> None:
    """Send a test message by the configured channel, and show what it answered."""
    from duban.workflow import send_test

    if medium not in _MEDIA:
        message = f"--medium {medium!r}: there are {', '.join(_MEDIA)}"
        raise typer.BadParameter(message)
    with opened_engine(context) as engine:
        receipt = send_test(engine, medium="sms" if medium == "sms" else "email", to=to, template=template)
    say(f"{_MEDIA[medium]}通道已接收（{receipt.channel}）：{receipt.detail}")


def _key(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        message = f"{text!r} is no message's number: `duban outbox list` shows them"
        raise typer.BadParameter(message)
    return int(text)
