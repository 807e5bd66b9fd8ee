"""The files that values name: references with a name and a hash, in fields of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.states import Actor, Definition, Subject
    from duban.workflow.instance.openings import Opening
    from duban.workflow.rules import Compiled


class Named(NamedTuple):
    """A file that a field names; one that has an address is kept elsewhere."""

    field: str
    place: int
    sha256: str
    name: str
    elsewhere: bool


def files_named(definition: Definition, data: Mapping[str, Any]) -> Iterator[Named]:
    """Yield the files that the values of an act name, by their fields and places there."""
    for field in sorted(data):
        declared = definition.fields.get(field)
        if declared is None or declared.type is not FieldType.FILE:
            continue
        value = data[field]
        for place, each in enumerate(value if isinstance(value, list | tuple) else (value,)):
            yield Named(field, place, each["sha256"], each["name"], "uri" in each)


def files_standing(definition: Definition, subject: Subject) -> frozenset[tuple[str, str]]:
    """Return the files that an instance has now, each as its field and its hash."""
    return frozenset((each.field, each.sha256) for each in files_named(definition, {**subject.data, **subject.private}))


class NamesFiles(Protocol):
    """What is read of the work on an instance whose acts name files."""

    compiled: Compiled
    subject: Subject
    row: int
    opening: Opening | None
    files: FilesOfWork


class JudgesFiles(Protocol):
    """Says which files an actor may name."""

    def take(self, work: NamesFiles, data: Mapping[str, Any], actor: Actor, seq: int) -> dict[str, int]:
        """Judge the files that the entry `seq` names, and count those that are kept here by their fields."""
        ...

    def claim(self, definition: Definition, data: Mapping[str, Any], actor: Actor) -> None:
        """Judge the files that somebody names for an instance that is opened for him."""
        ...


class FilesOfWork:
    """The files of the work on an instance: what acts name, and what is to be written of it.

    Args:
        judge: says which files an actor may name; None if none are kept here.
        definition: by which the instance goes.
        subject: the instance as it was read. What its fields name and was never kept here stays what it is.

    """

    def __init__(self, judge: JudgesFiles | None, definition: Definition, subject: Subject) -> None:
        self._judge = judge
        self.brought: Mapping[str, Any] = {}
        """The values that the next entry gives."""
        self.stood = frozenset() if judge is None else files_standing(definition, subject)
        self.uses: tuple[dict[str, Any], ...] = ()
        """The files that entries name and that are kept here."""
        self.gone: tuple[str, ...] = ()
        """The files that erased fields named."""
        self.renamed: tuple[tuple[str, str], ...] = ()
        """The fields that have new names."""

    def stand(self, definition: Definition, data: Mapping[str, Any]) -> None:
        """Let files that these values name count as there before: they were judged when the act was asked for."""
        if self._judge is not None:
            self.stood |= {(each.field, each.sha256) for each in files_named(definition, data)}

    def file(self, work: NamesFiles, actor: Actor, seq: int) -> dict[str, int]:
        """Note the files that the entry `seq` brings, and count them by their fields; raises InvalidData."""
        brought, self.brought = self.brought, {}
        return {} if self._judge is None or not brought else self._judge.take(work, brought, actor, seq)

    def claim(self, definition: Definition, data: Mapping[str, Any], actor: Actor) -> None:
        """Judge the files that somebody names for an instance of `definition` that is opened for him."""
        if self._judge is not None:
            self._judge.claim(definition, data, actor)
