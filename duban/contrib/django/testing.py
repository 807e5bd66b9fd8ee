"""For test cases of Django's that commit: duban's tables as empty as Django makes the project's own."""

from __future__ import annotations

from graphlib import TopologicalSorter

from django.core import mail
from django.db import connections

from duban.contrib.django import engines

_PREFIX, _VERSION = "duban_", "duban_alembic_version"


def empty_tables() -> None:
    """Delete everything that duban has remembered, as the first thing in `setUp` of a `TransactionTestCase`.

    A `TestCase` needs nothing: what it writes is rolled back.

    Raises:
        RuntimeError: if no test is running.

    """
    if not hasattr(mail, "outbox"):  # Django makes it for the time of its tests
        message = "empty_tables() is for tests: it deletes every instance and its history"
        raise RuntimeError(message)
    django = connections[engines.used_alias()]
    with django.cursor() as cursor:
        names = {name for name in django.introspection.table_names(cursor) if name.startswith(_PREFIX)} - {_VERSION}
        named = {
            name: {other for _, other in django.introspection.get_relations(cursor, name).values()} & names - {name}
            for name in names
        }
        for name in reversed(list(TopologicalSorter(named).static_order())):
            cursor.execute(f"DELETE FROM {django.ops.quote_name(name)}")  # noqa: S608 - a table of ours
    engines.forget()
