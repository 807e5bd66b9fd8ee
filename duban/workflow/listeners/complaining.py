"""What is said of a listener that fails after the commit, so that it is not lost silently."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from duban.workflow.logs import event

if TYPE_CHECKING:
    from duban.workflow.listeners.happening import Happening

log = logging.getLogger("duban.listeners")

_ADVICE = "what happened stands; the listener is not called again for it"


def log_failure(happening: Happening, listener: str, error: Exception) -> None:
    """Log what a listener has raised.

    If the application has set up no logging at all it goes to standard error, as Python has it elsewhere: the handler
    with which a library keeps quiet would swallow it.
    """
    said = event("listener failed", listener=listener, what=happening.what, number=happening.number, advice=_ADVICE)
    if _is_heard(log) or logging.lastResort is None:
        log.error(said, exc_info=error)
        return
    info = type(error), error, error.__traceback__
    logging.lastResort.handle(log.makeRecord(log.name, logging.ERROR, __file__, 0, said, (), info))


def _is_heard(logger: logging.Logger) -> bool:
    """Return whether anybody reads what is logged."""
    at: logging.Logger | None = logger
    while at is not None:
        if any(not isinstance(handler, logging.NullHandler) for handler in at.handlers):
            return True
        at = at.parent if at.propagate else None
    return False
