"""A new version of a kind of matters is put beside the older ones, as a file, and taken up at once."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from duban import words
from duban.desk.acts.orders import DONE, REFUSED, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from duban.workflow import Engine


def refresh_kinds(engine: Engine, *, at_once: bool = False) -> None:
    """Take up versions of kinds that have come since: confirmed at another worker of the desk, or put there by hand."""
    engine.refresh_scenarios(at_once=at_once)


def put_file_of_kind(engine: Engine, folder: Path, name: str, text: str) -> Outcome:
    """Write a file as a whole or not at all, and go by it; one that is there already is left as it is."""
    beside = folder / f".{name}.{secrets.token_hex(4)}"  # files that begin with a dot are no scenarios
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, folder / name)
    except FileExistsError:
        said = words.text("{file} is there already: somebody has made this version before", file=name)
        return Outcome(REFUSED, reasons=(said,))
    except OSError as error:
        facts = {"file": str(folder / name), "reason": error.strerror or str(error)}
        return Outcome(REFUSED, reasons=(words.text("{file} cannot be written: {reason}", **facts),))
    finally:
        beside.unlink(missing_ok=True)
    refresh_kinds(engine, at_once=True)
    return Outcome(DONE)
