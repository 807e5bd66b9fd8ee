"""Commands about the database itself: its schema, backups of it, and another one to go on with."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import Json
from duban.cli.output import put, put_json, say, show_rows
from duban.cli.session import settings_of

if TYPE_CHECKING:
    from duban.workflow import Backup

commands = typer.Typer(help="The database: its schema, backups, and moving to another one.")

_SHOWN = 10


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def upgrade(context: typer.Context) -> None:
    """Create the tables, or bring them up to this version.

    Example: duban db upgrade
    """
    from duban.storage import Database
    from duban.storage import upgrade as bring_up

    memory = Database.from_url(settings_of(context).database)
    try:
        before, after = bring_up(memory)
    finally:
        memory.close()
    if before == after:
        say(f"{memory.where}：结构版本{after}，无须升级")
    else:
        say(f"{memory.where}：结构版本已由{before or '空库'}升级到{after}")


@commands.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put it; nothing is overwritten.")],
    *,
    as_json: Json = False,
) -> None:
    """Copy the SQLite database into a file while everybody works, and prove the copy.

    Example: duban db backup FILE
    """
    from duban.storage import Database
    from duban.workflow import back_up

    memory = Database.from_url(settings_of(context).database)
    try:
        made = back_up(memory, file)
    finally:
        memory.close()
    if as_json:
        put_json(made.to_json())
    else:
        say(f"已备份到{made.file}（{_size(made.size)}，结构版本{made.schema}）", *_proof(made))
        _findings(made)
    if not made.ok:
        raise typer.Exit(1)


@commands.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of a SQLite database.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Also where a database is; what it holds is kept in a file beside it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Prove a backup and put it in the database's place; stop the daemon first.

    Example: duban db restore FILE
    """
    from duban.storage import HEAD, Database
    from duban.workflow import SystemClock
    from duban.workflow import restore as bring_back

    memory = Database.from_url(settings_of(context).database)
    try:
        made = bring_back(memory, file, now=SystemClock().now(), force=force)
    finally:
        memory.close()
    if as_json:
        put_json(made.to_json())
        return
    say(f"已由{file}恢复到{made.file}（{_size(made.size)}，结构版本{made.schema}）", *_proof(made))
    if made.aside is not None:
        say(f"原有数据库保存在{made.aside}")
    if made.schema != HEAD:
        say(f"结构较旧（{made.schema}）：先运行 `duban db upgrade`")
    say("备份之后发出的催办、督办会再发一次：启动前先用 `duban outbox` 和 `duban list` 看一遍")


@commands.command()
def move(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="An empty database: PostgreSQL, or SQLite.")],
    *,
    as_json: Json = False,
) -> None:
    """Copy everything into another, empty database, and verify the history on both sides; stop the daemon first.

    Example: duban db move postgresql://duban@db.example.org/duban
    """
    from duban.storage import Database
    from duban.workflow import move as carry_over

    settings = settings_of(context)
    memory, other = Database.from_url(settings.database), Database.from_url(settings.anchored(url))
    try:
        moved = carry_over(memory, other)
    finally:
        memory.close()
        other.close()
    if as_json:
        put_json(moved.to_json())
    else:
        show_rows(("表", "行数"), ([table, str(count)] for table, count in moved.rows.items()))
        say(
            f"已由{moved.source}复制到{moved.target}",
            f"两边各{moved.instances}个事项、{moved.entries}条记录，逐条核对一致",
            f'今后使用新库：在 duban.toml 中写 database = "{moved.target if "@" in url else url}"',
            f"（也可设环境变量 DUBAN_DATABASE{'；***处填密码' if '***' in moved.target else ''}），再启动守护进程",
            f"{moved.source}未作改动；确认无误后再移走，不要两边同时使用",
        )
        for finding in moved.findings[:_SHOWN]:
            say(f"两边同样不符：{finding}")
    if not moved.ok:
        raise typer.Exit(1)


def _proof(made: "Backup") -> list[str]:
    return [f"核对{made.instances}个事项、{made.entries}条记录，{'无异常' if made.ok else '有异常'}"]


def _findings(made: "Backup") -> None:
    for finding in made.findings[:_SHOWN]:
        say(f"  {finding}")
    if made.findings:
        say("备份与数据库一致，记录在备份之前已被改动；`duban verify` 可逐条查看")


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB"
