"""One transition by django-fsm-2, with a history row and a mail to send, a commit each; prints how many a second."""

import json
import sys
from datetime import UTC, datetime
from time import perf_counter

import django
from django.conf import settings

path, many = sys.argv[1], int(sys.argv[2])
database = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": path,
    "OPTIONS": {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
    },
}
settings.configure(
    USE_TZ=True, DATABASES={"default": database}, INSTALLED_APPS=[], DEFAULT_AUTO_FIELD="django.db.models.AutoField"
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402 - Django has to be set up first
from django_fsm import FSMField, transition  # noqa: E402 - likewise


class Matter(models.Model):
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200, default="x")
    state = FSMField(default="open")
    version = models.IntegerField(default=1)
    memory = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"

    @transition(field=state, source="open", target="review")
    def review(self) -> None:
        self.version += 1


class Entry(models.Model):
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    trigger = models.CharField(max_length=100)
    from_state = models.CharField(max_length=100)
    to_state = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)

    class Meta:
        app_label = "bench"


class Mail(models.Model):
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE)
    address = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    status = models.CharField(max_length=20, default="pending", db_index=True)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "bench"


MEMORY = {
    "units": {"lead": ["甲"]},
    "data": {},
    "clocks": [{"name": "时限", "round": 1, "lap": 1, "status": "running", "consumed": 0, "unit": "working days"}],
}
NOW = datetime(2024, 4, 1, 1, tzinfo=UTC)
with connection.schema_editor() as editor:
    editor.create_model(Matter)
    editor.create_model(Entry)
    editor.create_model(Mail)
keys = [
    Matter.objects.create(number=f"JS-2024-{place}", memory=MEMORY, due_at=NOW, opened_at=NOW).pk
    for place in range(many)
]
began = perf_counter()
for key in keys:
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=key)
        before = matter.state
        matter.review()
        matter.save()
        Entry.objects.create(
            matter=matter,
            at=NOW,
            actor="甲",
            trigger="review",
            from_state=before,
            to_state=matter.state,
            payload={"told": ["甲"]},
        )
        facts = {"item": {"number": matter.number, "title": matter.title, "state": matter.state, **matter.memory}}
        Mail.objects.create(
            matter=matter, address="a@example.org", subject=matter.number, facts=facts, not_before=NOW, created_at=NOW
        )
print(json.dumps(many / (perf_counter() - began)))
