"""An act: which entry of the workflow it takes, who may do it, what it changes, and how the instance then stands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.states.acting.approvals import (
        approval_blockers as approval_blockers,
        is_request as is_request,
        opinion_blockers as opinion_blockers,
        opinion_until as opinion_until,
        opinions_owed as opinions_owed,
        waits_for_opinion as waits_for_opinion,
    )
    from duban.states.acting.by_each import (
        asked_now as asked_now,
        at_turn as at_turn,
        done_by as done_by,
        each_entries as each_entries,
        excused_in as excused_in,
        owed_by as owed_by,
        owed_by_none as owed_by_none,
        owing_of_role as owing_of_role,
        signatures_of as signatures_of,
        turn_of as turn_of,
        unit_of as unit_of,
    )
    from duban.states.acting.clock_steps import (
        MIGRATION as MIGRATION,
        Effects as Effects,
        SkippedRung as SkippedRung,
    )
    from duban.states.acting.decisions import (
        Behalf as Behalf,
        ask_until as ask_until,
        decision_blockers as decision_blockers,
        extension_blockers as extension_blockers,
        extension_of as extension_of,
        grant_blockers as grant_blockers,
        is_reminder as is_reminder,
        reminder_claim as reminder_claim,
        reminder_day as reminder_day,
    )
    from duban.states.acting.guards import (
        NOTE as NOTE,
        Blocker as Blocker,
        leaves as leaves,
        role_blockers as role_blockers,
        transition_blockers as transition_blockers,
    )
    from duban.states.acting.links import (
        children_blockers as children_blockers,
        joined_by as joined_by,
        parts_of as parts_of,
        reached as reached,
        waits_for_others as waits_for_others,
    )
    from duban.states.acting.machine import Choice as Choice, WorkflowMachine as WorkflowMachine
    from duban.states.acting.papers import (
        Going as Going,
        answered_by as answered_by,
        drafting_blockers as drafting_blockers,
        drafting_rung as drafting_rung,
        editing_blockers as editing_blockers,
        level_called as level_called,
        next_level as next_level,
        paper_goes as paper_goes,
        paper_number as paper_number,
        papers_after_act as papers_after_act,
        refusal_blockers as refusal_blockers,
        reply_day as reply_day,
        revision_of as revision_of,
        scanning_blockers as scanning_blockers,
        series_of as series_of,
        signers_of as signers_of,
        signing_blockers as signing_blockers,
        voiding_blockers as voiding_blockers,
        with_reply as with_reply,
    )
    from duban.states.acting.planning import open_tasks as open_tasks, task_blockers as task_blockers
    from duban.states.acting.quotas import (
        MET as MET,
        Progress as Progress,
        UnitProgress as UnitProgress,
        last_day as last_day,
        progress_of as progress_of,
        standing_of as standing_of,
        target_lights as target_lights,
        target_wakes as target_wakes,
    )
    from duban.states.acting.reporting import (
        is_excused as is_excused,
        is_fillable as is_fillable,
        report_blockers as report_blockers,
        sheet_blockers as sheet_blockers,
        why_not_reported as why_not_reported,
    )
    from duban.states.acting.saying import (
        answer_blockers as answer_blockers,
        instruct_blockers as instruct_blockers,
        instruction_readers as instruction_readers,
        instruction_replies as instruction_replies,
        instruction_tells as instruction_tells,
        interval as interval,
        last_urge as last_urge,
        remark_blockers as remark_blockers,
        remark_readers as remark_readers,
        units_meant as units_meant,
        urge_asks as urge_asks,
        urge_blockers as urge_blockers,
        urge_tells as urge_tells,
        urged_by as urged_by,
        with_answer as with_answer,
        with_urge as with_urge,
    )
    from duban.states.acting.standing import (
        BOUND as BOUND,
        Index as Index,
        bound_clock as bound_clock,
        bound_moment as bound_moment,
        clock_lights as clock_lights,
        due_first as due_first,
        due_now as due_now,
        index_of as index_of,
        instance_lights as instance_lights,
        rungs_until as rungs_until,
    )
    from duban.states.acting.steps import Stepper as Stepper
    from duban.states.acting.unanswered import (
        DueStep as DueStep,
        answer_due as answer_due,
        answer_length as answer_length,
        silent_units as silent_units,
        step_due as step_due,
        step_moment as step_moment,
        steps_ahead as steps_ahead,
        steps_passed as steps_passed,
        urge_clock as urge_clock,
        urge_of_clock as urge_of_clock,
        with_step as with_step,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
