"""The catalogue of definitions: the newest of each scenario for new instances, and all that instances are pinned to."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios import Wordings, compile_document, misfits
from duban.states import Definition, ids_of, several_titled
from duban.storage import DefinitionRecord, calendars, digest_of, instances
from duban.workflow.errors import (
    AlteredDefinition,
    AmbiguousScenario,
    InvalidUnits,
    ScenarioClash,
    UnknownDefinition,
    UnknownScenario,
    UnknownVersion,
)
from duban.workflow.rules.compiled import Compiled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from duban.workflow.rules.compiled import Tables


class Catalogue:
    """Holds compiled definitions: the loaded ones by scenario, the pinned ones by digest.

    Raises ScenarioClash if two definitions have one scenario and version but not the same contents, if two scenarios
    share a number pattern, or if scenarios that open one another do not fit together.
    """

    def __init__(self, definitions: Iterable[Definition], wordings: Wordings | None = None) -> None:
        self.wordings = Wordings() if wordings is None else wordings
        self._compiled: dict[str, Compiled] = {}
        self._tables: Tables = {}
        self._stamp: int | None = None
        self._previewed = False
        self._newest: dict[str, Definition] = {}
        patterns: dict[str, Definition] = {}
        self._loaded = seen = dict[tuple[str, int], Definition]()
        for definition in definitions:
            twin = seen.setdefault((definition.scenario, definition.version), definition)
            if twin.digest != definition.digest:
                message = words.Line(
                    "scenario {scenario:shown} version {version} is loaded twice, with different contents: "
                    "raise the version of the newer one",
                    scenario=definition.scenario,
                    version=definition.version,
                )
                raise ScenarioClash(message)
            # Widths are ignored: {seq:04d} and {seq} make the same numbers from 1000 on.
            sharer = patterns.setdefault(re.sub(r":[^{}]*", "", definition.number), definition)
            if sharer.scenario != definition.scenario:
                message = words.Line(
                    "scenarios {scenario:shown} and {other:shown} share the number pattern {number:shown}: "
                    "give each its own",
                    scenario=sharer.scenario,
                    other=definition.scenario,
                    number=definition.number,
                )
                raise ScenarioClash(message)
            known = self._newest.get(definition.scenario)
            if known is None or known.version < definition.version:
                self._newest[definition.scenario] = definition
        found = misfits(self._newest)
        if found:
            lines = [words.at(f"{each.scenario}: {each.where}", each.said) for each in found]
            raise ScenarioClash(words.Line("{problems:lines}", problems=lines))

    def take_up(self, definitions: Iterable[Definition]) -> tuple[Definition, ...]:
        """Load those of some definitions that are later versions of loaded scenarios, and return them.

        Raises ScenarioClash, and loads none, if they do not fit together with what is loaded.
        """
        later = tuple(each for each in definitions if self._is_later(each))
        if later:
            whole = Catalogue([*self._loaded.values(), *later])
            # Each in one step: whoever reads them meanwhile has the dictionary of before, or this one.
            self._loaded, self._newest = whole._loaded, whole._newest
        return later

    def reword(self, wordings: Wordings) -> None:
        """Use these wordings for messages that are decided from now on."""
        self.wordings, self._compiled = wordings, {}

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Return the names of the loaded scenarios."""
        return tuple(self._newest)

    @property
    def loaded(self) -> tuple[Definition, ...]:
        """Return every loaded definition, of each scenario all versions."""
        return tuple(self._loaded.values())

    def declared(self) -> dict[str, dict[str, None]]:
        """Return the names of all loaded scenarios, of their states, of their roles and of their fields."""
        known: dict[str, dict[str, None]] = {"scenarios": dict.fromkeys(self._newest)}
        for kind in ("states", "roles", "fields"):
            known[kind] = {name: None for definition in self._loaded.values() for name in getattr(definition, kind)}
        return known

    def private_fields(self) -> set[str]:
        """Return the fields that are private in one of the loaded definitions."""
        loaded = self._loaded.values()
        return {name for definition in loaded for name, field in definition.fields.items() if field.private}

    def field_named(self, field: str) -> str:
        """Return the name of the field that has this title in a loaded scenario, or else what is given."""
        if any(field in definition.fields for definition in self._loaded.values()):
            return field
        return next((own for one in self._loaded.values() for own in ids_of(field, one.fields)), field)

    def id_of(self, scenario: str) -> str:
        """Return the name of the scenario that has this name or title, or else what is given.

        Raises AmbiguousScenario if several have the title.
        """
        found = ids_of(scenario, self._newest)
        if len(found) > 1:
            raise AmbiguousScenario(scenario, found)
        return found[0] if found else scenario

    def role_named(self, role: str) -> str:
        """Return the id of the role that has this title in any loaded scenario, or else what is given.

        Raises InvalidUnits if the title is that of roles with several ids.
        """
        if any(role in definition.roles for definition in self._loaded.values()):
            return role
        found = dict.fromkeys(own for definition in self._loaded.values() for own in ids_of(role, definition.roles))
        if len(found) > 1:
            raise InvalidUnits(several_titled(role, found))
        return next(iter(found), role)

    def newest(self, scenario: str) -> Compiled:
        """Return the newest definition of a scenario, by its name or title; raises UnknownScenario."""
        known = self._newest.get(scenario) or self._newest.get(self.id_of(scenario))
        if known is None:
            raise UnknownScenario(scenario, self._newest)
        return self._compile(known)

    def version(self, scenario: str, version: int | None) -> Compiled:
        """Return a loaded version of a scenario, or the newest for None; raises UnknownScenario, UnknownVersion."""
        newest = self.newest(scenario)
        if version is None:
            return newest
        own = newest.definition.scenario
        found = self._loaded.get((own, version))
        if found is None:
            raise UnknownVersion(own, version, [known for name, known in self._loaded if name == own])
        return self._compile(found)

    def pinned(self, connection: Connection, digest: str, number: str) -> Compiled:
        """Return the definition that an instance is pinned to, from memory or from the database.

        Raises UnknownDefinition, for which `number` is the instance's, if neither has it, and AlteredDefinition if its
        stored document was changed.
        """
        found = self.at_hand(digest)
        if found is not None:
            return found
        found = self.fetch(connection, (digest,)).get(digest)
        if found is None:
            altered = any(instances.read_definitions(connection, (digest,)))
            raise (AlteredDefinition if altered else UnknownDefinition)(digest, number)
        return found

    def fetch(self, connection: Connection, digests: Iterable[str]) -> dict[str, Compiled]:
        """Compile the definitions of these digests that are not compiled yet, and return those that were found.

        Those that are not loaded are read from the database, in one statement; one whose document does not have the
        digest that it is stored under was changed, and is left out as if it were not there.
        """
        compiled = self._compiled
        wanted = [digest for digest in digests if digest not in compiled]
        if not wanted:
            return {}
        loaded = {known.digest: known for known in self._loaded.values()}
        missing = [digest for digest in wanted if digest not in loaded]
        if missing:
            records = instances.read_definitions(connection, missing)
            loaded |= {one.digest: compile_document(one.document) for one in records if _is_unchanged(one)}
        return {digest: self._compile(loaded[digest]) for digest in wanted if digest in loaded}

    def all_of(self, connection: Connection, digests: Iterable[str]) -> dict[str, Compiled]:
        """Return the compiled definitions of these digests, as far as they are found."""
        wanted = tuple(digests)
        self.fetch(connection, wanted)
        return {digest: found for digest in wanted if (found := self.at_hand(digest)) is not None}

    def at_hand(self, digest: str) -> Compiled | None:
        """Return the compiled definition of a digest; None if it is not in memory."""
        return self._compiled.get(digest)

    def refresh(self, connection: Connection, stamp: int | None) -> None:
        """Read the imported calendars again if `stamp` says that some were imported since."""
        if stamp != self._stamp and not self._previewed:
            self.use(calendars.read_tables(connection), stamp)

    def use(self, tables: Tables, stamp: int | None) -> None:
        """Use these imported calendars from now on."""
        self._tables, self._compiled, self._stamp = tables, {}, stamp

    def preview(self, tables: Tables) -> None:
        """Use calendars that are not in force yet, and ignore those of the database."""
        self.use(tables, None)
        self._previewed = True

    def with_tables(self, tables: Tables) -> Catalogue:
        """Return a catalogue of the same definitions that uses other imported calendars."""
        other = copy(self)
        other.preview(tables)
        return other

    def _is_later(self, definition: Definition) -> bool:
        known = self._newest.get(definition.scenario)
        return known is not None and known.version < definition.version

    def _compile(self, definition: Definition) -> Compiled:
        compiled = self._compiled
        found = compiled.get(definition.digest)
        if found is None:
            found = compiled.setdefault(definition.digest, Compiled(definition, self._tables, self.wordings))
        return found


def _is_unchanged(record: DefinitionRecord) -> bool:
    return digest_of(record.document) == record.digest
