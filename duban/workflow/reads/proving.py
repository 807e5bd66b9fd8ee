"""The verbs that prove: whether every history is as it was written, and anchors by which others can tell later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.evidence import NoEvidence
from duban.states import InvalidData, Jsonable, shown
from duban.storage import instances
from duban.workflow.anchors import HISTORY, Signers, opened_log, read_anchors
from duban.workflow.core import HasCore
from duban.workflow.inputs import mapped
from duban.workflow.reads.verification import FileProof, Finding, Verification, verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from duban.workflow.anchors import AnchorsRead, Appended, Head, Heads
    from duban.workflow.values import Progress


@dataclass(frozen=True, slots=True)
class Anchored(Jsonable):
    """An export: what verifying found, and the anchor that was appended; None if something was found, so none was."""

    verification: Verification
    appended: Appended | None


class Proving(HasCore):
    """Verifies, and exports anchors."""

    def verify(
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
        proof = None if files is None else self._proof(files)
        read = None if against is None else read_anchors(against, signers=self._signers(public_key))
        found = self._verified(read, heads=heads, chains=chains, last=last, progress=progress)
        if proof is None:
            return found
        proved = proof.run()
        return replace(found, findings=(*found.findings, *proof.findings), files=proved)

    def anchor(self, file: str | Path, *, progress: Progress | None = None) -> Anchored:
        """Verify everything, also against the log of anchors in `file`, and append an anchor to it if all is sound.

        A log that is not there yet is made. An anchor has the heads of all histories that the log does not have yet,
        and the hash of the anchor before; the key of the settings signs it, if there is one.

        Raises:
            FileExistsError: if `file` is something else than such a log.
            StorageBusy: if another export writes to it at this moment.
            KeyUnusable: if the key of the settings cannot be used.

        """
        settings = self._core.settings
        with opened_log(file, signer=settings.anchors.signer(settings.folder)) as target:
            found = self._verified(target.found, progress=progress, completing=True)
            if not found.ok:
                return Anchored(found, None)
            now = self._core.now()
            return Anchored(
                found, target.append(heads_of(found), at=now, instances=found.instances, entries=found.entries)
            )

    def _proof(self, share: object) -> FileProof:
        """Return what holds the files against their hashes, and reads the content of a part of them."""
        core = self._core
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            raise InvalidData(
                (words.at("files", words.Line("has to be from 0 to 1, not {given}", given=shown(share))),)
            )
        if core.files is None:
            raise NoEvidence
        now = core.now()
        since = now - timedelta(hours=core.settings.evidence.unused_hours)
        return FileProof(core.database, core.files, share=share, now=now, since=since)

    def _signers(self, public_key: str | bytes | None) -> Signers | None:
        settings = self._core.settings
        return settings.anchors.signers(settings.folder) if public_key is None else Signers(public_key)

    def _verified(
        self,
        read: AnchorsRead | None,
        *,
        heads: Mapping[str, tuple[int, str]] | None = None,
        chains: Mapping[str, Mapping[str, tuple[int, str]]] | None = None,
        last: str | None = None,
        progress: Progress | None = None,
        completing: bool = False,
    ) -> Verification:
        """Verify against a log; one that is being completed may have a torn end."""
        kept = {number: [head] for number, head in mapped("heads", heads).items()}
        for number, known in ({} if read is None else read.heads.get(HISTORY, {})).items():
            kept[number] = [*kept.get(number, ()), *known]
        self._core.prepare()
        with self._core.database.snapshot() as connection:
            lately = {number: known[-1] for number, known in kept.items()}
            others = _others(mapped("chains", chains), read)
            found = verify(connection, heads=lately, chains=others, progress=progress, now=self._core.now())
            found = replace(found, findings=(*found.findings, *_earlier(connection, kept, found)))
        if read is None:
            return found
        wrong = tuple(_faults(read, last, read.faults if completing else tuple(read.problems())))
        return replace(found, findings=(*wrong, *found.findings), anchors=read.log)


def _earlier(connection: Connection, kept: Mapping[str, Sequence[Head]], found: Verification) -> Iterator[Finding]:
    """Yield the histories that have the last of several heads that were kept, and not an earlier one."""
    named = {finding.number for finding in found.findings}
    several = [number for number, heads in kept.items() if len(heads) > 1 and number not in named]
    hashes = instances.read_hashes(connection, several)
    for number in several:
        for seq, digest in kept[number][:-1]:
            if hashes.get(number, {}).get(seq) != digest:
                problem = words.text("does not fit the digest kept earlier: the whole chain was recomputed")
                yield Finding(number, seq, problem)
                break


def heads_of(found: Verification) -> Heads:
    """Return what an anchor keeps of a verification, by the kind of chain."""
    return {HISTORY: found.heads, **found.chains}


def _others(chains: Heads, read: AnchorsRead | None) -> dict[str, dict[str, Head]]:
    """Return the last heads that are known of what is chained beside the histories."""
    known = {kind: dict(heads) for kind, heads in chains.items()}
    for kind, heads in ({} if read is None else read.heads).items():
        if kind in _BESIDE:
            known.setdefault(kind, {}).update({name: kept[-1] for name, kept in heads.items()})
    return known


_BESIDE = frozenset({"calendars", "directory", "receipts"})
_KINDS = frozenset({HISTORY}) | _BESIDE


def _faults(read: AnchorsRead, last: str | None, problems: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Yield what is wrong with a log itself."""
    for line, problem in problems:
        yield Finding(words.text("{file} line {line}", file=read.log.file, line=line), None, problem)
    if last is not None and last not in read.hashes:
        yield Finding(
            read.log.file, None, words.text("has no anchor with the hash {hash}: anchors were cut off", hash=last)
        )
    for kind in sorted(set(read.heads) - _KINDS):
        facts = {"kind": kind}
        problem = words.text("holds heads of “{kind}”, which this duban does not know; upgrade it", **facts)
        yield Finding(read.log.file, None, problem)
