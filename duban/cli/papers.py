"""Commands around the office's paper: demo, init, notice."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.failures import Refusal
from duban.cli.options import Json, MaybeBy
from duban.cli.output import console, put_json, say, show_rows
from duban.cli.session import opened_engine

if TYPE_CHECKING:
    from duban.ledger import ImportResult


def notice(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A work plan (工作方案): .txt, .docx or .html.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be opened, and open nothing.")] = False,
    by: MaybeBy = None,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME", help="Which workflow its tasks take.")
    ] = "task",
    as_json: Json = False,
) -> None:
    """Open a task for each item of a work plan; whatever is unsure is shown, not guessed.

    Left out, --by is the unit that the scenario names as its opener by default.
    """
    from duban.ledger import default_importer, import_notice, preview_notice, read_notice_file

    read = read_notice_file(file)
    with opened_engine(context) as engine:
        definition = engine.catalogue.newest(scenario).definition
        opener = by or default_importer(definition)
        if opener is None:
            message = f"scenario {scenario!r} does not say who opens: name the unit with --by"
            raise typer.BadParameter(message)
        result = (
            preview_notice(read, definition=definition, directory=engine.directory)
            if dry_run
            else import_notice(engine, read, by=opener, scenario=scenario)
        )
    if as_json:
        put_json(result.to_json())
    else:
        _show_import(result, dry_run=dry_run)


def _show_import(result: "ImportResult", *, dry_run: bool) -> None:
    plan = result.notice
    say(f"{plan.title or '（未读到方案名称）'}　{plan.document_no}".rstrip("\u3000"))
    show_rows(
        ("序号", "任务", "牵头单位", "责任单位", "完成时限", "日期", "编号"),
        (
            [
                task.item.number,
                task.item.title,
                "、".join(task.item.lead_units) or "待指定",
                "、".join(task.item.responsible_units) or "待指定",
                task.item.deadline_text,
                "" if task.item.deadline_date is None else str(task.item.deadline_date),
                (task.instance or "") + ("" if task.opened or dry_run else "（已有）"),
            ]
            for task in result.tasks
        ),
    )
    doubtful = sum(len(task.doubts) for task in result.tasks) + len(result.doubts)
    if doubtful:
        say("", "请核对：")
        show_rows(("位置", "存疑"), [*_gathered(result), *(("方案", doubt) for doubt in result.doubts)])
    counted = "试读，未立项" if dry_run else f"新立项{result.opened}项，已有{result.standing}项"
    say("", f"共{len(result.tasks)}项任务，{counted}；存疑{doubtful}处")


def _gathered(result: "ImportResult") -> list[tuple[str, str]]:
    """Return where each doubt arises, one that several tasks share in one line."""
    places: dict[str, list[str]] = {}
    for task in result.tasks:
        for doubt in task.doubts:
            places.setdefault(doubt, []).append(task.item.number)
    return [
        ("各项" if len(where) == len(result.tasks) > 1 else f"第{'、'.join(where)}项", doubt)
        for doubt, where in places.items()
    ]


def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Where to; left out: here.")] = ".",
) -> None:
    """Write duban.toml, scenarios/, units.csv and contacts.csv to start from; nothing is overwritten."""
    from duban.cli.starting import starting_files

    home = Path(folder)
    files = starting_files()
    if standing := [name for name in files if (home / name).exists()]:
        problem = f"{'、'.join(str(home / name) for name in standing)}已经存在，未作任何改动；请换一个文件夹，或先移走"
        raise Refusal(problem)
    _write_all(home, files)
    say(*(f"已写入 {home / name}" for name in files), "下一步：duban notice 方案.txt，然后 duban daemon")


def _write_all(home: Path, files: dict[str, str]) -> None:
    """Write every file or leave none: half of them would keep the next try from starting."""
    begun: list[Path] = []
    try:
        for name, text in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            begun.append(path)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        for path in begun:
            path.unlink(missing_ok=True)
        problem = f"{home / name}无法写入（{error.strerror}），未留下任何文件"
        raise Refusal(problem) from None


def demo(
    file: Annotated[str | None, typer.Argument(metavar="[NOTICE]", help="A work plan; left out: the sample.")] = None,
    *,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where to leave what it makes.")] = "duban-demo",
    smtp: Annotated[
        str | None, typer.Option("--smtp", metavar="URL", help="Send real mail through this server.")
    ] = None,
) -> None:
    """Play a work plan's whole year on a virtual clock, in seconds."""
    from duban.ledger import run_demo

    run_demo(None if file is None else Path(file), out=Path(out), smtp_url=smtp, console=console())
