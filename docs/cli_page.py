"""Writes the reference of the commands: `python docs/cli_page.py` rewrites docs/reference/cli.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from duban.cli.app import app
from duban.cli.terminal.pages import told

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "reference" / "cli.md"

HEAD = """\
# The command line

This page is made from the commands by `make docs`, and a test compares the two.

`duban --help`, and `--help` after each command, print the same, in English or Chinese depending on the locale. Who acts
is given as `--by UNIT` or `--by UNIT/PERSON`. With `--json` a command prints JSON for programs, in the same shapes as
the values of the [API](api.md).

The exit status is 0 if the command has succeeded, 1 if it was refused or has found a problem, and 2 for wrong usage. An
error is one clear line on standard error; `DUBAN_DEBUG=1` shows where an unexpected one happened.
"""


def page() -> str:
    """Return the whole page."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("duban", [], resilient_parsing=True)
    found = list(_walk(command, context, "duban"))
    index = [f"- [`{path}`](#{path.replace(' ', '-')}): {_short(each)}" for path, each, _ in found[1:]]
    return "\n".join([HEAD, *index, "", *(_entry(*each) for each in found)]).rstrip() + "\n"


def _walk(command: Any, context: Any, path: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - Click's own
    yield path, command, context
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            below: Any = command.get_command(context, name)
            if not below.hidden:
                inside = below.make_context(name, [], parent=context, resilient_parsing=True)
                yield from _walk(below, inside, f"{path} {name}")


def _short(command: Any) -> str:  # noqa: ANN401 - see above
    return " ".join(told(command)[0].partition("\n\n")[0].split())


def _entry(path: str, command: Any, context: Any) -> str:  # noqa: ANN401 - see above
    text, examples = told(command)
    params = [param for param in command.get_params(context) if not param.hidden and param.name != "help"]
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    usage = [path, *(["[OPTIONS]"] if options else []), *(param.metavar for param in arguments)]
    usage += ["COMMAND"] if isinstance(command, TyperGroup) else []
    lines = [f"## `{path}`", "", *(" ".join(part.split()) + "\n" for part in text.split("\n\n"))]
    lines += ["```text", " ".join(usage), "```", ""]
    lines += [f"- `{param.metavar}`: {_explained(param)}" for param in arguments]
    lines += [f"- `{_names(param)}`: {_explained(param)}" for param in options]
    lines += [""] if params else []
    if examples:
        lines += ["```console", *(f"$ {line}" for line in examples), "```", ""]
    return "\n".join(lines)


def _names(param: Any) -> str:  # noqa: ANN401 - see above
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names = f"{names} / {', '.join(param.secondary_opts)}"
    return names if param.is_flag or not param.metavar else f"{names} {param.metavar}"


def _explained(param: Any) -> str:  # noqa: ANN401 - see above
    parts = [param.help or ""]
    if param.required and param.param_type_name == "option":
        parts.append("Required.")
    elif isinstance(param.default, str) and param.default:
        parts.append(f"Left out: {param.default}.")
    return " ".join(part for part in parts if part)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
