"""The views of duban's database as SQLAlchemy tables, for applications to join with their own.

They are read-only, have no private values, and stay: later versions add columns, and take none away. Their MetaData is
their own, so `create_all` and Alembic's autogenerate of the application never meet them.

- `instances`, `units`, `clocks`, `fields`, `history`, `links` and `events` are the views `duban_v_instance`,
  `duban_v_unit`, `duban_v_clock`, `duban_v_field`, `duban_v_history`, `duban_v_link` and `duban_v_event`.
- `NUMBER` is the column `duban_instance.number`, for `ForeignKey(NUMBER)` in a table of the application.
"""

from duban.storage import views as _views

NUMBER = _views.NUMBER
instances, units, clocks, fields = _views.instances, _views.units, _views.clocks, _views.fields
history, links, events = _views.history, _views.links, _views.events

__all__ = ["NUMBER", "clocks", "events", "fields", "history", "instances", "links", "units"]
