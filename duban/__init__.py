"""duban (督办): a workflow engine for work that must not be forgotten.

The front door: `Engine`, `Settings`, `load_scenario`, the values that they give, the errors that they raise, and
`speaking`, which says in whose language. Names are loaded when they are first asked for, so that `import duban` costs
next to nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.evidence import (
        Evidence as Evidence,
        EvidenceError as EvidenceError,
        FileGone as FileGone,
        FileRefused as FileRefused,
        NoEvidence as NoEvidence,
        NoRoomForFiles as NoRoomForFiles,
    )
    from duban.notifiers import (
        ChannelDown as ChannelDown,
        Message as Message,
        Notifier as Notifier,
        Permanent as Permanent,
        Receipt as Receipt,
        Retryable as Retryable,
        Uncertain as Uncertain,
        Unclear as Unclear,
    )
    from duban.scenarios import Problem as Problem, ScenarioError as ScenarioError, load_scenario as load_scenario
    from duban.states import (
        Blocker as Blocker,
        Definition as Definition,
        DurationError as DurationError,
        InvalidData as InvalidData,
        Light as Light,
        WorkingCalendar as WorkingCalendar,
    )
    from duban.storage import (
        DatabaseMoved as DatabaseMoved,
        SchemaMissing as SchemaMissing,
        SchemaNewer as SchemaNewer,
        SchemaOlder as SchemaOlder,
        StorageBusy as StorageBusy,
        StorageError as StorageError,
        StorageFull as StorageFull,
        StorageReadOnly as StorageReadOnly,
        StorageUnavailable as StorageUnavailable,
    )
    from duban.version import __version__ as __version__
    from duban.words import speaking as speaking
    from duban.workflow import (
        Absence as Absence,
        Allowed as Allowed,
        Anchored as Anchored,
        AtHand as AtHand,
        BatchRefused as BatchRefused,
        CalendarImport as CalendarImport,
        CalendarView as CalendarView,
        Call as Call,
        CaseFile as CaseFile,
        Clock as Clock,
        Contact as Contact,
        ContactEntry as ContactEntry,
        Count as Count,
        DeliveryResult as DeliveryResult,
        Departure as Departure,
        Directory as Directory,
        DirectoryChange as DirectoryChange,
        DirectoryError as DirectoryError,
        DirectoryImport as DirectoryImport,
        Draft as Draft,
        Engine as Engine,
        Erasure as Erasure,
        Explanation as Explanation,
        Figured as Figured,
        Figures as Figures,
        FileOpened as FileOpened,
        FilesTidied as FilesTidied,
        FileView as FileView,
        FilledSheet as FilledSheet,
        HandOver as HandOver,
        HandRow as HandRow,
        Health as Health,
        HistoryEntry as HistoryEntry,
        Indexed as Indexed,
        Instance as Instance,
        InvalidUnits as InvalidUnits,
        KeyReused as KeyReused,
        KeyUnusable as KeyUnusable,
        LastReport as LastReport,
        Level as Level,
        Link as Link,
        ListRow as ListRow,
        Matrix as Matrix,
        Migration as Migration,
        NewItem as NewItem,
        NewPart as NewPart,
        NoAnchors as NoAnchors,
        OpenedFile as OpenedFile,
        Operators as Operators,
        OperatorsTold as OperatorsTold,
        OutboxEntry as OutboxEntry,
        Page as Page,
        Pending as Pending,
        Query as Query,
        ScenarioChanged as ScenarioChanged,
        Settings as Settings,
        SettingsError as SettingsError,
        Situation as Situation,
        SweepResult as SweepResult,
        TargetView as TargetView,
        TransitionConflict as TransitionConflict,
        TransitionRefused as TransitionRefused,
        Trouble as Trouble,
        Unit as Unit,
        UnitEntry as UnitEntry,
        UnknownFile as UnknownFile,
        UnknownInstance as UnknownInstance,
        UnknownMessage as UnknownMessage,
        UnknownName as UnknownName,
        UnknownScenario as UnknownScenario,
        UnknownState as UnknownState,
        UnknownTrigger as UnknownTrigger,
        UnknownVersion as UnknownVersion,
        UrgeOutcome as UrgeOutcome,
        Verification as Verification,
        WhyDue as WhyDue,
        WhyEscalated as WhyEscalated,
        WhyNot as WhyNot,
        WorkflowError as WorkflowError,
        contacts_csv as contacts_csv,
        read_contacts_csv as read_contacts_csv,
        read_units_csv as read_units_csv,
        units_csv as units_csv,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
