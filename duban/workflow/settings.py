"""Settings: read from duban.toml and DUBAN_* variables, with the directory, channels and scenarios that they name."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable
from sqlalchemy.engine import URL

from duban import words
from duban.evidence import Evidence
from duban.notifiers import create
from duban.states import UnknownMedium, medium_named, shown
from duban.workflow.anchors import Anchoring
from duban.workflow.archive_settings import ArchiveSettings
from duban.workflow.backup_settings import BackupSettings
from duban.workflow.bounce_settings import BounceSettings
from duban.workflow.desk_settings import DeskSettings
from duban.workflow.digests import Digests
from duban.workflow.document_settings import DocumentSettings
from duban.workflow.errors import SettingsError
from duban.workflow.fallback import Fallback
from duban.workflow.feed_settings import FeedSettings
from duban.workflow.operators import Operators
from duban.workflow.people import Directory, brief, read_contacts, read_units, usable
from duban.workflow.receipt_settings import ReceiptSettings
from duban.workflow.settings_files import LONGEST_PATH, holding_nul, named, read_secret, read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo

    from duban.notifiers import Notifier

FILE = "duban.toml"

_PATHS = frozenset({"folder", "ca_file"})
"""Settings of channels whose values are paths."""
_A_DAY = 86_400
_SHOWN = frozenset({"host", "port", "security", "sender", "username", "timeout", "folder", "ca_file"})
"""What of a channel's settings may be shown."""


class Channel(BaseModel):
    """One channel: the name of its notifier, and that notifier's own settings beside it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    notifier: str = Field(
        description="console, file, smtp, http-sms, or a name that a plug registers.", examples=["smtp"]
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show what is set, and nothing secret: what else a notifier takes as a secret is not known here."""
        yield "notifier", self.notifier
        for name, value in (self.model_extra or {}).items():
            yield name, value if name in _SHOWN or name.endswith("_file") else words.MASK

    def options(self, folder: Path) -> dict[str, Any]:
        """Return the notifier's own settings; one that ends in `_file` is replaced by the secret in that file."""
        options: dict[str, Any] = {}
        for name, value in (self.model_extra or {}).items():
            if name.endswith("_file") and name != "ca_file":
                options[name.removesuffix("_file")] = read_secret(name, folder / str(value))
            elif name in _PATHS:
                options[name] = str(folder / str(value))
            else:
                options[name] = value
        return options

    def made(self, folder: Path) -> Notifier:
        """Return a new notifier; secrets are read anew, for they change while we run."""
        return create(self.notifier, self.options(folder))


class Heartbeat(BaseModel):
    """Where the daemon shows that it is well; the heartbeat stops if work does not get done, not only if it dies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str | None = Field(
        default=None, description="A file that is written anew with each beat.", examples=["heartbeat.json"]
    )
    url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="A URL that is asked for with each beat.",
        examples=["https://hc.example.org/ping/4711"],
        repr=False,  # whoever knows it can beat in our place
    )
    longest_wait_seconds: float = Field(
        default=900,
        gt=0,
        le=_A_DAY,
        description="How long work or a message may wait before the beat stops; a new daemon has as long.",
        examples=[3600],
    )


class _Environment(EnvSettingsSource):
    """Reads a channel's variables as text, so that a password may be 007; each notifier converts what it needs."""

    def decode_complex_value(self, field_name: str, field: FieldInfo | None, value: Any) -> Any:  # noqa: ANN401 - as there
        """Parse a value as JSON if its setting takes lists or tables, or if it looks like one; else refuse it as text.

        The library takes the refusal as the sign to keep the text as it is.
        """
        if field is None and not str(value).lstrip().startswith(("{", "[")):
            raise ValueError(words.Line("is text"))
        try:
            return super().decode_complex_value(field_name, field, value)  # type: ignore[arg-type]
        except RecursionError:
            raise ValueError(words.Line("nests too deeply")) from None


_PREFIX = "DUBAN_"


class Settings(BaseSettings):
    """The settings of an engine and a daemon; relative paths are relative to the folder of duban.toml."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    database: str = Field(
        default="sqlite:///duban.db",
        description="A SQLAlchemy URL: SQLite or PostgreSQL.",
        examples=["postgresql://duban@db.example.org/duban"],
    )
    durability: Literal["full", "relaxed"] = Field(
        default="full",
        description="Of SQLite: `full` keeps through a power cut whatever was acknowledged; `relaxed` may lose the "
        "acts of the last moments, and is two to five times as fast, by the disk.",
        examples=["relaxed"],
    )
    wait_seconds: float = Field(
        default=30,
        gt=0,
        le=_A_DAY,
        description="How long an act waits for what another transaction holds, before it says that it is busy.",
        examples=[5],
    )
    scenarios: tuple[str, ...] = Field(
        default=(),
        description="Files, folders, or names of shipped scenarios; left out, all shipped ones.",
        examples=[["scenarios", "complaint"]],
    )
    messages: str | None = Field(default=None, description="A folder: own wording of messages.", examples=["messages"])
    layouts: str | None = Field(default=None, description="A folder: own layouts of ledgers.", examples=["layouts"])
    units: str | None = Field(
        default=None,
        description="The directory of units, a CSV file; without `units` and `contacts` it is in the database.",
        examples=["units.csv"],
    )
    contacts: str | None = Field(
        default=None, description="The directory of contacts, likewise.", examples=["contacts.csv"]
    )
    channels: dict[str, Channel] = Field(
        default_factory=dict, description="The way out per medium: email, sms, or one that a package brings."
    )
    calls: dict[str, str] = Field(
        default={},
        description="By unit, whom to ring about what it hands out: `{{ call }}` in messages.",
        examples=[{"市优化办": "方晓宁 0711-5550142"}],
    )
    message_domain: str = Field(
        default="duban.local",
        pattern=r"^[A-Za-z0-9.-]+$",
        description="What stands behind the @ of a Message-ID.",
        examples=["duban.example.org"],
    )
    heartbeat_seconds: float = Field(
        default=5, gt=0, le=_A_DAY, description="How often the daemon looks for others' writes.", examples=[10]
    )
    lease_seconds: float = Field(
        default=60, gt=0, le=_A_DAY, description="How long a worker may hold messages it is sending.", examples=[120]
    )
    connections: int = Field(
        default=1,
        ge=1,
        le=16,
        description="How many messages are on their way at once, each by a connection of its own.",
        examples=[8],
    )
    heartbeat: Heartbeat = Field(default_factory=Heartbeat, description="Where the daemon shows that it is well.")
    operators: Operators = Field(
        default_factory=Operators, description="Who is told what keeps messages or work from reaching people."
    )
    digests: Digests = Field(default_factory=Digests, description="What is not urgent leaves as one message a day.")
    fallback: Fallback = Field(default_factory=Fallback, description="Which medium is first, and when the next goes.")
    bounces: BounceSettings = Field(default_factory=BounceSettings, description="Where reports of lost mails come.")
    receipts: ReceiptSettings = Field(default_factory=ReceiptSettings, description="What providers report of SMS.")
    anchors: Anchoring = Field(default_factory=Anchoring, description="The keys that sign anchors and check them.")
    desk: DeskSettings = Field(default_factory=DeskSettings, description="The desk: the web pages.")
    feed: FeedSettings = Field(default_factory=FeedSettings, description="How long events are kept.")
    archive: ArchiveSettings = Field(default_factory=ArchiveSettings, description="For how long matters are kept.")
    documents: DocumentSettings = Field(default_factory=DocumentSettings, description="Letters as Word files and PDFs.")
    backups: BackupSettings = Field(default_factory=BackupSettings, description="How old the last backup may be.")
    evidence: Evidence = Field(default_factory=Evidence, description="Where files are kept, and which are taken.")
    folder: Path = Field(
        default=Path(),
        description="The folder that relative paths start from; left out, the one in which duban.toml is.",
        examples=["/var/lib/duban"],
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show the settings without the database's password."""
        for name, value in super().__repr_args__():
            yield name, words.masked(value) if name == "database" else value

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, values: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        """Refuse NUL characters, which no path, address or password can contain."""
        if named := next(holding_nul(values, ()), None):
            raise ValueError(words.Line("{setting} holds a NUL character", setting=named))
        return values

    @field_validator("channels")
    @classmethod
    def _media(cls, channels: dict[str, Channel]) -> dict[str, Channel]:
        """Refuse a channel of an unknown medium: nothing would leave by it, and people would count as unreachable."""
        try:
            for name in channels:
                medium_named(name)
        except UnknownMedium as error:
            raise ValueError(words.said_by(error)) from None
        return channels

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the hook's shape
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the hook's shape
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the hook's shape
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment override the file, whose values are passed as arguments."""
        return _Environment(settings_cls), init_settings

    @classmethod
    def load(cls, path: str | Path | None = None) -> Self:
        """Return the settings of a duban.toml and of the environment, which overrides it.

        Without `path` the file is the one that DUBAN_CONFIG names, or else duban.toml in the current folder, if there
        is one. Raises SettingsError with one line for each setting that cannot be used.
        """
        file = Path(path) if path is not None else Path(os.environ.get("DUBAN_CONFIG", FILE))
        values: dict[str, Any] = {}
        if path is not None or "DUBAN_CONFIG" in os.environ or file.exists():
            values = read_toml(file)
        if "folder" in values:
            problem = words.Line("folder is where this file is; move the file, or set DUBAN_FOLDER")
            raise SettingsError(words.at(file.name, problem))
        return cls._made(named(Path(file.name)), {**values, "folder": file.parent})

    @classmethod
    def plain(cls, database: str | None) -> Self:
        """Return the defaults, but gathering nothing, for an embedded engine; neither file nor environment is read."""
        made = cls.model_construct(digests=Digests(media=()))
        return made if database is None else made.model_copy(update={"database": database})

    @classmethod
    def _made(cls, where: str, values: dict[str, Any]) -> Self:
        try:
            made = cls(**values)
        except UnreadableVariable as error:
            field = str(error).partition('"')[2].partition('"')[0]  # the library says it in no other way
            variable = f"{_PREFIX}{field.upper()}"
            problem = words.Line(
                '{variable} is no value of "{setting}"; lists and tables are JSON, such as {example}',
                variable=variable,
                setting=field,
                example="""DUBAN_SCENARIOS='["scenarios"]'""",
            )
            raise SettingsError(words.at("environment", problem)) from None
        except RecursionError:
            problem = words.Line("a DUBAN_ variable holds JSON that nests too deeply")
            raise SettingsError(words.at("environment", problem)) from None
        except ValidationError as error:
            lines = [cls._line(where, found) for found in error.errors()]
            raise SettingsError(words.Line("{problems:lines}", problems=lines)) from None
        try:
            return made.model_copy(update={"database": made.anchored(made.database)})
        except UnicodeEncodeError:
            problem = words.Line(
                "{database} in {folder} is not UTF-8; rename it",
                database=shown(made.database),
                folder=shown(str(made.folder)),
            )
            raise SettingsError(words.at(f"{where}: database", problem)) from None

    @classmethod
    def _line(cls, where: str, found: Mapping[str, Any]) -> words.Line:
        """Return what pydantic found wrong; of a check of ours, what it raised."""
        name = ".".join(brief(str(part)) for part in found["loc"])
        origin = cls._variable(found["loc"]) or where
        if found["type"] == "extra_forbidden":
            declared = cls.model_fields.get(str(found["loc"][0])) if len(found["loc"]) > 1 else None
            table = None if declared is None else declared.annotation
            inner = table if isinstance(table, type) and issubclass(table, BaseModel) else cls
            known = sorted(inner.model_fields)
            return words.at(
                origin, words.Line("unknown setting {name:shown}; there are: {known}", name=name, known=known)
            )
        raised = found.get("ctx", {}).get("error")
        problem = words.said_by(raised) if isinstance(raised, Exception) else found["msg"]
        return words.at(f"{origin}: {name}" if name else where, words.Line("{message:retold}", message=problem))

    @classmethod
    def _variable(cls, place: Sequence[int | str]) -> str | None:
        """Return the environment variable that a value comes from; None if it comes from elsewhere."""
        names = {name.upper() for name in os.environ}
        parts = [str(part).upper() for part in place]
        made = (_PREFIX + "__".join(parts[:much]) for much in range(len(parts), 0, -1))
        return next((f"environment: {name}" for name in made if name in names), None)

    def anchored(self, url: str) -> str:
        """Return a database URL in which a relative SQLite path is made relative to the settings' folder."""
        driver, slashes, path = url.partition(":///")
        if (
            not slashes
            or driver.partition("+")[0] != "sqlite"
            or not path
            or path == ":memory:"
            or path.startswith("file:")
            or Path(path).is_absolute()
        ):
            return url
        # A folder can have any name: it must not be parsed as a part of the URL.
        return URL.create(driver, database=f"{self.folder}/{path}").render_as_string()

    def directory_stamp(self) -> tuple[tuple[int, int], ...]:
        """Return a stamp that changes if units.csv or contacts.csv is written, deleted or created."""
        stamps = []
        for path in (self.folder / name for name in (self.units, self.contacts) if name is not None):
            try:
                found = path.stat()
            except OSError:
                stamps.append((0, 0))
            else:
                stamps.append((found.st_mtime_ns, found.st_size))
        return tuple(stamps)

    @property
    def directory_files(self) -> tuple[str, ...]:
        """Return the files that the directory is read from; without any, it is kept in the database."""
        return tuple(name for name in (self.units, self.contacts) if name is not None)

    def load_directory(self) -> Directory:
        """Return the directory of the two CSV files; an empty one if neither is named.

        Raises:
            SettingsError: if a file that is named does not exist.
            DirectoryError: if a file has rows that cannot be used.

        """
        units, contacts = self._directory_paths()
        return Directory.empty() if units is None and contacts is None else Directory.load(units, contacts)

    def usable_directory(self) -> tuple[Directory, tuple[words.Line, ...]]:
        """Return the directory of the rows that can be used, and a line for each that cannot.

        Raises SettingsError if a file that is named does not exist.
        """
        units, contacts = self._directory_paths()
        declared, problems = ([], []) if units is None else read_units(units)
        people, more = ([], []) if contacts is None else read_contacts(contacts)
        return usable(None if units is None else declared, people, [*problems, *more])

    def _directory_paths(self) -> tuple[Path | None, Path | None]:
        units = None if self.units is None else self.folder / self.units
        contacts = None if self.contacts is None else self.folder / self.contacts
        for name, path in (("units", units), ("contacts", contacts)):
            if path is not None and not os.path.isfile(path):  # noqa: PTH113 - Path raises where a name is too long
                there = os.path.exists(path)  # noqa: PTH110 - likewise
                problem = words.Line(
                    "that is no file; write it, or leave the setting out"
                    if there
                    else "there is no such file; write it, or leave the setting out"
                )
                raise SettingsError(words.at(f"{name} = {str(path)[:LONGEST_PATH]!r}", problem))
        return units, contacts

    @property
    def sms_sign(self) -> str:
        """Return the signature that the channel for SMS has, empty without one."""
        return str((self.channels["sms"].model_extra or {}).get("sign", "")) if "sms" in self.channels else ""

    def channel_factories(self) -> dict[str, Callable[[], Notifier]]:
        """Return a factory of the notifier for each medium. Raise SettingsError if a secret cannot be read now."""
        for channel in self.channels.values():
            channel.options(self.folder)
        return {medium: partial(channel.made, self.folder) for medium, channel in self.channels.items()}
