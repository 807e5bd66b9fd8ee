"""How far long work has come: a bar on a terminal's standard error, once the work takes longer than a moment."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from duban.cli.words import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

PATIENCE_SECONDS = 0.7
"""Work that is done within this shows nothing."""


@contextmanager
def progress(what: str, *, as_json: bool, counted: bool = False) -> Iterator[Callable[[int, int | None], None]]:
    """Yield what is to be told how much is done, of how much; a bar is shown to a person who waits, and goes away.

    Work that is `counted` shows nothing before the first count and after the last; other work may be counted in parts.
    """
    if as_json or not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda _done, _total: None
        return
    shown = _Shown(word(what), counted=counted)
    if not counted:
        shown.begin()
    try:
        yield shown.count
    finally:
        shown.end()


class _Shown:
    """A bar that begins only after a moment, and is gone when the work is."""

    def __init__(self, what: str, *, counted: bool) -> None:
        self._what = what
        self._counted = counted
        self._bar: Progress | None = None
        self._timer: threading.Timer | None = None
        self._so_far: tuple[int, int | None] = (0, None)
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Wait a moment before anything is shown."""
        self._timer = threading.Timer(PATIENCE_SECONDS, self._show)
        self._timer.daemon = True
        self._timer.start()

    def count(self, done: int, total: int | None) -> None:
        """Show that so much is done."""
        if self._timer is None:
            self.begin()
        with self._lock:
            self._so_far = done, total
            self._draw()
        if self._counted and done == total:
            self.end()

    def end(self) -> None:
        """Take the bar away."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeElapsedColumn
        from rich.text import Text

        class Counts(MofNCompleteColumn):
            def render(self, task: Task) -> Text:
                return Text() if task.total is None else super().render(task)

        columns = (TextColumn("{task.description}"), BarColumn(), Counts(), TimeElapsedColumn())
        with self._lock:
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task(self._what, total=None)
            self._draw()
            self._bar.start()

    def _draw(self) -> None:
        if self._bar is not None:
            done, total = self._so_far
            for task in self._bar.task_ids:
                self._bar.update(task, completed=done, total=total)
