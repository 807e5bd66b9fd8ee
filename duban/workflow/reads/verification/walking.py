"""The walk through everything that is stored, instance by instance."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from duban import words
from duban.storage import calendars, contents, proof, queries
from duban.workflow.reads.verification.beside import row_faults
from duban.workflow.reads.verification.between import Between
from duban.workflow.reads.verification.cases import case_of
from duban.workflow.reads.verification.chained import against, chain_faults
from duban.workflow.reads.verification.definitions import definition_faults
from duban.workflow.reads.verification.erased import private_faults
from duban.workflow.reads.verification.filed import use_faults
from duban.workflow.reads.verification.findings import Finding, Verification, forbidden
from duban.workflow.reads.verification.given_out import gaps
from duban.workflow.reads.verification.imported import imported
from duban.workflow.reads.verification.in_feed import feed_faults
from duban.workflow.reads.verification.kept_directory import CHAIN, kept_directory
from duban.workflow.reads.verification.paper_texts import paper_faults
from duban.workflow.reads.verification.posted import posted
from duban.workflow.reads.verification.registered import registered
from duban.workflow.reads.verification.signed import Counters, Numbered, parted
from duban.workflow.reads.verification.told_days import told_days
from duban.workflow.reads.verification.used_keys import Keys
from duban.workflow.reads.verification.versions import Versions
from duban.workflow.replay import Replayed, Replayer
from duban.workflow.rules import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.reads.verification.cases import Case
    from duban.workflow.values import Progress

    Heads = Mapping[str, tuple[int, str]]


def verify(
    connection: Connection,
    *,
    heads: Heads | None = None,
    chains: Mapping[str, Heads] | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Verification:
    """Hold everything that is stored against the histories, and these against their chains.

    With the `heads` and `chains` of an earlier run, what was recomputed as a whole is found as well; with `now`, what
    stands further ahead than anything could have put it.
    """
    walk = _Walk(connection, heads or {}, chains or {}, now)
    told = progress or (lambda _done, _total: None)
    counters = {(scenario, year): value for scenario, year, value in queries.read_counters(connection)}
    counters, of_papers = parted(counters)
    given_out = sum(counters.values())
    for found in proof.with_all(connection):
        told(len(walk.heads), given_out)
        if isinstance(found, str):
            walk.pass_over(found)
        else:
            walk.take(case_of(connection, walk.rules, *found))
    walk.close(connection)
    walk.findings += gaps(counters, walk.seen, walk.loose)
    walk.findings += walk.numbers_of_papers(of_papers)
    gone = [number for number in walk.known if number not in walk.heads]
    walk.findings += [Finding(number, None, words.text("was there, and is gone")) for number in gone]
    return walk.result()


class _Walk:
    """Takes one instance after the other, and collects what is found."""

    def __init__(self, connection: Connection, known: Heads, chains: Mapping[str, Heads], now: datetime | None) -> None:
        # The stored definitions and no others: a file that is loaded proves nothing about what is stored.
        self.rules = Catalogue(())
        self.rules.use(calendars.read_tables(connection), calendars.read_stamp(connection))
        self._replayer, self._replayed = Replayer(self.rules, connection), Replayed()
        self.known, self._now, self._receipts = known, now, dict(chains.get("receipts", {}))
        self.heads: dict[str, tuple[int, str]] = {}
        self.loose = contents.scenarios_with_gaps(connection)
        self.seen: dict[tuple[str, int], set[int]] = {}
        self.findings: list[Finding] = list(definition_faults(connection))
        self.erased: list[Finding] = []
        self.entries = self._undated = 0
        self.unbound: Counter[str] = Counter()
        self._broken = False
        self._keys, self._between, self._versions = Keys(), Between(), Versions()
        self._numbered = Numbered()
        calendars_found = imported(connection, chains.get("calendars", {}))
        self.findings += calendars_found.findings
        people = kept_directory(connection, chains.get(CHAIN, {}))
        self.findings += people.findings
        self.chains = {"receipts": {}, "calendars": calendars_found.heads, CHAIN: people.heads}
        for table in proof.orphans(connection):
            self.findings.append(Finding(table, None, words.text("has rows about an item that there is not"), table))
        self.findings += feed_faults(connection)

    def pass_over(self, number: str) -> None:
        """Take one instance of which not even the rows can be read."""
        self.findings.append(Finding(number, None, words.text("holds what cannot be read"), "duban_instance"))
        self.heads[number] = (0, "")
        self._broken = True

    def take(self, case: Case) -> None:
        """Verify one instance; if its chain is broken, only the first fault is told, for all else follows from it."""
        record = case.record
        self.entries += len(case.entries)
        self.seen.setdefault((record.scenario, record.year), set()).add(record.seq)
        self.heads[record.number] = (record.head_seq, record.head_hash)
        broken = next(chain_faults(case), None)
        self._replay(case, len(case.entries) if broken is None else (broken.seq or 1) - 1)
        if broken is None and record.number in self.known:
            broken = against(case, self.known[record.number])
        if broken is not None:
            self.findings.append(broken)
            self._broken = True
            return
        self._keys.take(case)
        self._between.take(case)
        self._numbered.take(case)
        self._versions.take(case)
        row = registered(case, self._now)
        self._undated += row.unjudged
        self.findings += row.findings
        self.findings += row_faults(case)
        self.findings += use_faults(case)
        self.findings += paper_faults(case)
        sent = posted(case, self._now, self._receipts)
        self.findings += sent.findings
        self.unbound["messages"] += sent.unbound
        self.unbound["receipts"] += sent.loose
        self.chains["receipts"].update(sent.heads)
        wrong, gone = private_faults(case)
        self.findings += wrong
        self.erased += gone

    def _replay(self, case: Case, whole: int) -> None:
        """Judge every act again; the first `whole` entries are as they were written."""
        found = self._replayer.replay(case.record, case.entries, case.beside.private, whole=whole)
        self._replayed.judged += found.judged
        self._replayed.unjudged += found.unjudged
        self.findings += [forbidden(case.number, act) for act in found.forbidden]

    def close(self, connection: Connection) -> None:
        """Verify what follows from the histories of several, after the last was taken."""
        self.findings += self._versions.faults(connection)
        if self._now is not None:
            self.findings += told_days(connection, self._now)
        if not self._broken:  # else what it has to say would be missed here
            self.findings += self._between.faults(connection, self.heads, self._now)
            self.findings += self._keys.faults(connection)
            self.unbound["keys"] += self._keys.unbound

    def numbers_of_papers(self, given_out: Counters) -> list[Finding]:
        """Return what is wrong with the numbers of papers; nothing if a broken chain hides some of them."""
        return [] if self._broken else list(self._numbered.faults(given_out))

    def _unjudged(self) -> dict[str, int]:
        counts = {str(doubt): count for doubt, count in self._replayed.unjudged.items()} | {"dates": self._undated}
        return {reason: count for reason, count in sorted(counts.items()) if count}

    def result(self) -> Verification:
        """Return what was found."""
        return Verification(
            instances=len(self.heads),
            entries=self.entries,
            findings=tuple(self.findings),
            heads=self.heads,
            with_gaps=tuple(sorted(self.loose)),
            erased=tuple(self.erased),
            judged=self._replayed.judged,
            unjudged=self._unjudged(),
            unbound={kind: count for kind, count in sorted(self.unbound.items()) if count},
            chains=self.chains,
        )
