"""The verbs of reports by sheets, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from duban.aio.guest import AsyncGuest
    from duban.workflow import Engine, Instance


class AsyncReporting:
    """Writes the lines of sheets."""

    engine: Engine

    async def report(
        self,
        number: str,
        lines: Mapping[str, Mapping[str, Any]],
        *,
        by: str,
        hand_in: bool = False,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Write lines of a sheet (填报), and return the sheet.

        What is not among the lines stays as it was, so that a sheet can be filled in bit by bit. When it is handed in,
        each matter learns what was said of it. Lines of matters that were struck from the sheet meanwhile are left out.

        Args:
            number: that of the sheet.
            lines: for the number of each matter its values, by the ids or titles of the fields that the sheet's
                scenario declares for a line; or `nothing_new: True`, with the reason as `note`.
            by: who reports, a unit or `unit/person`.
            hand_in: hand the sheet in with this very act, if no line is missing any more.
            note: the remark with which it is handed in, or else with which the lines are written.
            key: an idempotency key.
            expect: the version last seen.
            session: your own.

        Raises:
            TransitionRefused: if the instance is no sheet, a matter does not stand on it, a line says too little or too
                much, or some are missing as it is handed in (`lines`); if it is not the actor's (`role`), or is handed
                in already (`state`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if there is no line and it is not handed in, if a line is given twice, or if a value cannot
                be used; it names every such value.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(self.engine.report, number, lines, by=by, hand_in=hand_in, note=note, key=key, expect=expect),
            session,
        )
