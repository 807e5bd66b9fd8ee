"""Make duban's tables, before whatever points a foreign key at them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

from duban.contrib.django import engines


def make_tables(_apps: object, schema_editor: Any) -> None:  # noqa: ANN401 - Django's schema editor
    """Make them, as this release of duban has them, in the database of `settings.DUBAN`."""
    if schema_editor.connection.alias == engines.used_alias():
        engines.current().create_tables()


class Migration(migrations.Migration):
    """Tells Django what a foreign key to an instance holds, and nothing else of the tables."""

    initial = True
    atomic = False
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar = [
        migrations.RunPython(make_tables, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Instance",
            fields=[("number", models.CharField(max_length=255, primary_key=True, serialize=False))],
            options={
                "db_table": "duban_instance",
                "managed": False,
                "ordering": ["number"],
                "base_manager_name": "objects",
            },
        ),
    ]
