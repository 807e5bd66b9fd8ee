"""Django's view of an instance: to point foreign keys at, and to join; only the verbs of the engine change it."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from duban import words
from duban.contrib.django import engines


class NotWritable(TypeError):
    """Something of duban's was to be changed by the ORM, past its rules and its history."""

    def __init__(self) -> None:
        message = words.Line("duban's rows are changed by the verbs of its engine, such as engine.open and engine.fire")
        super().__init__(message)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise NotWritable


class ReadOnly(models.QuerySet["Instance"]):
    """A query that only reads, in the database of `settings.DUBAN`."""

    _db: str | None
    create = get_or_create = update_or_create = bulk_create = bulk_update = update = delete = _refuse

    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 - as Django passes them
        super().__init__(*args, **given)
        if self._db is None:
            self._db = engines.used_alias()


class Instance(models.Model):
    """One matter, by the number that people quote. Texts are as they are stored; private values are not here."""

    number = models.CharField(primary_key=True, max_length=255)
    scenario = models.TextField()
    title = models.TextField()
    state = models.TextField()
    round = models.IntegerField()
    version = models.IntegerField()
    source = models.TextField(null=True)  # noqa: DJ001 - as the column is
    external_no = models.TextField(null=True)  # noqa: DJ001 - likewise
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ReadOnly)()

    class Meta:
        """The table is duban's own: Django neither makes nor changes it."""

        managed = False
        db_table = "duban_instance"
        ordering: ClassVar = ["number"]
        base_manager_name = "objects"

    save = delete = _refuse

    def __str__(self) -> str:
        """Return the number and the title."""
        return f"{self.number} {self.title}"
