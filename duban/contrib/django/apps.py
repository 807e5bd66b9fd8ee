"""The Django application: its tables are made and upgraded by `manage.py migrate`."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.signals import setting_changed
from django.db.models.signals import post_migrate

from duban.contrib.django import engines


class DubanConfig(AppConfig):
    """The application `duban.contrib.django`, called `duban`."""

    name = "duban.contrib.django"
    label = "duban"
    verbose_name = "duban"

    def ready(self) -> None:
        """Upgrade the tables whenever migrations have run, and heed `override_settings`."""
        post_migrate.connect(_upgrade, sender=self, dispatch_uid="duban")
        setting_changed.connect(_forget, dispatch_uid="duban")


def _upgrade(*, using: str, **_: Any) -> None:  # noqa: ANN401 - what the signal tells besides
    if using == engines.used_alias():
        engines.current().create_tables()


def _forget(*, setting: str, **_: Any) -> None:  # noqa: ANN401 - what the signal tells besides
    if setting == "DUBAN":
        engines.forget()
