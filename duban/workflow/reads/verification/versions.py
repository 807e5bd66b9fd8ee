"""Which content each version of a scenario has: the one that items were opened under, and are moved to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from duban import words
from duban.states import SECOND_EDITION
from duban.states.history import Recorded, RulesChanged
from duban.storage import contents, proof
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from duban.workflow.reads.verification.cases import Case

_TABLE = "duban_content"


class Versions(Struct):
    """Collects the definitions that came into use, and holds the registered content of each version against them."""

    used: set[str] = field(default_factory=set)
    """The digests that items were opened under or moved to since one version has one content."""

    def take(self, case: Case) -> None:
        """Take the definitions that one instance was opened under and moved to."""
        if case.more.opened is not None and case.more.opened.edition >= SECOND_EDITION:
            self.used.add(case.story.opened_under(case.record.definition))
        self.used |= {
            entry.facts.to.digest
            for entry in case.entries
            if isinstance(entry, Recorded)
            and isinstance(entry.facts, RulesChanged)
            and entry.facts.edition >= SECOND_EDITION
        }

    def faults(self, connection: Connection) -> Iterator[Finding]:
        """Yield the versions whose registered content is gone, or is not the one that was used."""
        stored = {record.digest: (record.scenario, record.version) for record in proof.definitions(connection)}
        registered = {(found.scenario, found.version): found.digest for found in contents.read_contents(connection)}
        used = {stored[digest]: digest for digest in sorted(self.used) if digest in stored}
        for version in sorted({*stored.values(), *registered}):
            name = "{} {}".format(*version)
            digest = registered.get(version)
            if digest is None:
                problem = words.text("which content this version has is no longer registered")
                yield Finding(name, None, problem, _TABLE)
            elif used.get(version, digest) != digest or stored.get(digest) != version:
                problem = words.text("the registered content of this version is not the one that items are pinned to")
                yield differing(name, None, problem, _TABLE, "digest", digest, used.get(version))
