"""What the verbs and services of an engine share: the database, the clock, the definitions and the directory."""

from __future__ import annotations

import logging
import threading
from datetime import UTC
from typing import TYPE_CHECKING, NoReturn

from duban import words
from duban.scenarios import Wordings, stamp_of
from duban.states import SYSTEM, Actor, Blocker, InvalidData, calendar_for, fold_name, shown, utc
from duban.storage import (
    HEAD,
    Database,
    directory,
    is_there,
    reach,
    require_schema,
    schema_version,
    tell_of_forks,
    upgrade,
)
from duban.workflow.beginning import DirectoryMoved, beginning_anew, takes
from duban.workflow.clock import Lookout, Stopwatch
from duban.workflow.errors import DirectoryError, TransitionRefused, WorkflowError
from duban.workflow.listeners import Listeners, require_joined
from duban.workflow.logs import event
from duban.workflow.people import Postmaster, read_stored
from duban.workflow.rules import changed_scenarios
from duban.workflow.scenario_files import unusable_wordings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.notifiers import Notifier
    from duban.states import Definition, WorkingCalendar
    from duban.storage import Guest
    from duban.workflow.clock import Clock
    from duban.workflow.errors import ScenarioChanged
    from duban.workflow.file_values import FileOpened
    from duban.workflow.people import Directory
    from duban.workflow.rules import Catalogue
    from duban.workflow.scenario_files import ScenarioFiles, UnusableFile
    from duban.workflow.settings import Settings


# A library does not log until its application configures logging; for the daemon the command line does.
logging.getLogger("duban").addHandler(logging.NullHandler())

log = logging.getLogger("duban.directory")
rules_log = logging.getLogger("duban.scenarios")


class HasCore:
    """The base of the classes that hold an engine's verbs.

    A verb that is asked for `by` somebody begins anew if the directory turns out to be another one than that by which
    its names were looked up, or if the database lets another transaction go first; nothing is written until then.
    """

    def __init_subclass__(cls) -> None:
        """Let every verb with `by` begin anew when it has to."""
        for name, verb in list(vars(cls).items()):
            if not name.startswith("_") and takes(verb, "by"):
                setattr(cls, name, beginning_anew(verb))

    def __init__(self, core: Core) -> None:
        self._core = core

    def __reduce__(self) -> NoReturn:
        """Refuse to cross processes, and to be copied.

        One that was made again from its settings would take the password of the database along in every pickle, could
        not take its channels and its clock, and would open connections for each task that nobody closes.
        """
        message = words.Line(
            "an Engine has connections, which no other process can use: give the address of the database to the other "
            "process, and make an Engine of its own there once; a forked process may use the one that it has inherited"
        )
        raise TypeError(message)


class Core:
    """The parts of an engine; `channels` maps each medium to a factory of its notifier.

    `unusable` are the scenario files that were left out, and `unusable_rows` says what is wrong with rows of the
    directory that were.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        catalogue: Catalogue,
        scenario_files: ScenarioFiles,
        who: Directory,
        channels: Mapping[str, Callable[[], Notifier]],
        clock: Clock,
        directory_is_ours: bool,
        unusable: tuple[UnusableFile, ...] = (),
        unusable_rows: tuple[words.Line, ...] = (),
    ) -> None:
        self.settings = settings
        self.database = database
        self.catalogue = catalogue
        self._scenario_files = scenario_files
        self._taking_up = threading.Lock()
        self.directory = who
        self.channels = channels
        self.unusable = unusable
        self.marks: Mapping[tuple[str, str], str] = {}
        """The addresses that are dead, by medium, with the code of the reason."""
        self._marks_seq = 0
        self.mailbox_down = ""
        """Why the mailbox for reports could not be read the last time; empty if it could."""
        self.postmaster = self._new_postmaster()
        self.files = settings.evidence.store(settings.folder)
        """Where the files of file fields are kept; None if only their names and hashes are."""
        self.told_of_files: list[Callable[[FileOpened], None]] = []
        """Who is told before a file is opened."""
        self.listeners = Listeners()
        self._clock = clock
        self._stopwatch = Stopwatch(clock)
        self._schema_known = False
        files = settings.directory_files
        self.in_files = directory_is_ours and bool(files)
        self.in_tables = directory_is_ours and not files
        """Where the directory is kept; in neither if the application has given its own."""
        self.unusable_rows = unusable_rows
        self._directory_stamp = settings.directory_stamp() if self.in_files else None
        self._directory_seq: int | None = None
        tell_of_forks(self)

    def about_to_fork(self) -> None:
        """Go on: what must not be open in two processes is the database's, which closes it."""

    def begun_in_child(self) -> None:
        """Take no lock for held that a thread of the other process held."""
        self._taking_up = threading.Lock()

    def now(self) -> datetime:
        """Return the current instant by this engine's clock, in UTC."""
        now = self._clock.now()
        return now if now.tzinfo is UTC else utc(now)  # an application's own clock may show another zone, or none

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the calendar of the scenario that was loaded first; without one, China's."""
        loaded = self.catalogue.scenarios
        return self.catalogue.newest(loaded[0]).calendar if loaded else calendar_for("china")

    def elapsed(self) -> float:
        """Return seconds since some moment, by a clock that only runs forward: for waits inside this process."""
        return self._stopwatch.elapsed()

    def lookout(self) -> Lookout:
        """Return something that notices if somebody sets this engine's clock between two looks."""
        return Lookout(self._clock, self._stopwatch)

    def refresh_directory(self) -> None:
        """Read the directory again if it has changed; files that cannot be used are only logged."""
        if is_there(self.database):
            with self.database.reading() as connection:
                if self._schema_known or schema_version(connection) == HEAD:
                    self.follow(connection, directory.read_stamps(connection)[1])
        if self._directory_stamp is None:
            return
        stamp = self.settings.directory_stamp()
        if stamp == self._directory_stamp:
            return
        self._directory_stamp = stamp
        try:
            self.directory = self.settings.load_directory()
        except WorkflowError as error:
            reason = "; ".join(str(error).splitlines())
            log.warning(event("directory kept as it was", reason=reason, advice="correct the file; it is read again"))
            return
        self.postmaster = self._new_postmaster()
        log.info(event("directory read again"))

    def refresh_scenarios(self, *, at_once: bool = False) -> tuple[Definition, ...]:
        """Take up later versions of the loaded scenarios whose files have come since, and return them.

        What cannot be used is only logged.
        """
        if not self._taking_up.acquire(blocking=at_once):
            return ()
        try:
            self._reword()
            definitions = self._scenario_files.changed(at_once=at_once)
            return self._take_up(definitions) if definitions else ()
        finally:
            self._taking_up.release()

    def _reword(self) -> None:
        """Read the office's own wording of messages again if a file has changed."""
        known = self.catalogue.wordings
        if known.folder is None or stamp_of(known.folder) == known.stamp:
            return
        wordings = Wordings(known.folder)
        unusable_wordings(wordings, self.catalogue.loaded)
        self.catalogue.reword(wordings)
        rules_log.info(event("wording of messages read again", folder=known.folder))

    def _take_up(self, definitions: Sequence[Definition]) -> tuple[Definition, ...]:
        changed: list[ScenarioChanged] = []
        if is_there(self.database):
            with self.database.reading() as connection:
                if self._schema_known or schema_version(connection) == HEAD:
                    changed = changed_scenarios(connection, definitions)
        others = {(each.scenario, each.version) for each in changed}
        try:
            taken = self.catalogue.take_up(each for each in definitions if (each.scenario, each.version) not in others)
        except WorkflowError as error:
            reason = "; ".join(str(error).splitlines())
            rules_log.warning(event("scenarios kept as they were", reason=reason, advice="correct the files"))
            return ()
        for each in taken:
            rules_log.info(event("scenario taken up", scenario=each.scenario, version=each.version))
        return taken

    def refresh(self, connection: Connection, *, acting: bool = False) -> None:
        """Use the imported calendars and the directory as they are now; raises DirectoryMoved as `keep_up` does."""
        calendars, seq = directory.read_stamps(connection)
        self.catalogue.refresh(connection, calendars)
        self.keep_up(connection, seq, acting=acting)

    def known_directory(self) -> Directory:
        """Return the directory; that of the tables is read first if nobody has asked for it yet."""
        if self.in_tables and self._directory_seq is None:
            self.refresh_directory()
        return self.directory

    @property
    def directory_seq(self) -> int:
        """Return the number of the last change of the directory that is known here; 0 if there was none."""
        self.known_directory()
        return self._directory_seq or 0

    def keep_up(self, connection: Connection, seq: int | None, *, acting: bool) -> None:
        """Use the directory as `seq` says that it is now.

        Raises DirectoryMoved if it is another one and somebody is `acting`, whose name was looked up in the one before.
        """
        if self.follow(connection, seq) and acting:
            raise DirectoryMoved

    def follow(self, connection: Connection, seq: int | None) -> bool:
        """Read the directory of the tables again if `seq` says that it has changed; return whether it has.

        What is known of dead addresses is kept up likewise, wherever the directory is.
        """
        changed, marked = directory.parted(seq)
        if marked != self._marks_seq:
            found = reach.read_marks(connection)
            self.marks = {(each.medium, each.address): words.kept_code(each.reason) for each in found}
            self._marks_seq = marked
            self.postmaster = self._new_postmaster()
        if not self.in_tables or changed == self._directory_seq:
            return False
        self.directory, self.unusable_rows = read_stored(connection)
        self.postmaster = self._new_postmaster()
        self._directory_seq = changed
        for line in self.unusable_rows:
            log.warning(event("row of the directory left out", reason=str(line)))
        return True

    def _new_postmaster(self) -> Postmaster:
        return Postmaster(self.directory, self.channels, self.settings.calls, self.marks)

    def prepare(self, guest: Guest | None = None) -> None:
        """Make sure that the schema is there: created in an empty database of ours, required in any other.

        Raises SessionNeeded if a listener inside calls a verb beside the transaction in which it is called.
        """
        if self.listeners and not self.database.lent:
            require_joined(self.listeners, guest)
        if self._schema_known:
            return
        with self.database.reading(guest) as connection:
            found = schema_version(connection)
            if found is not None or not self.database.ours:
                require_schema(self.database, connection)
                self._tell_changed(connection)
                if self.in_files and directory.is_filled(connection):
                    raise DirectoryError((_twofold(self.settings),))
        if found is None:
            upgrade(self.database)
        self._schema_known = True

    def _tell_changed(self, connection: Connection) -> None:
        """Log each scenario whose file was changed without a new version: by it nothing will be opened."""
        for changed in changed_scenarios(connection, self.catalogue.loaded):
            rules_log.warning(event("scenario changed", scenario=changed.scenario, reason=str(changed)))

    def close(self) -> None:
        """Close our own connections; what is opened next may be another database."""
        self.database.close()
        self._schema_known, self._directory_seq, self._marks_seq = False, None, 0

    def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or upgrade them; return the schema's version before (None if there was none) and after."""
        done = upgrade(self.database)
        self._schema_known = True
        return done

    def viewer(self, viewer: str | None) -> str | None:
        """Return the unit of whoever reads, by its canonical name, as instances have it; None is trusted code."""
        return None if viewer is None else self.unit(viewer)

    def actor(self, by: str, *, subject: str, trigger: str) -> Actor:
        """Return who acts on `subject`, by the names of the directory.

        Raises:
            InvalidData: if `by` names no unit, or a person whose name nobody can see.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        unit, slash, person = self._parted(by)
        unseen = bool(slash and person.strip()) and not fold_name(person)
        if not fold_name(unit) or unseen:
            message = words.at(
                "by",
                words.Line("{by} names a person whom nobody can see: write the name, or only the unit", by=shown(by))
                if unseen
                else words.Line("{by} names nobody: give a unit, or unit/person", by=shown(by)),
            )
            raise InvalidData((message,))
        if fold_name(unit) == SYSTEM:
            raise TransitionRefused(subject, trigger, [Blocker("role", {"by": by}, "engine")])
        proper = self.directory.canonical(unit)
        return Actor(proper, (self.directory.person(proper, person) or None) if person else None)

    def unit(self, name: str) -> str:
        """Return the unit's canonical name, as instances have it; `name` may be `unit/person`."""
        return self.directory.canonical(self._parted(name)[0])

    def _parted(self, by: str) -> tuple[str, str, str]:
        """Return the unit and the person of `by`; a full-width slash parts them too, unless it is in a unit's name."""
        if "/" in by or "／" not in by or self.directory.knows(by):
            return by.partition("/")
        return by.partition("／")


def _twofold(settings: Settings) -> words.Line:
    files = words.listed(settings.directory_files)
    return words.Line(
        "who is who is kept twice: in {files}, and in the database; take `units` and `contacts` out of the settings "
        "to go by the database",
        files=files,
    )
