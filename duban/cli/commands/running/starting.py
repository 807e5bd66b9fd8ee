"""Commands to start with: demo, init."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli.haste import settle
from duban.cli.options import Json
from duban.cli.terminal.failures import Refusal, warn_of_password
from duban.cli.terminal.output import console, put_json, say
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import sentence, word

if TYPE_CHECKING:
    from collections.abc import Iterable

_SMTP_PASSWORD = "DUBAN_SMTP_PASSWORD"  # noqa: S105 - a name


def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Where to; left out: here.")] = ".",
    *,
    more: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME[,NAME…]", help="Scenarios of the library, too: `duban scenario list`."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write duban.toml, scenarios/, units.csv and contacts.csv to start from; nothing is overwritten.

    Example: duban init office --with filing,petition
    """
    from shlex import quote

    from duban.cli.starting import NEXT_STEPS, starting_files

    home = Path(folder)
    files = starting_files(_chosen(more or ()))
    if standing := [name for name in files if (home / name).exists()]:
        names = words.listed(home / name for name in standing)
        raise Refusal(word("already there, nothing was changed: {names}; name another folder", names=names))
    _write_all(home, files)
    if as_json:
        put_json({"folder": str(home), "files": list(files), "next": list(NEXT_STEPS)})
        return
    say(*(word("written: {name}", name=home / name) for name in files), "", word("Next, as it stands:"))
    say(*([f"  cd {quote(str(home))}"] if folder != "." else []), *(f"  {step}" for step in NEXT_STEPS))
    say(word("Then put your own units and people into units.csv and contacts.csv."))


def _chosen(asked: "Iterable[str]") -> list[str]:
    """Return the names of the scenarios that are asked for, by name or by title."""
    from duban.scenarios import ScenarioNotFound, name_of

    try:
        return [name_of(one.strip()) for several in asked for one in re.split("[,，、]", several) if one.strip()]
    except ScenarioNotFound as error:
        raise Refusal(str(error)) from None


def _write_all(home: Path, files: dict[str, str]) -> None:
    """Write all files, or none if one fails: some of them would make the next try refuse to start."""
    begun: list[Path] = []
    path = home
    try:
        for name, text in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            begun.append(path)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        for written in begun:
            written.unlink(missing_ok=True)
        reason = sentence(error.strerror or str(error))
        problem = word("{file} cannot be written ({reason}); no file was left", file=path, reason=reason)
        raise Refusal(problem) from None


def demo(
    file: Annotated[str | None, typer.Argument(metavar="[NOTICE]", help="A work plan; left out: the sample.")] = None,
    *,
    out: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to leave what it makes; left out: duban-demo."),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Open its desk, to work on as any of its people; left with Ctrl-C."),
    ] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Of its desk.")] = 8700,
    smtp: Annotated[
        str | None,
        typer.Option(
            "--smtp", metavar="URL", help="Send real mail by this server; its password is in DUBAN_SMTP_PASSWORD."
        ),
    ] = None,
) -> None:
    """Play a work plan's whole year on a virtual clock, in seconds.

    With --serve the year stops on a busy afternoon, and its desk is opened in the browser at the address that is
    printed, on this machine alone; without --output, nothing of it stays.

    Example: duban demo plan.txt -o demo
    """
    settle()
    if serve:
        _serve_demo(file, out, port, smtp=smtp)
        return
    from duban.demo import run_demo

    warn_of_password(smtp or "", word("leave it out, and give it in the environment as {name}", name=_SMTP_PASSWORD))
    password = os.environ.get(_SMTP_PASSWORD)
    with progress("playing the year", as_json=False, counted=True) as told:
        path = None if file is None else Path(file)
        run_demo(
            path, out=Path(out or "duban-demo"), smtp_url=smtp, smtp_password=password, console=console(), progress=told
        )


def _serve_demo(file: str | None, out: str | None, port: int, *, smtp: str | None) -> None:
    """Serve the desk of a demo until Ctrl-C, in a folder of its own that goes afterwards unless one is named."""
    from contextlib import ExitStack, suppress
    from tempfile import TemporaryDirectory

    from duban.desk import require_installed

    if smtp:
        raise typer.BadParameter(word("--smtp: a demo that is served writes its mail to files"))
    require_installed()
    from duban.demo import serve_demo

    with ExitStack() as stack:
        folder = out or stack.enter_context(TemporaryDirectory(prefix="duban-demo-", ignore_cleanup_errors=True))
        told = stack.enter_context(progress("playing the year", as_json=False, counted=True))

        def ready(port: int) -> None:
            say(word("the demo is at {address}; Ctrl-C ends it", address=f"http://localhost:{port}"))

        with suppress(KeyboardInterrupt):
            serve_demo(None if file is None else Path(file), out=Path(folder), port=port, ready=ready, progress=told)
