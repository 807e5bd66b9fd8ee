"""The engine with every verb, its values and errors, who is who, and the settings."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.acts import (
        BounceNoted as BounceNoted,
        CalendarImport as CalendarImport,
        Days as Days,
        Erasure as Erasure,
        Migrated as Migrated,
        MigratedClock as MigratedClock,
        Migration as Migration,
        NewPart as NewPart,
        NextRung as NextRung,
        OpeningPreview as OpeningPreview,
        Redated as Redated,
        Standing as Standing,
        WouldOpen as WouldOpen,
        WouldSend as WouldSend,
        read_calendar_csv as read_calendar_csv,
    )
    from duban.workflow.anchors import (
        Anchoring as Anchoring,
        AnchorLog as AnchorLog,
        AnchorsRead as AnchorsRead,
        Appended as Appended,
        read_anchors as read_anchors,
        read_key as read_key,
    )
    from duban.workflow.archive_settings import ArchiveSettings as ArchiveSettings
    from duban.workflow.backup_settings import BackupSettings as BackupSettings
    from duban.workflow.bounce_settings import BounceSettings as BounceSettings
    from duban.workflow.clock import Clock as Clock, FixedClock as FixedClock, SystemClock as SystemClock
    from duban.workflow.desk_settings import DeskSettings as DeskSettings
    from duban.workflow.digests import Digests as Digests
    from duban.workflow.document_settings import DocumentSettings as DocumentSettings
    from duban.workflow.engine import Engine as Engine
    from duban.workflow.errors import (
        AlteredDefinition as AlteredDefinition,
        AmbiguousScenario as AmbiguousScenario,
        BatchRefused as BatchRefused,
        CalendarTableError as CalendarTableError,
        DirectoryChanged as DirectoryChanged,
        DirectoryError as DirectoryError,
        InvalidUnits as InvalidUnits,
        KeyReused as KeyReused,
        KeyUnusable as KeyUnusable,
        LinkDead as LinkDead,
        NoAnchors as NoAnchors,
        ScenarioChanged as ScenarioChanged,
        ScenarioClash as ScenarioClash,
        SettingsError as SettingsError,
        TransitionConflict as TransitionConflict,
        TransitionRefused as TransitionRefused,
        UnknownDefinition as UnknownDefinition,
        UnknownFile as UnknownFile,
        UnknownInstance as UnknownInstance,
        UnknownLink as UnknownLink,
        UnknownMessage as UnknownMessage,
        UnknownName as UnknownName,
        UnknownScenario as UnknownScenario,
        UnknownState as UnknownState,
        UnknownTrigger as UnknownTrigger,
        UnknownVersion as UnknownVersion,
        WorkflowError as WorkflowError,
    )
    from duban.workflow.fallback import Fallback as Fallback
    from duban.workflow.feed import (
        EventsGone as EventsGone,
        EventsOrdered as EventsOrdered,
        FeedEvent as FeedEvent,
        FeedPage as FeedPage,
        UnknownPosition as UnknownPosition,
    )
    from duban.workflow.feed_settings import FeedSettings as FeedSettings
    from duban.workflow.file_values import (
        FileOpened as FileOpened,
        FilesTidied as FilesTidied,
        FileView as FileView,
        OpenedFile as OpenedFile,
    )
    from duban.workflow.instance import NewItem as NewItem
    from duban.workflow.keeping import (
        AddressMended as AddressMended,
        Departure as Departure,
        DirectoryChange as DirectoryChange,
        DirectoryImport as DirectoryImport,
        HandedMatter as HandedMatter,
        HandOver as HandOver,
        RowChange as RowChange,
        contacts_csv as contacts_csv,
        read_contacts_csv as read_contacts_csv,
        read_units_csv as read_units_csv,
        units_csv as units_csv,
    )
    from duban.workflow.links import LinkShown as LinkShown, MessageLink as MessageLink
    from duban.workflow.listeners import (
        Happening as Happening,
        Listener as Listener,
        ListenerFailed as ListenerFailed,
        Objection as Objection,
        SessionNeeded as SessionNeeded,
        What as What,
        When as When,
        log_failure as log_failure,
    )
    from duban.workflow.logs import (
        Complaints as Complaints,
        Event as Event,
        LineFormatter as LineFormatter,
        event as event,
    )
    from duban.workflow.operators import Operators as Operators
    from duban.workflow.papers import (
        PaperFileView as PaperFileView,
        PaperReply as PaperReply,
        PaperView as PaperView,
    )
    from duban.workflow.people import (
        WISH_COLUMNS as WISH_COLUMNS,
        Absence as Absence,
        Contact as Contact,
        Directory as Directory,
        Expansion as Expansion,
        Level as Level,
        MadeUpPeople as MadeUpPeople,
        Reached as Reached,
        Unit as Unit,
        Wishes as Wishes,
        decode_office_text as decode_office_text,
        looks_like_group as looks_like_group,
        near_units as near_units,
        read_file as read_file,
        read_wishes as read_wishes,
        unknown_units as unknown_units,
        wish_cells as wish_cells,
        without_rank as without_rank,
    )
    from duban.workflow.play import (
        CannotOpen as CannotOpen,
        ExampleResult as ExampleResult,
        Letter as Letter,
        Outlook as Outlook,
        Simulation as Simulation,
        Stop as Stop,
        format_results as format_results,
        outlook as outlook,
        play_example as play_example,
        play_examples as play_examples,
        simulate as simulate,
        tell_history as tell_history,
        throwaway_engine as throwaway_engine,
    )
    from duban.workflow.reads import (
        ABOVE_TEXTS as ABOVE_TEXTS,
        BELOW_TEXTS as BELOW_TEXTS,
        COMPARED_WITH as COMPARED_WITH,
        FIGURE_NAMES as FIGURE_NAMES,
        FIGURE_TITLE_TEXTS as FIGURE_TITLE_TEXTS,
        FIGURED_BY as FIGURED_BY,
        FIGURES as FIGURES,
        OUT_TEXTS as OUT_TEXTS,
        STATUSES as STATUSES,
        UNSENT as UNSENT,
        Anchored as Anchored,
        AtHand as AtHand,
        Behind as Behind,
        Call as Call,
        CallMatter as CallMatter,
        CaseFile as CaseFile,
        ClockEvent as ClockEvent,
        ContactEntry as ContactEntry,
        Count as Count,
        Dated as Dated,
        Deed as Deed,
        Deeds as Deeds,
        EachAct as EachAct,
        ErasedField as ErasedField,
        Explanation as Explanation,
        Figure as Figure,
        FigureChange as FigureChange,
        Figures as Figures,
        FiguresChanges as FiguresChanges,
        FiguresCompared as FiguresCompared,
        FigureSort as FigureSort,
        FiguresPeriod as FiguresPeriod,
        FiguresRow as FiguresRow,
        FilesProved as FilesProved,
        Finding as Finding,
        HandRow as HandRow,
        Health as Health,
        InstructionView as InstructionView,
        LastAct as LastAct,
        Listed as Listed,
        ListRow as ListRow,
        MarkedAddress as MarkedAddress,
        Matrix as Matrix,
        MatrixCell as MatrixCell,
        MatrixItem as MatrixItem,
        MatrixRow as MatrixRow,
        OutboxEntry as OutboxEntry,
        Page as Page,
        PartView as PartView,
        PlanTask as PlanTask,
        PlanView as PlanView,
        Possible as Possible,
        Query as Query,
        Ranked as Ranked,
        RankedGroup as RankedGroup,
        Ranking as Ranking,
        Remark as Remark,
        ScenarioVersion as ScenarioVersion,
        Situation as Situation,
        TargetUnit as TargetUnit,
        TargetView as TargetView,
        Told as Told,
        Trouble as Trouble,
        UnitEntry as UnitEntry,
        UnitSigned as UnitSigned,
        UrgeAnswer as UrgeAnswer,
        UrgeStepTaken as UrgeStepTaken,
        UrgeView as UrgeView,
        Verification as Verification,
        WhyDue as WhyDue,
        WhyEscalated as WhyEscalated,
        WhyNot as WhyNot,
        change_of as change_of,
        clock_time as clock_time,
        ranked as ranked,
        rounded as rounded,
        verify as verify,
    )
    from duban.workflow.receipt_settings import ReceiptSettings as ReceiptSettings
    from duban.workflow.report_values import (
        FilledLine as FilledLine,
        FilledSheet as FilledSheet,
        LastReport as LastReport,
    )
    from duban.workflow.rules import (
        asked_words as asked_words,
        clock_words as clock_words,
        message_called as message_called,
        moment_words as moment_words,
        skip_words as skip_words,
    )
    from duban.workflow.scenario_files import UnusableFile as UnusableFile
    from duban.workflow.services import (
        BouncesRead as BouncesRead,
        Draft as Draft,
        Indexed as Indexed,
        MessagePreview as MessagePreview,
        OperatorsTold as OperatorsTold,
        PaperContent as PaperContent,
        PaperDue as PaperDue,
        ReceiptsPolled as ReceiptsPolled,
        UrgeOutcome as UrgeOutcome,
    )
    from duban.workflow.settings import Channel as Channel, Heartbeat as Heartbeat, Settings as Settings
    from duban.workflow.values import (
        Allowed as Allowed,
        CalendarView as CalendarView,
        DeliveryResult as DeliveryResult,
        HistoryEntry as HistoryEntry,
        Instance as Instance,
        Link as Link,
        OpinionView as OpinionView,
        Pending as Pending,
        Progress as Progress,
        SweepFailure as SweepFailure,
        SweepResult as SweepResult,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
