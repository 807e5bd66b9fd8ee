"""The kinds of entries by name, and those that acts write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.history.aims import HandedOn, SharesSet, TargetTurned
from duban.states.history.approvals import ApprovalAsked, OpinionGiven
from duban.states.history.changes import Corrected, Ended, Erased, Merged, TakenBack
from duban.states.history.dividing import Divided, PartsOpened
from duban.states.history.entries import (
    Acted,
    Assigned,
    ClockRedated,
    Decided,
    Entry,
    Excused,
    ExtensionAsked,
    HandedOver,
    LinkHeard,
    LinkMade,
    News,
    Opened,
    OtherOpened,
    PartLeft,
    PartWithdrawn,
    Readdressed,
    Refused,
    Reminded,
    RulesChanged,
    RungFired,
    RungSkipped,
    StayEnded,
)
from duban.states.history.papers import PaperDrafted, PaperEdited, PaperFiled, PaperScanned, PaperVoided, Signed
from duban.states.history.plans import Planned, TasksCarried, TasksIncluded
from duban.states.history.sayings import Answered, Instructed, Remarked, Unanswered, Urged
from duban.states.history.sheets import LinesStruck, Progressed, Reported

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, type[Entry]] = {
    each.kind: each
    for each in (
        Opened,
        Acted,
        Excused,
        Assigned,
        ExtensionAsked,
        ApprovalAsked,
        OpinionGiven,
        Decided,
        RungFired,
        RungSkipped,
        StayEnded,
        Refused,
        Reminded,
        Readdressed,
        ClockRedated,
        RulesChanged,
        OtherOpened,
        Divided,
        PartsOpened,
        News,
        PartLeft,
        PartWithdrawn,
        Corrected,
        TakenBack,
        Ended,
        Merged,
        LinkMade,
        LinkHeard,
        Planned,
        TasksIncluded,
        TasksCarried,
        Erased,
        HandedOver,
        Remarked,
        Urged,
        Unanswered,
        Answered,
        Instructed,
        SharesSet,
        TargetTurned,
        HandedOn,
        Reported,
        LinesStruck,
        Progressed,
        PaperDrafted,
        PaperEdited,
        Signed,
        PaperFiled,
        PaperScanned,
        PaperVoided,
    )
}
"""The kinds of entries by name; `duban_history.kind` is one of these names."""

ACTS = frozenset(
    each.kind
    for each in (
        Opened,
        Acted,
        Excused,
        Assigned,
        Divided,
        ExtensionAsked,
        ApprovalAsked,
        OpinionGiven,
        Decided,
        TakenBack,
        Corrected,
        Ended,
        Merged,
        LinkMade,
        TasksIncluded,
        TasksCarried,
        Erased,
        Remarked,
        Urged,
        Answered,
        Instructed,
        HandedOn,
        Reported,
        PaperDrafted,
        PaperEdited,
        Signed,
        PaperScanned,
        PaperVoided,
    )
)
"""The kinds of entries that acts write; each of them raises the instance's version, as a migration does."""
