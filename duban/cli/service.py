"""Commands that keep an installation running: daemon, doctor."""

import sys
from typing import Annotated

import typer

from duban.cli.options import Json
from duban.cli.output import put_json, say, show_rows
from duban.cli.session import opened_engine


def daemon(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="One sweep and one drain, for cron.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: print JSON, for programs.")] = False,
) -> None:
    """Remind, escalate and deliver: until SIGTERM, or once."""
    _log_to_stderr()
    with opened_engine(context) as engine:
        if not once:
            from duban.workflow import run_daemon

            run_daemon(engine)
            return
        import asyncio

        swept = engine.sweep()
        sent = asyncio.run(engine.deliver())
    if as_json:
        put_json({"sweep": swept.to_json(), "delivery": sent.to_json()})
    else:
        say(
            f"处理{swept.instances}个事项：执行{swept.fired}步，略过{swept.skipped}步，拟发{swept.messages}封消息",
            f"送达{sent.delivered}封，待重试{sent.retried}封，失败{sent.dead}封，"
            f"待上班时间发送{sent.deferred}封，通道不通{sent.waiting}封",
            *([f"按期立项{swept.opened}个"] if swept.opened else []),
            *(f"{failure.number}：{failure.reason}" for failure in swept.failures),
            *swept.alerts,
            *(f"{medium}：{reason}" for medium, reason in sent.down.items()),
        )
    if swept.failures or sent.down or sent.dead:
        raise typer.Exit(1)


def doctor(context: typer.Context, *, as_json: Json = False) -> None:
    """Look for whatever keeps this installation from doing its work, and say what to do."""
    from rich.text import Text

    from duban.workflow import examine

    found = examine(context.obj)
    if as_json:
        put_json(found.to_json())
    else:
        show_rows(
            ("项目", "结果", "情况", "办法"),
            (
                [
                    check.name,
                    Text("正常", style="green") if check.ok else Text("待处理", style="bold red"),
                    check.found,
                    check.advice,
                ]
                for check in found.checks
            ),
        )
    if not found.ok:
        raise typer.Exit(1)


def _log_to_stderr() -> None:
    import logging

    from duban.workflow import LineFormatter

    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(LineFormatter())
    # Of the libraries only what an operator should see; what duban does, it says itself.
    logging.basicConfig(handlers=[lines], level=logging.WARNING)
    logging.getLogger("duban").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    # It warns of every heartbeat that comes while a long drain is on, which is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
