"""A workflow's definition: the immutable, compiled form of one scenario file, part by part."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.states.definition.acts import (
        Approvable as Approvable,
        Consulted as Consulted,
        Corrects as Corrects,
        Excuse as Excuse,
        Extension as Extension,
        Opens as Opens,
        Transition as Transition,
        Voids as Voids,
    )
    from duban.states.definition.clocks import (
        ClockRule as ClockRule,
        DueAfter as DueAfter,
        Lengths as Lengths,
        Missed as Missed,
        Review as Review,
        Rung as Rung,
    )
    from duban.states.definition.linked import (
        DAY_OF_YEAR as DAY_OF_YEAR,
        Breakdown as Breakdown,
        Children as Children,
        Counted as Counted,
        Quota as Quota,
        Repeats as Repeats,
        Target as Target,
    )
    from duban.states.definition.papers import (
        PAPER_FORMS as PAPER_FORMS,
        Paper as Paper,
    )
    from duban.states.definition.reporting import (
        HandIn as HandIn,
        NothingNew as NothingNew,
        ProgressRule as ProgressRule,
        SheetRule as SheetRule,
    )
    from duban.states.definition.stages import (
        ANYONE as ANYONE,
        OPEN as OPEN,
        REASON as REASON,
        SYSTEM as SYSTEM,
        Field as Field,
        FieldType as FieldType,
        Light as Light,
        Role as Role,
        State as State,
    )
    from duban.states.definition.telling import (
        Announcement as Announcement,
        Instructions as Instructions,
        MessageForm as MessageForm,
        Remarks as Remarks,
        UrgeStep as UrgeStep,
        Urging as Urging,
    )
    from duban.states.definition.whole import (
        Definition as Definition,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
