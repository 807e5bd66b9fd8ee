"""The result of the demo: the figures, the ledger, the messages, and where they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.demo.acting import Played
    from duban.demo.cast import Conduct
    from duban.demo.folder import DemoFolder
    from duban.demo.post import Posted
    from duban.ledger import ImportResult, LedgerRow
    from duban.workflow import Verification


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo did, and the folder of its files; `played` has the figures of the services."""

    folder: DemoFolder
    imported: ImportResult
    parts: dict[str, Conduct]
    rows: tuple[LedgerRow, ...]
    posted: tuple[Posted, ...]
    played: Played
    verification: Verification
