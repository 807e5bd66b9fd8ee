"""The verbs that read: instances and their history, explanations, the outbox, the directory, and verification."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.calls import Call as Call, Calling as Calling, CallMatter as CallMatter
    from duban.workflow.reads.delay_explained import WhyNot as WhyNot
    from duban.workflow.reads.due_explained import ClockEvent as ClockEvent, WhyDue as WhyDue, clock_time as clock_time
    from duban.workflow.reads.each_acts import EachAct as EachAct, UnitSigned as UnitSigned
    from duban.workflow.reads.erased_fields import ErasedField as ErasedField
    from duban.workflow.reads.escalation_explained import Told as Told, WhyEscalated as WhyEscalated
    from duban.workflow.reads.explaining import Explaining as Explaining, Explanation as Explanation
    from duban.workflow.reads.figures import (
        ABOVE_TEXTS as ABOVE_TEXTS,
        BELOW_TEXTS as BELOW_TEXTS,
        COMPARED_WITH as COMPARED_WITH,
        FIGURE_NAMES as FIGURE_NAMES,
        FIGURE_TITLE_TEXTS as FIGURE_TITLE_TEXTS,
        FIGURED_BY as FIGURED_BY,
        FIGURES as FIGURES,
        OUT_TEXTS as OUT_TEXTS,
        Behind as Behind,
        Figure as Figure,
        FigureChange as FigureChange,
        Figures as Figures,
        FiguresChanges as FiguresChanges,
        FiguresCompared as FiguresCompared,
        FigureSort as FigureSort,
        FiguresPeriod as FiguresPeriod,
        FiguresRow as FiguresRow,
        Figuring as Figuring,
        Listed as Listed,
        Ranked as Ranked,
        RankedGroup as RankedGroup,
        Ranking as Ranking,
        change_of as change_of,
        ranked as ranked,
        rounded as rounded,
    )
    from duban.workflow.reads.finding import (
        AtHand as AtHand,
        Count as Count,
        Deed as Deed,
        Deeds as Deeds,
        HandRow as HandRow,
        Hands as Hands,
        Listing as Listing,
        ListRow as ListRow,
        Page as Page,
        Query as Query,
        resolve as resolve,
    )
    from duban.workflow.reads.health import Health as Health, take_health as take_health
    from duban.workflow.reads.last_acts import LastAct as LastAct
    from duban.workflow.reads.linked import (
        Aiming as Aiming,
        Dated as Dated,
        TargetUnit as TargetUnit,
        TargetView as TargetView,
    )
    from duban.workflow.reads.marked import MarkedAddress as MarkedAddress
    from duban.workflow.reads.matrix import (
        Matrices as Matrices,
        Matrix as Matrix,
        MatrixCell as MatrixCell,
        MatrixItem as MatrixItem,
        MatrixRow as MatrixRow,
    )
    from duban.workflow.reads.numbers import Numbers as Numbers
    from duban.workflow.reads.outbox_entries import (
        STATUSES as STATUSES,
        UNSENT as UNSENT,
        Mailroom as Mailroom,
        OutboxEntry as OutboxEntry,
    )
    from duban.workflow.reads.parts import PartView as PartView
    from duban.workflow.reads.people_today import ContactEntry as ContactEntry, People as People, UnitEntry as UnitEntry
    from duban.workflow.reads.plans import PlanTask as PlanTask, PlanView as PlanView
    from duban.workflow.reads.possible import Possible as Possible
    from duban.workflow.reads.proving import Anchored as Anchored, Proving as Proving
    from duban.workflow.reads.reader import Reader as Reader
    from duban.workflow.reads.rulebook import Rulebook as Rulebook, ScenarioVersion as ScenarioVersion
    from duban.workflow.reads.sayings import (
        InstructionView as InstructionView,
        Remark as Remark,
        UrgeAnswer as UrgeAnswer,
        UrgeStepTaken as UrgeStepTaken,
        UrgeView as UrgeView,
        as_read as as_read,
    )
    from duban.workflow.reads.search import text_match as text_match
    from duban.workflow.reads.situation import CaseFile as CaseFile, Situation as Situation, Situations as Situations
    from duban.workflow.reads.troubles import (
        Trouble as Trouble,
        find_troubles as find_troubles,
        stopped_accounts as stopped_accounts,
    )
    from duban.workflow.reads.verification import (
        FilesProved as FilesProved,
        Finding as Finding,
        Verification as Verification,
        verify as verify,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
