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
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
