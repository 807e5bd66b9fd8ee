"""Files that came with a form: kept where an act can name them, or a line why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk import acts
from duban.evidence import EvidenceError

if TYPE_CHECKING:
    from duban.desk.serving import Visit


def keep_files(visit: Visit, order: acts.Order) -> tuple[dict[str, list[tuple[str, str]]], dict[str, str]]:
    """Return the files that came and were taken, by control, and why others were not."""
    kept: dict[str, list[tuple[str, str]]] = {}
    refused: dict[str, str] = {}
    for name, file in visit.form.files:
        try:
            made = acts.keep_file(visit.engine, order, file.content, name=file.name, sha256=file.sha256)
        except EvidenceError as error:
            refused[name] = str(error)
        else:
            kept.setdefault(name, []).append(made)
    return kept, refused
