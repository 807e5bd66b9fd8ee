"""What happens: the engine, the sweeper, the dispatcher, the directory and the settings."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.acts import (
        CalendarImport as CalendarImport,
        Migrated as Migrated,
        MigratedClock as MigratedClock,
        Migration as Migration,
        NextRung as NextRung,
        Redated as Redated,
        Standing as Standing,
        read_calendar_csv as read_calendar_csv,
    )
    from duban.workflow.backups import Backup as Backup, back_up as back_up, restore as restore
    from duban.workflow.clock import Clock as Clock, FixedClock as FixedClock, SystemClock as SystemClock
    from duban.workflow.daemon import Daemon as Daemon, run_daemon as run_daemon
    from duban.workflow.directory import Directory as Directory, Expansion as Expansion, Reached as Reached
    from duban.workflow.doctor import Check as Check, Examination as Examination, examine as examine
    from duban.workflow.engine import Engine as Engine
    from duban.workflow.errors import (
        BatchRefused as BatchRefused,
        CalendarTableError as CalendarTableError,
        DirectoryError as DirectoryError,
        InvalidUnits as InvalidUnits,
        KeyReused as KeyReused,
        ScenarioClash as ScenarioClash,
        SettingsError as SettingsError,
        TransitionConflict as TransitionConflict,
        TransitionRefused as TransitionRefused,
        UnknownDefinition as UnknownDefinition,
        UnknownInstance as UnknownInstance,
        UnknownScenario as UnknownScenario,
        UnknownState as UnknownState,
        UnknownTrigger as UnknownTrigger,
        UnknownVersion as UnknownVersion,
        WorkflowError as WorkflowError,
    )
    from duban.workflow.explain import Told as Told, WhyEscalated as WhyEscalated
    from duban.workflow.explain_due import ClockEvent as ClockEvent, WhyDue as WhyDue, clock_time as clock_time
    from duban.workflow.explain_not_yet import WhyNot as WhyNot
    from duban.workflow.files import read_file as read_file
    from duban.workflow.instance import NewItem as NewItem
    from duban.workflow.log_lines import LineFormatter as LineFormatter
    from duban.workflow.looking_ahead import Outlook as Outlook, outlook as outlook
    from duban.workflow.made_up_people import MadeUpPeople as MadeUpPeople
    from duban.workflow.moving import Move as Move, move as move
    from duban.workflow.numbers import close_number as close_number, known_numbers as known_numbers
    from duban.workflow.office_text import decode_office_text as decode_office_text
    from duban.workflow.outbox_view import (
        STATUSES as STATUSES,
        UNSENT as UNSENT,
        OutboxEntry as OutboxEntry,
        list_outbox as list_outbox,
        retry_messages as retry_messages,
        send_test as send_test,
    )
    from duban.workflow.people import Contact as Contact, Level as Level, Unit as Unit
    from duban.workflow.playing import play_example as play_example, play_examples as play_examples
    from duban.workflow.playing_results import ExampleResult as ExampleResult, format_results as format_results
    from duban.workflow.settings import Channel as Channel, Settings as Settings
    from duban.workflow.simulating import (
        CannotOpen as CannotOpen,
        Letter as Letter,
        Simulation as Simulation,
        Stop as Stop,
        simulate as simulate,
    )
    from duban.workflow.situation import (
        Situation as Situation,
        Story as Story,
        situation_of as situation_of,
        stories_of as stories_of,
    )
    from duban.workflow.throwaway import throwaway_engine as throwaway_engine
    from duban.workflow.values import (
        Allowed as Allowed,
        CalendarView as CalendarView,
        DeliveryResult as DeliveryResult,
        HistoryEntry as HistoryEntry,
        Instance as Instance,
        Link as Link,
        Pending as Pending,
        Progress as Progress,
        SweepFailure as SweepFailure,
        SweepResult as SweepResult,
    )
    from duban.workflow.verifying import Finding as Finding, Verification as Verification
    from duban.workflow.watching import Health as Health
    from duban.workflow.who import (
        ContactEntry as ContactEntry,
        UnitEntry as UnitEntry,
        contacts_of as contacts_of,
        units_of as units_of,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
