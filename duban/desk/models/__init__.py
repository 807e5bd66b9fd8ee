"""The read models: one file for each page, from an engine and a viewer to frozen values; none imports Starlette."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.lateness import Lamp as Lamp, lamp_of as lamp_of
    from duban.desk.models.matter.drawn import picture_of as picture_of, places_of as places_of
    from duban.desk.models.matter.item import (
        ItemView as ItemView,
        PossibleAct as PossibleAct,
        item_view as item_view,
    )
    from duban.desk.models.matter.messages import messages_of as messages_of
    from duban.desk.models.matter.verbs import Verb as Verb, verb_of as verb_of, verbs_of as verbs_of
    from duban.desk.models.matter.why import why_of as why_of
    from duban.desk.models.opening.many import (
        ListAsked as ListAsked,
        ListView as ListView,
        columns_of as columns_of,
        list_view as list_view,
    )
    from duban.desk.models.opening.one import (
        Foreseen as Foreseen,
        Kind as Kind,
        Sending as Sending,
        foresee_opening as foresee_opening,
        kinds_of as kinds_of,
        may_open_any as may_open_any,
    )
    from duban.desk.models.opening.plan import (
        PlanView as PlanView,
        Wanted as Wanted,
        plan_kinds as plan_kinds,
        plan_view as plan_view,
    )
    from duban.desk.models.reach import matter_in_reach as matter_in_reach
    from duban.desk.models.rulebook import Rulebook as Rulebook, entry_of as entry_of
    from duban.desk.models.told import Event as Event, events_of as events_of, happened_since as happened_since
    from duban.desk.models.values import value_words as value_words
    from duban.desk.models.work.calls import CallsView as CallsView, calls_of as calls_of
    from duban.desk.models.work.decisions import (
        Decisions as Decisions,
        Request as Request,
        decisions_of as decisions_of,
        has_lapsed as has_lapsed,
        request_on as request_on,
        settled as settled,
    )
    from duban.desk.models.work.done import DoneWork as DoneWork, done_by as done_by
    from duban.desk.models.work.holders import absent_for as absent_for
    from duban.desk.models.work.mine import (
        Elsewhere as Elsewhere,
        MyWork as MyWork,
        elsewhere_of as elsewhere_of,
        work_of as work_of,
    )
    from duban.desk.models.work.sheet import (
        LineRow as LineRow,
        MonthSheet as MonthSheet,
        OwedSheet as OwedSheet,
        sheet_of as sheet_of,
    )
    from duban.desk.models.work.unit import UnitWork as UnitWork, unit_work_of as unit_work_of
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
