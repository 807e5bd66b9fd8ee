"""`manage.py duban_work`: let what is due take effect and send the messages, once or again and again."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from duban import StorageError, words
from duban.contrib.django.engines import engine, run

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Sweeps, delivers, and tells the operators; any number of these may run at the same time."""

    help = "Let what is due take effect, send the messages of duban's outbox, and tell the operators of trouble."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how often."""
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="go on until SIGTERM, and work so often; without it, once"
        )

    def handle(self, *_: Any, every: float | None, **__: Any) -> None:  # noqa: ANN401 - what Django passes besides
        """Work once, or until somebody stops it."""
        if every is None:
            self._work()
            return
        if not every > 0:
            message = words.Line("--every takes seconds, more than 0")
            raise CommandError(message)
        stopped = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                self._work()
            except StorageError as error:
                self.stderr.write(str(error))
            close_old_connections()
            stopped.wait(every)

    def _work(self) -> None:
        swept = engine.sweep()
        sent = run(engine.deliver())
        run(engine.tell_operators())
        self.stdout.write(f"{swept.fired} steps, {sent.delivered} messages")
