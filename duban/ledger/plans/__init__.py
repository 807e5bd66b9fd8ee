"""Plans as offices keep them: opened, divided among units, foreseen for a year, and archived."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.plans.archive import (
        ArchivedMatter as ArchivedMatter,
        PlanArchive as PlanArchive,
        archive_plan as archive_plan,
    )
    from duban.ledger.plans.dividing import DividedTask as DividedTask, Division as Division, divide as divide
    from duban.ledger.plans.division_form import to_tick as to_tick, write_division as write_division
    from duban.ledger.plans.division_table import read_division as read_division
    from duban.ledger.plans.matching import Matched as Matched, match_tasks as match_tasks
    from duban.ledger.plans.opening import (
        KEY as KEY,
        PLAN as PLAN,
        identified as identified,
        include_tasks as include_tasks,
        own_key as own_key,
        plan_definition as plan_definition,
        plan_item as plan_item,
        standing_plan as standing_plan,
    )
    from duban.ledger.plans.revising import (
        PlanChange as PlanChange,
        PlanRevision as PlanRevision,
        StruckTask as StruckTask,
        revise_notice as revise_notice,
        try_revision as try_revision,
    )
    from duban.ledger.plans.standing import changes_of_task as changes_of_task
    from duban.ledger.plans.year import (
        ForeseenLetter as ForeseenLetter,
        MonthOfMessages as MonthOfMessages,
        PlanYear as PlanYear,
        foresee as foresee,
        opening_hour as opening_hour,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
