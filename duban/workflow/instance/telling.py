"""Carrying out at once what an act has left for other instances to hear; a sweep does what could not be done."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from duban.storage import instances, relations
from duban.workflow.instance.command import Command
from duban.workflow.instance.others import hear, progress_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.workflow.core import Core
    from duban.workflow.instance.work import UnitOfWork

log = logging.getLogger("duban.acts")


def tell_progress(core: Core, works: Sequence[UnitOfWork]) -> None:
    """Let the matters of sheets that were handed in by a finished act learn what was said of them."""
    sheets = [work for work in works if work.subject.sheet is not None]
    numbers = list(dict.fromkeys([number for work in sheets for number, _, _ in progress_of(work)]))
    if not numbers:
        return
    try:
        with core.database.writing() as connection:
            records = instances.lock_instances(connection, numbers)
            waiting = {record.number: relations.errands_for(connection, record.number) for record in records}

            def listen(heard: Sequence[UnitOfWork]) -> None:
                for work in heard:
                    hear(work, waiting[work.subject.number])

            Command(core, connection).take(records, listen)
    except Exception:  # the act itself is done, and a sweep tells them each by itself
        log.debug("what was handed in is told by the next sweep", exc_info=True)
