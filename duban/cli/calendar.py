"""Commands about calendars: which days are worked, how far that is known, and how more is learnt."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli.options import Json
from duban.cli.output import put, put_json, say, show_pairs, show_rows
from duban.cli.session import opened_engine

commands = typer.Typer(help="The working calendar: show it, and import days that were moved.", no_args_is_help=False)

Name = Annotated[str, typer.Option("--calendar", metavar="NAME", help="china, a country code, or a table's name.")]
_SHOWN = 50


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command("import")
def import_(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="CSV with 日期 and 是否上班; left out: what the library has now."),
    ] = None,
    *,
    calendar: Name = "china",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Import days off and days worked, and date every open clock anew; no reminder is repeated."""
    from duban.workflow import read_calendar_csv

    days = None if file is None else read_calendar_csv(file)
    with opened_engine(context) as engine:
        result = engine.import_calendar(calendar, days, dry_run=dry_run)
    if as_json:
        put_json(result.to_json())
        return
    if result.redated:
        rows = ([one.number, one.title, one.clock, str(one.due_before), str(one.due_on)] for one in result.redated)
        show_rows(("编号", "事项", "时限", "原到期日", "新到期日"), rows)
    if result.against:
        say(f"与此前不同的日期：{'、'.join(map(str, result.against[:_SHOWN]))}")
    what = "已导入" if result.done else "预览，未作改动"
    paused = f"；另有{result.paused}个时限暂停中，恢复时按新日历计算" if result.paused else ""
    say(f"{what}：{calendar}，{result.days}天；涉及未办结事项{result.instances}个，改期{len(result.redated)}个{paused}")


@commands.command()
def show(context: typer.Context, *, calendar: Name = "china", as_json: Json = False) -> None:
    """Show how far a calendar is known, and the days that were imported into it."""
    with opened_engine(context) as engine:
        found = engine.calendar(calendar)
    if as_json:
        put_json(found.to_json())
        return
    show_pairs(
        [
            ("日历", found.name),
            ("版本", found.revision),
            ("公布至", "不限" if found.horizon is None else str(found.horizon)),
            ("导入", f"{len(found.days)}天"),
        ]
    )
    if found.days:
        say("")
        show_rows(
            ("日期", "是否上班", "备注"),
            ([str(day), "上班" if works else "休", note or ""] for day, works, note in found.days),
        )
