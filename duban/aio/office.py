"""The verbs that read what instances rest on, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from duban.aio.guest import AsyncGuest
    from duban.workflow import (
        Anchored,
        BouncesRead,
        Call,
        ContactEntry,
        Engine,
        Indexed,
        MarkedAddress,
        Matrix,
        MessagePreview,
        Progress,
        ReceiptsPolled,
        TargetView,
        UnitEntry,
        Verification,
    )


class AsyncOffice:
    """Answers questions about people and proofs."""

    engine: Engine

    async def poll_receipts(self) -> ReceiptsPolled:
        """Ask the providers that can be asked what became of messages, and keep it as `received` does.

        Only messages of the last three days are asked for, of which nothing was reported yet. A provider that cannot be
        reached raises nothing: it stands in the result.
        """
        return await self.engine.poll_receipts()

    async def read_bounces(self, *, stop: Callable[[], bool] | None = None) -> BouncesRead:
        """Read what mail servers report in the mailbox of the settings, and return what came of it.

        Each report is kept as `bounced` does, and then marked as read, or moved. That the mailbox cannot be read raises
        nothing: it stands in the result. Without a mailbox in the settings nothing is read.

        Args:
            stop: called between mails; the reading ends early if it returns True.

        """
        return await run(partial(self.engine.read_bounces, stop=stop))

    async def targets(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> tuple[TargetView, ...]:
        """Return the targets of an instance by unit, each with the units in the order in which they lag behind.

        What linked instances have told so far counts; a sweep brings their news. All readers see the same.
        Raises UnknownInstance.
        """
        return await run(partial(self.engine.targets, number, viewer=viewer), session)

    async def matrix(
        self,
        *,
        scenario: str | None = None,
        plan: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        open_only: bool = False,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Matrix:
        """Return how units stand with matters, read in a few statements however many there are.

        A unit has a row for the matters of which it reports, or for which each unit signs; those that are void or
        merged are left out.

        Args:
            scenario: of this scenario only; otherwise of all whose instances are reported of or signed for by each.
            plan: the tasks of this plan only.
            period: for which reports are shown, such as `2026-03`; left out, the last one of which sheets were opened.
            unit: this unit's row only.
            open_only: leave out closed matters.
            viewer: who reads; a matrix shows no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownScenario: if no loaded scenario has this name.
            UnknownInstance: if there is no such plan.
            InvalidData: if an argument cannot be used.

        """
        return await run(
            partial(
                self.engine.matrix,
                scenario=scenario,
                plan=plan,
                period=period,
                unit=unit,
                open_only=open_only,
                viewer=viewer,
            ),
            session,
        )

    async def numbers(self, beginning: str = "", *, limit: int = 50) -> list[tuple[str, str]]:
        """Return the number and title of the newest instances whose numbers begin with `beginning`.

        Empty if the database does not exist or cannot be read: it creates none, and raises no StorageError.
        """
        return await run(partial(self.engine.numbers, beginning, limit=limit))

    async def nearest_number(self, number: str) -> str | None:
        """Return the existing number that a mistyped one probably means; None if none is close."""
        return await run(partial(self.engine.nearest_number, number))

    async def today(self) -> date:
        """Return today's date in the time zone of the scenario that was loaded first."""
        return await run(self.engine.today)

    async def units(self) -> list[UnitEntry]:
        """Return every unit of the directory, with who can be reached today."""
        return await run(self.engine.units)

    async def contacts(self) -> list[ContactEntry]:
        """Return every contact of the directory, unit by unit, with who gets their messages today."""
        return await run(self.engine.contacts)

    async def marked_addresses(self) -> list[MarkedAddress]:
        """Return the addresses that count as none because a server or a carrier says that they do not exist.

        Those that nobody in the directory has any more, nor a scenario names, are left out. A database that is not
        there yet, or is empty, has none, and is not made by asking.
        """
        return await run(self.engine.marked_addresses)

    async def call_list(
        self,
        *,
        unit: str | None = None,
        scenario: str | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[Call]:
        """Return whom to ring today, a unit each, the most late first.

        That are units whose turn it is on an open instance that is overdue or was never taken up, that have not
        answered an urge, or that have to name a unit on which an instance waits. What happened today is left out:
        people are given until tomorrow.

        Args:
            unit: only this unit.
            scenario: only instances of this scenario.
            viewer: who reads; the list shows no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownScenario: if nothing is open, and no loaded or stored definition is of this scenario.
            InvalidUnits: if the unit is not on the list and unknown.

        """
        return await run(partial(self.engine.call_list, unit=unit, scenario=scenario, viewer=viewer), session)

    async def preview_message(
        self,
        message: int | str,
        *,
        number: str | None = None,
        reader: str | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[MessagePreview]:
        """Return a message as its reader gets it: one of the outbox by its id, or any of an instance's scenario.

        One of the scenario is composed as if it were decided now, for a person of a unit, with what they may see; what
        an act would say has a mark in its place. Nothing is kept and nothing is sent.

        Args:
            message: the id of a message of the outbox, or the name of one of the scenario's `messages`.
            number: for a name, the instance that the message is about.
            reader: for a name, who gets it: `UNIT/PERSON`, or a unit, whose first person it then is.
            viewer: hides what this reader may not see either.
            session: the application's own transaction, if it has one.

        Raises:
            InvalidData: if a name comes without an instance or a reader, or the scenario has no such message.
            UnknownMessage: if the outbox has no message with that id.
            UnknownInstance: if there is no instance with that number.

        """
        return await run(
            partial(self.engine.preview_message, message, number=number, reader=reader, viewer=viewer), session
        )

    async def index_texts(self, *, anew: bool = False, stop: Callable[[], bool] | None = None) -> Indexed:
        """Take the texts of all instances that have changed since theirs were taken, and return how many they were.

        Any number of processes may do so at the same time. Searches are right at any time: they look at the instances
        themselves as far as this was not done, which takes longer.

        Args:
            anew: empty the index first, and make it again from what the instances are.
            stop: called between batches; it ends early if this returns True.

        """
        return await run(partial(self.engine.index_texts, anew=anew, stop=stop))

    async def verify(
        self,
        *,
        heads: Mapping[str, tuple[int, str]] | None = None,
        chains: Mapping[str, Mapping[str, tuple[int, str]]] | None = None,
        against: str | Path | None = None,
        public_key: str | bytes | None = None,
        last: str | None = None,
        files: float | None = None,
        progress: Progress | None = None,
    ) -> Verification:
        """Hold everything that is stored against the histories, and these against their chains and their rules.

        Args:
            heads: number to seq and hash, as an earlier `Verification` has them. With these, it is also found if
                somebody has recomputed a whole chain.
            chains: likewise the heads of what is chained beside the histories, as an earlier `Verification` has them.
            against: a file that `anchor` or `duban verify --export` wrote; its own chain is checked too.
            public_key: the public key (PEM) that must have signed the file's last anchor; by default that of the
                settings, if they name one.
            last: the hash of an anchor, as its export told it: the file must have it. So it is found if anchors were
                cut off at its end.
            files: also look whether every file that fields name is there, and read the content of this part of them,
                from 0 to 1; each day it is another part.
            progress: called with how many instances are checked, and how many numbers were given out.

        Raises:
            InvalidData: if `files` is no such part.
            NoEvidence: if files are to be looked at, and no folder for them is set.
            NoAnchors: if `against` holds no anchors.
            KeyUnusable: if the public key cannot be used.

        """
        return await run(
            partial(
                self.engine.verify,
                heads=heads,
                chains=chains,
                against=against,
                public_key=public_key,
                last=last,
                files=files,
                progress=progress,
            )
        )

    async def anchor(self, file: str | Path, *, progress: Progress | None = None) -> Anchored:
        """Verify everything, also against the log of anchors in `file`, and append an anchor to it if all is sound.

        A log that is not there yet is made. An anchor has the heads of all histories that the log does not have yet,
        and the hash of the anchor before; the key of the settings signs it, if there is one.

        Raises:
            FileExistsError: if `file` is something else than such a log.
            StorageBusy: if another export writes to it at this moment.
            KeyUnusable: if the key of the settings cannot be used.

        """
        return await run(partial(self.engine.anchor, file, progress=progress))
