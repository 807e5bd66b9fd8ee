"""What is asked: where instances stand, why, what was told, what is unsent, and whether all of it is true."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.delay_explained import WhyNot as WhyNot
    from duban.workflow.reads.due_explained import ClockEvent as ClockEvent, WhyDue as WhyDue, clock_time as clock_time
    from duban.workflow.reads.escalation_explained import Told as Told, WhyEscalated as WhyEscalated
    from duban.workflow.reads.health import Health as Health, take_health as take_health
    from duban.workflow.reads.numbers import close_number as close_number, known_numbers as known_numbers
    from duban.workflow.reads.outbox_entries import (
        STATUSES as STATUSES,
        UNSENT as UNSENT,
        OutboxEntry as OutboxEntry,
        list_outbox as list_outbox,
        retry_messages as retry_messages,
        send_test as send_test,
    )
    from duban.workflow.reads.people_today import (
        ContactEntry as ContactEntry,
        UnitEntry as UnitEntry,
        contacts_of as contacts_of,
        today as today,
        units_of as units_of,
    )
    from duban.workflow.reads.reader import Reader as Reader
    from duban.workflow.reads.situation import (
        Situation as Situation,
        Story as Story,
        situation_of as situation_of,
        stories_of as stories_of,
    )
    from duban.workflow.reads.verification import Finding as Finding, Verification as Verification, verify as verify
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
