"""Which files an act names, and whether the actor may name them: those that he has added or may see, and no others.

That somebody knows a file's hash is no proof that he has the file: a hash stands in every history.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from duban import words
from duban.evidence import cleaned_name
from duban.states import SYSTEM, InvalidData
from duban.storage import evidence, instances
from duban.workflow.instance.loading import load_alone
from duban.workflow.instance.named_files import files_named
from duban.workflow.rules import may_see

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Definition
    from duban.workflow.core import Core
    from duban.workflow.instance.named_files import Named, NamesFiles

_MIB = 1024 * 1024


class Filing:
    """Judges which files the acts of one command name, and collects what is to be written of them.

    Args:
        core: the parts of the engine.
        connection: the transaction of the command; it is only read here.
        now: the instant of everything that is done.

    """

    def __init__(self, core: Core, connection: Connection, now: datetime) -> None:
        self._core = core
        self._connection = connection
        self._store = core.files
        self._since = now - timedelta(hours=core.settings.evidence.unused_hours)
        self._pending: dict[str, set[str]] = {}
        """The files that this command has filed, by the number of the instance."""
        self._claimed: set[str] = set()
        """Files that somebody has named for an instance that is opened for him."""

    @classmethod
    def of(cls, core: Core, connection: Connection, now: datetime) -> Filing | None:
        """Return what judges the files of a command; None if none are kept here."""
        return None if core.files is None else cls(core, connection, now)

    def claim(self, definition: Definition, data: Mapping[str, Any], actor: Actor) -> None:
        """Judge the files that somebody names for instances that the engine opens for him; raises InvalidData."""
        named = [each for each in files_named(definition, data) if not each.elsewhere]
        if named:
            evidence.hold_files(self._connection, [each.sha256 for each in named])
            self._require(definition, named, actor, {each.sha256 for each in named})
            self._claimed |= {each.sha256 for each in named}

    def take(self, work: NamesFiles, data: Mapping[str, Any], actor: Actor, seq: int) -> dict[str, int]:
        """Judge the files that the entry `seq` names, note those that are kept here, and count them by their fields.

        Raises InvalidData if the actor may not name one, or there are too many.
        """
        definition = work.compiled.definition
        named = [each for each in files_named(definition, data) if not each.elsewhere]
        if not named:
            return {}
        known = {(use.field, use.sha256) for use in evidence.uses_in(self._connection, work.row)} if work.row else set()
        known |= {(row["field"], row["sha256"]) for row in work.files.uses}
        kept = [each for each in named if (each.field, each.sha256) in known]
        rest = [each for each in named if (each.field, each.sha256) not in known | work.files.stood]
        # They may go elsewhere at this moment, where the last field that names them is erased.
        evidence.hold_files(self._connection, [each.sha256 for each in rest])
        if str(actor) == SYSTEM:
            kept += self._passed_on(work, rest)
        else:
            self._require(definition, rest, actor, {each.sha256 for each in rest})
            self._require_few(rest)
            kept += rest
        counted: dict[str, int] = {}
        for each in sorted(kept):
            counted[each.field] = counted.get(each.field, 0) + 1
            row = {"seq": seq, "field": each.field, "place": each.place, "sha256": each.sha256}
            work.files.uses += ({**row, "name": cleaned_name(each.name), "by": str(actor)},)
        self._pending.setdefault(work.subject.number, set()).update(each.sha256 for each in kept)
        return counted

    def _passed_on(self, work: NamesFiles, named: list[Named]) -> list[Named]:
        """Return of the files of an instance that the engine opens those that the one which asks for it has."""
        parent = None if work.opening is None else work.opening.parent
        if parent is None:
            return []
        there = self._claimed | self._pending.get(parent.number, set())
        record = instances.read_instance(self._connection, parent.number)
        if record is not None:
            there |= {use.sha256 for use in evidence.uses_in(self._connection, record.id)}
        return [each for each in named if each.sha256 in there]

    def _require(self, definition: Definition, named: list[Named], actor: Actor, hashes: set[str]) -> None:
        """Raise InvalidData that names every field with a file that the actor may not name."""
        added = evidence.uploads_by(self._connection, str(actor), sorted(hashes), since=self._since)
        seen = {each for each in hashes - added.keys() if self._sees(each, actor.unit)}
        wrong = [each for each in named if each.sha256 not in added and each.sha256 not in seen]
        store = self._store
        gone = [] if store is None else [sha256 for sha256 in sorted(hashes) if not store.has(sha256)]
        if gone and store is not None and not wrong:
            raise InvalidData(tuple(_gone(sha256, store.where) for sha256 in gone))
        if wrong:
            raise InvalidData(tuple(_unknown(definition, each, actor, self._hours) for each in wrong))

    @property
    def _hours(self) -> int:
        return self._core.settings.evidence.unused_hours

    def _sees(self, sha256: str, unit: str) -> bool:
        """Return whether a field that the unit may see names the file, in whatever instance."""
        for number, field in evidence.fields_naming(self._connection, sha256):
            record = instances.read_instance(self._connection, number)
            if record is None:
                continue
            compiled, subject = load_alone(self._core.catalogue, self._connection, record)
            declared = compiled.definition.fields.get(field)
            if declared is not None and may_see(declared, subject.units, unit):
                return True
        return False

    def _require_few(self, kept: list[Named]) -> None:
        """Raise InvalidData if an act brings more than the settings allow."""
        limits = self._core.settings.evidence
        sizes = evidence.sizes_of(self._connection, {each.sha256 for each in kept})
        if len(kept) > limits.act_files:
            problem = words.Line(
                "names {count} files; one act may name {files}", count=len(kept), files=limits.act_files
            )
            raise InvalidData((words.at("data", problem),))
        if sum(sizes.values()) > limits.act_mb * _MIB:
            problem = words.Line("names files of more than {mb} MiB, which is the most of one act", mb=limits.act_mb)
            raise InvalidData((words.at("data", problem),))


def _gone(sha256: str, where: str) -> words.Line:
    return words.Line(
        "the file {sha256} is not in {where}; bring it back from a backup, {way_verify_files} names all",
        sha256=sha256,
        where=where,
    )


def _unknown(definition: Definition, named: Named, actor: Actor, hours: int) -> words.Line:
    """Return that somebody may not name a file; of a private field the name is not repeated."""
    facts = {"field": named.field, "by": str(actor), "hours": hours}
    if definition.fields[named.field].private:
        return words.Line(
            'field "{field}" names a file that {by} has not added in the last {hours} hours, and cannot see: '
            "add it first, {way_add_file}",
            **facts,
        )
    return words.Line(
        'field "{field}" names {name:shown}, which {by} has not added in the last {hours} hours, and cannot see: '
        "add it first, {way_add_file}",
        name=named.name,
        **facts,
    )
