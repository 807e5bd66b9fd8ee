"""What a workflow is: definitions, the machine, guards, durations, the working calendar, clocks and ladders; no I/O."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.states.acting import (
        BOUND as BOUND,
        Blocker as Blocker,
        Choice as Choice,
        Effects as Effects,
        Index as Index,
        Stepper as Stepper,
        WorkflowMachine as WorkflowMachine,
        answer_blockers as answer_blockers,
        bound_clock as bound_clock,
        bound_moment as bound_moment,
        children_blockers as children_blockers,
        clock_lights as clock_lights,
        decision_blockers as decision_blockers,
        due_first as due_first,
        due_now as due_now,
        extension_blockers as extension_blockers,
        extension_of as extension_of,
        index_of as index_of,
        instance_lights as instance_lights,
        instruct_blockers as instruct_blockers,
        instruction_readers as instruction_readers,
        instruction_tells as instruction_tells,
        interval as interval,
        is_reminder as is_reminder,
        is_window as is_window,
        joined_by as joined_by,
        last_urge as last_urge,
        leaves as leaves,
        reached as reached,
        remark_blockers as remark_blockers,
        remark_readers as remark_readers,
        reminder_claim as reminder_claim,
        reminder_day as reminder_day,
        role_blockers as role_blockers,
        transition_blockers as transition_blockers,
        urge_asks as urge_asks,
        urge_blockers as urge_blockers,
        urge_tells as urge_tells,
        urged_by as urged_by,
        with_answer as with_answer,
        with_urge as with_urge,
    )
    from duban.states.announcing import (
        AFTER as AFTER,
        ASSIGNED as ASSIGNED,
        CORRECTING as CORRECTING,
        DENIED as DENIED,
        GRANTED as GRANTED,
        MERGING as MERGING,
        REBOUND as REBOUND,
        TAKING_BACK as TAKING_BACK,
        VOIDING as VOIDING,
        Announced as Announced,
        Changed as Changed,
        act_called as act_called,
        announced as announced,
    )
    from duban.states.checks import check_graph as check_graph
    from duban.states.clocks import (
        ClockLedger as ClockLedger,
        ClockStatus as ClockStatus,
        DueRung as DueRung,
        ReckonedDay as ReckonedDay,
        above as above,
        budget_of as budget_of,
        claim as claim,
        consumed_at as consumed_at,
        extend as extend,
        is_review as is_review,
        left as left,
        light_at as light_at,
        others_first as others_first,
        pauses_in as pauses_in,
        redate_among as redate_among,
        review_number as review_number,
        review_rung as review_rung,
        reviews as reviews,
        rung_moment as rung_moment,
        time_left as time_left,
        time_over as time_over,
    )
    from duban.states.definition import (
        ANYONE as ANYONE,
        OPEN as OPEN,
        REASON as REASON,
        SYSTEM as SYSTEM,
        Announcement as Announcement,
        Children as Children,
        ClockRule as ClockRule,
        Corrects as Corrects,
        Definition as Definition,
        DueAfter as DueAfter,
        Extension as Extension,
        Field as Field,
        FieldType as FieldType,
        Instructions as Instructions,
        Lengths as Lengths,
        Light as Light,
        MessageForm as MessageForm,
        Missed as Missed,
        Opens as Opens,
        Remarks as Remarks,
        Repeats as Repeats,
        Review as Review,
        Role as Role,
        Rung as Rung,
        State as State,
        Target as Target,
        Transition as Transition,
        Urging as Urging,
    )
    from duban.states.editions import (
        EDITION as EDITION,
        FIRST_EDITION as FIRST_EDITION,
        SECOND_EDITION as SECOND_EDITION,
    )
    from duban.states.errors import (
        BrokenMedium as BrokenMedium,
        CalendarError as CalendarError,
        DurationError as DurationError,
        ExpressionError as ExpressionError,
        InvalidData as InvalidData,
        NaiveInstant as NaiveInstant,
        OutOfCalendar as OutOfCalendar,
        StatesError as StatesError,
        TemplateError as TemplateError,
        UnknownMedium as UnknownMedium,
        shown as shown,
    )
    from duban.states.expressions import (
        Condition as Condition,
        Usage as Usage,
        compile_condition as compile_condition,
        parse_condition as parse_condition,
        template_usage as template_usage,
    )
    from duban.states.jsonable import Jsonable as Jsonable, as_json as as_json
    from duban.states.memory import MEMORY_PARTS as MEMORY_PARTS, recall as recall, remember as remember
    from duban.states.messages import (
        USUAL_MEDIUM as USUAL_MEDIUM,
        FormFlaw as FormFlaw,
        FormKey as FormKey,
        Medium as Medium,
        Rendered as Rendered,
        Takes as Takes,
        find_medium as find_medium,
        media as media,
        medium_named as medium_named,
        medium_title as medium_title,
        register_medium as register_medium,
        templates_in as templates_in,
    )
    from duban.states.messages.filters import TODAY as TODAY
    from duban.states.messages.rendering import render as render
    from duban.states.messages.templates import Filling as Filling, fill_text as fill_text
    from duban.states.messages.withheld import Withheld as Withheld
    from duban.states.migration import (
        Coming as Coming,
        LostRung as LostRung,
        MigratedUnit as MigratedUnit,
        Migrator as Migrator,
        Renames as Renames,
        changed_parts as changed_parts,
        lost_rungs as lost_rungs,
        migration_blockers as migration_blockers,
        next_rung as next_rung,
        parts as parts,
        renamed as renamed,
        to_come as to_come,
    )
    from duban.states.milestones import overdue_among as overdue_among, whole as whole
    from duban.states.names import (
        as_known as as_known,
        each_once as each_once,
        fold_name as fold_name,
        is_among as is_among,
        same_name as same_name,
        tidy_name as tidy_name,
    )
    from duban.states.packing import pack as pack
    from duban.states.recipients import (
        Among as Among,
        Level as Level,
        Recipient as Recipient,
        RecipientKind as RecipientKind,
    )
    from duban.states.subject import (
        MERGED as MERGED,
        THE_SYSTEM as THE_SYSTEM,
        VOID as VOID,
        Act as Act,
        Actor as Actor,
        Linked as Linked,
        Subject as Subject,
        Urge as Urge,
        Waiting as Waiting,
    )
    from duban.states.succession import succeed as succeed, successors as successors
    from duban.states.time import (
        BARE_UNITS as BARE_UNITS,
        FIRST_YEAR as FIRST_YEAR,
        LAST_YEAR as LAST_YEAR,
        USUAL as USUAL,
        Anchor as Anchor,
        Conventions as Conventions,
        Duration as Duration,
        Moment as Moment,
        Period as Period,
        PeriodDay as PeriodDay,
        Roll as Roll,
        Span as Span,
        Unit as Unit,
        WorkingCalendar as WorkingCalendar,
        calendar_for as calendar_for,
        has_day as has_day,
        occurrences as occurrences,
        parse_duration as parse_duration,
        parse_moment as parse_moment,
        parse_period_day as parse_period_day,
        utc as utc,
    )
    from duban.states.titles import by_ids as by_ids, ids_of as ids_of, several_titled as several_titled
    from duban.states.values import (
        check_data as check_data,
        decode as decode,
        is_keepable as is_keepable,
        value_problem as value_problem,
    )
    from duban.states.wording import MESSAGE_FILTERS as MESSAGE_FILTERS, MESSAGE_FUNCTIONS as MESSAGE_FUNCTIONS
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
