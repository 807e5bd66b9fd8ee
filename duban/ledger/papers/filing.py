"""The service that makes the documents of signed papers, and keeps them as evidence."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.storage import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from duban.workflow import Engine, PaperDue

_NEEDED = ("docxtpl", "typst")
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class PapersFiled(Jsonable):
    """How many documents were made, of which papers they could not be made and why, and what is missing for all."""

    filed: int
    failed: tuple[tuple[str, int, str], ...] = ()
    missing: str = ""


class PaperFiler:
    """Makes the documents of signed papers from what was pinned when they were signed.

    A document is kept in a transaction of its own, once, however many processes are at it. One that cannot be made
    holds up no other: why is noted, the operators are told, and it is tried again later.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run_once(self, now: datetime | None = None, *, stop: Callable[[], bool] | None = None) -> PapersFiled:
        """Make the documents that are to be made by `now`, left out by the engine's clock.

        `stop` is called between papers; it ends early if this returns True.
        """
        return self._run(self._engine.papers_to_file(now=now), stop)

    def _run(self, due: Sequence[PaperDue], stop: Callable[[], bool] | None) -> PapersFiled:
        missing = self._missing() if due else ""
        if missing:
            return PapersFiled(0, (), missing)
        filed, failed = 0, list[tuple[str, int, str]]()
        for each in due:
            if stop is not None and stop():
                break
            why = self.file(each)
            filed += not why
            failed += [(each.number, each.asked, why)] if why else []
        return PapersFiled(filed, tuple(failed))

    def run_all(self, number: str | None = None) -> PapersFiled:
        """Make the documents that are still to be made, of one instance or of all, also those that were put off."""
        papers = self._engine.papers_to_file(number=number, put_off=True, limit=_ALL)
        return self._run(papers, None)

    def file(self, paper: PaperDue) -> str:
        """Make one document, and return why it could not be made; empty if it is kept."""
        try:
            self._make(paper)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this paper alone
            why = str(error) or type(error).__name__
            self._engine.put_off_paper(paper.number, paper.asked, why)
            return why
        return ""

    def _make(self, paper: PaperDue) -> None:
        from duban.ledger.documents import DocumentError  # noqa: PLC0415 - needs the extra, and is not always used
        from duban.ledger.papers.letters import documents_of, figures_of  # noqa: PLC0415 - likewise

        content = self._engine.paper_content(paper.number, paper.asked)
        if content.fault:
            raise DocumentError(content.fault)
        with words.speaking("zh"):
            files = documents_of(content, self._engine.settings, figures_of(self._engine, content))
        self._engine.file_paper(paper.number, paper.asked, files)

    def _missing(self) -> str:
        """Return what is missing for every document; empty if nothing is."""
        lacking = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
        if lacking:
            return words.text(
                "documents of papers need {library}, which is not installed: pip install 'duban[office]'",
                library=words.listed(lacking),
            )
        if not self._engine.keeps_files:
            return words.text("no folder is set in which documents of papers could be kept (`[evidence]`, `folder`)")
        return ""
