"""Saying of an address that was found dead that it works again."""

from __future__ import annotations

from duban.states import medium_named
from duban.storage import reach
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts
from duban.workflow.keeping.book import hand


class Marks(HasCore):
    """Ends the marks of addresses."""

    def address_works(self, medium: str, address: str, *, by: str, note: str | None = None) -> bool:
        """Note that an address that was found dead works again; return False if it is not marked.

        Args:
            medium: by which it is used: `email`, `sms`, or another one that is installed.
            address: as `marked_addresses` has it.
            by: who says so.
            note: why.

        Raises:
            InvalidData: if `by` names nobody.
            UnknownMedium: if there is no such medium.

        """
        core = self._core
        check_texts(medium=medium, address=address)
        medium_named(medium)
        core.prepare()
        who = hand(core, by, note)
        with core.database.writing() as connection:
            said = str(who) if note is None else f"{who}: {note}"
            done = reach.clear_address(connection, medium, address, now=core.now(), by=said)
            core.refresh(connection)
        return done
