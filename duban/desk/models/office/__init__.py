"""The read models of the office's own pages: its messages, its units and people, and whether all is well."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.office.checkup import (
        checkup_of as checkup_of,
        heart_line as heart_line,
        settings_of as settings_of,
    )
    from duban.desk.models.office.mail import (
        STATES as STATES,
        gathered_with as gathered_with,
        mail_of as mail_of,
        sent_text as sent_text,
    )
    from duban.desk.models.office.people import (
        LEVELS as LEVELS,
        Wanted as Wanted,
        address_columns as address_columns,
        addresses_of as addresses_of,
        changed_last as changed_last,
        contact_in as contact_in,
        masked_mobile as masked_mobile,
        office_of as office_of,
        stands_twice as stands_twice,
    )
    from duban.desk.models.office.wishes import (
        wish_choices as wish_choices,
        wishes_of as wishes_of,
        wishes_typed as wishes_typed,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
