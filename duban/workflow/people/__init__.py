"""Who is who: units, groups, contacts, whom a message reaches, and binding units to roles."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.people.binding import (
        bind_roles as bind_roles,
        bind_units as bind_units,
        binding_once as binding_once,
        unknown_units as unknown_units,
    )
    from duban.workflow.people.contacts import (
        Absence as Absence,
        Contact as Contact,
        Level as Level,
        Unit as Unit,
        looks_like_group as looks_like_group,
        without_rank as without_rank,
    )
    from duban.workflow.people.csv_rows import MOST_PROBLEMS as MOST_PROBLEMS, brief as brief, read_rows as read_rows
    from duban.workflow.people.directory import (
        Directory as Directory,
        Expansion as Expansion,
        Reached as Reached,
        declared_by as declared_by,
        kept_contacts as kept_contacts,
        kept_units as kept_units,
        why_unreachable as why_unreachable,
    )
    from duban.workflow.people.directory_checks import problems_between as problems_between
    from duban.workflow.people.directory_csv import (
        contact_columns as contact_columns,
        read_contacts as read_contacts,
        read_units as read_units,
    )
    from duban.workflow.people.files import read_file as read_file
    from duban.workflow.people.leaving_out import usable as usable
    from duban.workflow.people.levels import FALLS as FALLS, WORKING as WORKING
    from duban.workflow.people.made_up import MadeUpPeople as MadeUpPeople
    from duban.workflow.people.near_names import near_units as near_units
    from duban.workflow.people.office_text import MAX_BYTES as MAX_BYTES, decode_office_text as decode_office_text
    from duban.workflow.people.recipients import Addressee as Addressee, Postmaster as Postmaster
    from duban.workflow.people.shares import shares_of as shares_of
    from duban.workflow.people.stored import (
        contact_of as contact_of,
        read_stored as read_stored,
        row_of_contact as row_of_contact,
        row_of_unit as row_of_unit,
        unit_of as unit_of,
    )
    from duban.workflow.people.unit_fields import (
        given_values as given_values,
        known_units as known_units,
        whole_steps as whole_steps,
    )
    from duban.workflow.people.waiting import (
        LONGEST_FALLBACK as LONGEST_FALLBACK,
        LONGEST_HOLIDAYS as LONGEST_HOLIDAYS,
        USUAL_WAIT as USUAL_WAIT,
        takes_over as takes_over,
        wait_of as wait_of,
    )
    from duban.workflow.people.wishes import (
        NO_WISHES as NO_WISHES,
        WISH_COLUMNS as WISH_COLUMNS,
        Wishes as Wishes,
        read_wishes as read_wishes,
        usable_wishes as usable_wishes,
        wish_cells as wish_cells,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
