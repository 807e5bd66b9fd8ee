"""Settings of the project; DATABASE_URL and SECRET_KEY come from the environment."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

BASE = Path(__file__).parent.parent


def database(url: str) -> dict[str, object]:
    """Return the entry of DATABASES for an address, as django-environ and the like do."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        # With IMMEDIATE, two requests that read and then write wait for one another instead of failing.
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path.removeprefix("/"), "OPTIONS": options}
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    found = {"NAME": parts.path[1:], "USER": parts.username, "PASSWORD": parts.password, "HOST": host}
    texts = {name: unquote(value or "") for name, value in found.items()}
    return {"ENGINE": "django.db.backends.postgresql", "PORT": parts.port or "", "CONN_MAX_AGE": 60, **texts}


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{BASE / 'inspections.db'}"))}
SECRET_KEY = os.environ.get("SECRET_KEY", "only for trying this out")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = BASE / "mail"
DEFAULT_FROM_EMAIL = "安全检查 <inspections@example.org>"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "duban.contrib.django",
    "hazards",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hazards.middleware.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

DUBAN = {
    "SCENARIOS": [BASE / "hazard.yaml"],
    "DIRECTORY": "hazards.people.directory",
    "CHANNELS": {"email": "duban.contrib.django.DjangoMail"},
}
