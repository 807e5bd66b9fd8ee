"""The bytes of files: each that the database knows is there and is what its hash says, and nothing else is there."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

from duban import words
from duban.evidence import FileGone
from duban.storage import evidence
from duban.workflow.reads.verification.findings import FilesProved, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.evidence import Store
    from duban.storage import Database

_TABLE = "duban_file"
_PART = 1024 * 1024


class FileProof:
    """Holds a store against what a database says is in it.

    Args:
        database: says which files are kept.
        store: has their bytes.
        share: of which part of the files the content is read, from 0 to 1. Each day it is another part, so that all
            have had their turn after 1 / `share` days.
        now: says which day it is.
        since: what came into the store after this instant may still be on its way.

    """

    def __init__(self, database: Database, store: Store, *, share: float, now: datetime, since: datetime) -> None:
        self._database = database
        self._store = store
        self._parts = math.ceil(1 / share) if share > 0 else 0
        self._turn = now.toordinal() % self._parts if self._parts else 0
        self._since = since
        self.findings: list[Finding] = []

    def run(self) -> FilesProved:
        """Look at every file, and read the content of those whose turn it is."""
        with self._database.reading() as connection:
            known = {each.sha256: each for each in evidence.known_files(connection)}
        wrong: dict[str, str] = {}
        hashed = 0
        for sha256, each in known.items():
            turn = bool(self._parts) and int(sha256[:8], 16) % self._parts == self._turn
            hashed += turn
            if problem := self._problem(sha256, each.size, whole=turn):
                wrong[sha256] = problem
        self.findings += self._told(wrong)
        self.findings += self._unknown(known)
        return FilesProved(len(known), sum(each.size for each in known.values()), hashed)

    def _problem(self, sha256: str, size: int, *, whole: bool) -> str:
        """Return what is wrong with a file; empty if nothing is."""
        try:
            with self._store.open(sha256) as content:
                if not whole:
                    content.seek(0, 2)
                    return "" if content.tell() == size else "changed"
                digest = hashlib.sha256()
                while part := content.read(_PART):
                    digest.update(part)
        except FileGone:
            return "missing"
        return "" if digest.hexdigest() == sha256 else "changed"

    def _told(self, wrong: Mapping[str, str]) -> Iterator[Finding]:
        """Yield what is wrong, but for files that were taken away since they were read of; one for each field."""
        if not wrong:
            return
        with self._database.reading() as connection:
            there = evidence.sizes_of(connection, wrong)
            for sha256 in sorted(there):
                yield from _findings(connection, sha256, wrong[sha256])

    def _unknown(self, known: Mapping[str, object]) -> Iterator[Finding]:
        """Yield the files of which the database says nothing, but for those that may still be on their way."""
        strangers = [
            kept.sha256 for kept in self._store.iterate() if kept.sha256 not in known and kept.at < self._since
        ]
        if not strangers:
            return
        with self._database.reading() as connection:
            strangers = sorted(set(strangers) - evidence.sizes_of(connection, strangers).keys())
        for sha256 in strangers:
            yield Finding(self._store.where, None, words.text("the file {sha256} belongs to nothing", sha256=sha256))


def _findings(connection: Connection, sha256: str, problem: str) -> Iterator[Finding]:
    uses = list(dict.fromkeys(evidence.fields_naming(connection, sha256)))
    for number, field in uses or [(_TABLE, "-")]:
        facts = {"field": field, "sha256": sha256}
        if problem == "missing":
            said = words.text("the file {sha256} of “{field}” is missing", **facts)
        else:
            said = words.text("the file {sha256} of “{field}” was changed: it is not what its hash says", **facts)
        yield Finding(number, None, said, _TABLE)
