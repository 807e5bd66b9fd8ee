"""What a command says of an act that is done: the act, and how the instance stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.tables import headline

if TYPE_CHECKING:
    from duban.workflow import Instance


def say_done(what: str, item: Instance, *, as_json: bool) -> None:
    """Say what was done, and show the instance on a line, or as JSON."""
    if as_json:
        put_json(item.to_json())
    else:
        say(what, headline(item))
