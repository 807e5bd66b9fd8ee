"""Settings of a project whose databases, time zone and the like come from the test, as JSON."""

import json
import os
from pathlib import Path

given = json.loads(os.environ["HOST_SETTINGS"])

DATABASES = given["DATABASES"]
SECRET_KEY = "a test's own"
USE_TZ = given.get("USE_TZ", True)
TIME_ZONE = given.get("TIME_ZONE", "America/New_York")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = given.get("DATABASE_ROUTERS", [])
ROOT_URLCONF = "shop.views"
INSTALLED_APPS = ["duban.contrib.django", "shop"]
DEFAULT_FROM_EMAIL = "shop@example.org"
ALLOWED_HOSTS = ["*"]
told = {
    "SCENARIOS": [Path(__file__).parent / "claim.yaml"],
    "DIRECTORY": "shop.people.directory",
    "CHANNELS": {"email": "duban.contrib.django.DjangoMail"},
    **given.get("DUBAN", {}),
}
DUBAN = {key: value for key, value in told.items() if value is not None}
