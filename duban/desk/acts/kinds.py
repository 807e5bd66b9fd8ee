"""A new version of a kind of matters is put beside the older ones, as a file that programs read when they start."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from duban import words
from duban.desk.acts.orders import DONE, REFUSED, Outcome

if TYPE_CHECKING:
    from pathlib import Path


def put_file_of_kind(folder: Path, name: str, text: str) -> Outcome:
    """Write a file as a whole or not at all; one that is there already is left as it is."""
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
    return Outcome(DONE)
