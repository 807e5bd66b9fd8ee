"""The forms of acts: their controls, and reading what was typed into them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.forms.carrying import (
        CarriedFile as CarriedFile,
        NotCarried as NotCarried,
        pack_file as pack_file,
        pack_listing as pack_listing,
        pack_notice as pack_notice,
        unpack_file as unpack_file,
        unpack_listing as unpack_listing,
        unpack_notice as unpack_notice,
    )
    from duban.desk.forms.controls import (
        FIELD as FIELD,
        KEPT as KEPT,
        NOTE_FIELD as NOTE_FIELD,
        UNITS as UNITS,
        Control as Control,
        asked_controls as asked_controls,
        controls_of as controls_of,
        kept_pairs as kept_pairs,
        kept_value as kept_value,
        with_sent as with_sent,
    )
    from duban.desk.forms.opening import (
        ROLE as ROLE,
        OpeningForm as OpeningForm,
        Wished as Wished,
        opening_form as opening_form,
        read_opening as read_opening,
    )
    from duban.desk.forms.reading import (
        Read as Read,
        no_day as no_day,
        read_day as read_day,
        read_form as read_form,
        whole as whole,
    )
    from duban.desk.forms.sharing import (
        SharingField as SharingField,
        link_kinds as link_kinds,
        number_typed as number_typed,
        parts_typed as parts_typed,
    )
    from duban.desk.forms.verbs import (
        VerbField as VerbField,
        audiences as audiences,
        call_outcomes as call_outcomes,
        changed as changed,
        roles_of as roles_of,
        taken_back as taken_back,
        verb_controls as verb_controls,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
