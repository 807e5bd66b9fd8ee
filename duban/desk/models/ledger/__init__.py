"""The read models of the ledger: what is asked for, the list with its lights, and what can be asked for at all."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.ledger.asked import (
        ASKED_NAMES as ASKED_NAMES,
        DENSITIES as DENSITIES,
        Asked as Asked,
        asked_of as asked_of,
        strange_in as strange_in,
    )
    from duban.desk.models.ledger.bulk import (
        ASSIGN as ASSIGN,
        URGE as URGE,
        Bulk as Bulk,
        Picked as Picked,
        bulk_of as bulk_of,
        entry_for as entry_for,
        picked_for_assign as picked_for_assign,
        picked_for_trigger as picked_for_trigger,
        picked_for_urge as picked_for_urge,
        shared_acts as shared_acts,
        shared_roles as shared_roles,
        whole_bulk as whole_bulk,
    )
    from duban.desk.models.ledger.chips import chips_of as chips_of
    from duban.desk.models.ledger.choices import choices_of as choices_of
    from duban.desk.models.ledger.columns import USUAL as USUAL, columns_of as columns_of
    from duban.desk.models.ledger.exported import MOST_ROWS as MOST_ROWS, table_of as table_of
    from duban.desk.models.ledger.hidden import (
        check_plan as check_plan,
        check_units as check_units,
        no_plan as no_plan,
        query_for as query_for,
    )
    from duban.desk.models.ledger.listed import Ledger as Ledger, ledger_of as ledger_of
    from duban.desk.models.ledger.matrix import matrix_of as matrix_of
    from duban.desk.models.ledger.querying import (
        MATTERS_AT_ONCE as MATTERS_AT_ONCE,
        day_of as day_of,
        reach_of as reach_of,
    )
    from duban.desk.models.ledger.rows import done_words as done_words
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
