"""The base of the verbs that change one instance in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow.core import HasCore
from duban.workflow.instance import Asked, Command, tell_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class ActsOnOne(HasCore):
    """Changes one instance at a time."""

    def _command(
        self,
        number: str,
        act: Callable[[UnitOfWork], None],
        *,
        asked: Asked,
        expect: int | None = None,
        session: Guest | None,
    ) -> Instance:
        done: list[UnitOfWork] = []

        def carried_out(works: Sequence[UnitOfWork]) -> None:
            act(works[0])
            done.extend(works)

        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            command = Command(self._core, connection, hear=True, viewer=asked.arguments["by"].unit)
            found = command.run([number], carried_out, asked=asked, expect=expect)[0]
        if session is None:
            tell_progress(self._core, done)
        return found
