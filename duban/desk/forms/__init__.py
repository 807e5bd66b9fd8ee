"""The forms of acts: their controls, and reading what was typed into them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.forms.controls import (
        FIELD as FIELD,
        NOTE_FIELD as NOTE_FIELD,
        UNITS as UNITS,
        Control as Control,
        asked_controls as asked_controls,
        controls_of as controls_of,
        with_sent as with_sent,
    )
    from duban.desk.forms.reading import Read as Read, read_day as read_day, read_form as read_form
    from duban.desk.forms.verbs import (
        AMOUNT as AMOUNT,
        DEMAND as DEMAND,
        INTO as INTO,
        LEADER as LEADER,
        ON as ON,
        OPENS as OPENS,
        PERSON as PERSON,
        REACHED as REACHED,
        ROLE as ROLE,
        TEXT as TEXT,
        TITLE as TITLE,
        TO as TO,
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
