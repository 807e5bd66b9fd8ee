"""An engine on a temporary database: for playing examples, and for users' own tests."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from duban.workflow.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.workflow.clock import Clock
    from duban.workflow.people import Directory


@contextmanager
def throwaway_engine(
    *,
    scenarios: Iterable[str | Path | Definition] | None = None,
    directory: Directory | None = None,
    channels: Mapping[str, Callable[[], Notifier]] | None = None,
    clock: Clock | None = None,
) -> Iterator[Engine]:
    """Yield an engine on a new SQLite file with its schema, deleted at the end; the arguments are those of `Engine`."""
    with TemporaryDirectory(prefix="duban-") as folder:
        url = f"sqlite:///{Path(folder) / 'duban.db'}"
        given: dict[str, Any] = {"scenarios": scenarios, "directory": directory, "channels": channels, "clock": clock}
        with Engine(url, **given, durability="relaxed") as engine:  # no power cut matters to what is thrown away
            engine.prepare()
            yield engine
