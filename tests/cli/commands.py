"""All commands that there are, by walking the tree of the real command."""

from __future__ import annotations

from typing import Any

import typer

from duban.cli.app import app


def tree() -> dict[tuple[str, ...], Any]:
    """Return every command and group by its words, `duban` itself by none."""
    found: dict[tuple[str, ...], Any] = {}

    def walk(path: tuple[str, ...], command: Any) -> None:  # noqa: ANN401 - Typer and Click each have a command
        found[path] = command
        for name, below in getattr(command, "commands", {}).items():
            walk((*path, name), below)

    walk((), typer.main.get_command(app))
    return found


COMMANDS = [*tree()]
LEAVES = [path for path, command in tree().items() if not hasattr(command, "commands")]
