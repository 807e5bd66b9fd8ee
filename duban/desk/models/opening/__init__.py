"""The read models of opening matters: one, a plan, a list."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.opening.many import (
        ListAsked as ListAsked,
        ListView as ListView,
        columns_of as columns_of,
        list_view as list_view,
    )
    from duban.desk.models.opening.one import (
        Foreseen as Foreseen,
        Kind as Kind,
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
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
