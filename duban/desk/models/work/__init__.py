"""The read models of what waits for somebody: their work, the unit's sheet, what is to be decided, whom to ring."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.work.calls import calls_of as calls_of, place_of as place_of
    from duban.desk.models.work.decisions import (
        Request as Request,
        decisions_of as decisions_of,
        has_lapsed as has_lapsed,
        reads_draft as reads_draft,
        request_on as request_on,
        settled as settled,
    )
    from duban.desk.models.work.done import done_by as done_by
    from duban.desk.models.work.holders import absent_for as absent_for, viewer_of as viewer_of
    from duban.desk.models.work.mine import (
        elsewhere_of as elsewhere_of,
        work_of as work_of,
    )
    from duban.desk.models.work.sheet import (
        LineRow as LineRow,
        MonthSheet as MonthSheet,
        OwedSheet as OwedSheet,
        sheet_of as sheet_of,
    )
    from duban.desk.models.work.unit import unit_work_of as unit_work_of
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
