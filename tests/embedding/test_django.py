"""A Django project with duban in it, on both databases: its tests, kills, servers that hang up, kinds of settings."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = Path(__file__).parent / "django_host"
SET_UP = "import django; django.setup()\n"


def entry(url: str) -> dict[str, Any]:
    """Return what DATABASES says of a database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        # Threads share a database in memory, which is what Django tests on, table by table.
        beside = {"TEST": {"NAME": f"{address.database}.test"}}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": address.database, **beside}
    host = address.host or str(address.query.get("host", ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.database,
        "USER": address.username or "",
        "HOST": host,
    }


class Host:
    """A copy of the project, and what its settings are."""

    def __init__(self, folder: Path, **settings: Any) -> None:  # noqa: ANN401 - as Django takes them
        self.folder = folder / "host"
        shutil.copytree(HOST, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        told = {"DJANGO_SETTINGS_MODULE": "settings", "HOST_SETTINGS": json.dumps(settings)}
        self.environment = {**os.environ, **told}

    def python(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python program."""
        return subprocess.run(
            [sys.executable, "-W", "error", *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def started(self, script: str) -> Iterator[subprocess.Popen[str]]:
        """Start a script, and see to it that it ends."""
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SET_UP + script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def manage(self, *command: str) -> None:
        """Run a command of `manage.py` that must go well."""
        done = self.python("manage.py", *command)
        assert done.returncode == 0, done.stdout + done.stderr

    def script(self, script: str) -> str:
        """Run a script that must go well, and return what it prints."""
        done = self.python("-c", SET_UP + script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def address(empty_database_url: str) -> dict[str, Any]:
    """Return the entry of an empty database."""
    return entry(empty_database_url)


def test_the_project_s_own_tests_pass(tmp_path: Path, address: dict[str, Any]) -> None:
    host = Host(tmp_path, DATABASES={"default": address})
    host.manage("test", "--noinput")


@pytest.fixture
def host(tmp_path: Path, address: dict[str, Any]) -> Host:
    """Give the project with its tables made."""
    made = Host(tmp_path, DATABASES={"default": address})
    made.manage("migrate", "--verbosity", "0")
    return made


KEPT = """
from shop.models import Order
from duban.contrib.django import engine
assert engine.verify().ok
print(sorted(o.title for o in Order.objects.all()), sorted(i.number[-5:] for i in engine.find()))
"""

HALF = """
import sys
from django.db import transaction
from duban.contrib.django import engine
from shop.models import Order
from shop.views import UNITS, claimed
claimed("before")
with transaction.atomic():
    {work}
    print("half way", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("work", ["claimed('lost')", "engine.open('claim', title='lost', units=UNITS, by='Desk')"])
def test_a_process_that_is_killed_before_the_commit_leaves_neither(host: Host, work: str) -> None:
    with host.started(HALF.format(work=work)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.kill()
    assert host.script(KEPT) == "['before'] ['00001']\n"
    assert host.script("from shop.views import claimed; claimed('after')" + KEPT) == (
        "['after', 'before'] ['00001', '00002']\n"
    )


HUNG_UP = """
import sys
from django.db import close_old_connections, transaction
from duban import StorageUnavailable
from duban.contrib.django import engine
from shop.views import claimed

def hung_up():
    print("hang up", flush=True)
    sys.stdin.readline()
    try:
        engine.find()
    except StorageUnavailable:
        print("unavailable", flush=True)
        raise

claimed("one")
try:
    with transaction.atomic():
        claimed("lost")
        hung_up()
except StorageUnavailable:
    claimed("two")
try:
    hung_up()
except StorageUnavailable:
    close_old_connections()
claimed("three")
"""


def test_after_a_server_that_hung_up_the_next_request_has_a_connection(
    host: Host, address: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    if "sqlite" in address["ENGINE"]:
        pytest.skip("a file hangs up on nobody")
    with host.started(HUNG_UP) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in ("inside a transaction", "outside"):
            assert process.stdout.readline() == "hang up\n"
            request.getfixturevalue("postgres").hang_up(address["NAME"])
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "unavailable\n"
        _, wrong = process.communicate()
    assert process.returncode == 0, wrong
    assert host.script(KEPT) == "['one', 'three', 'two'] ['00001', '00002', '00003']\n"


ZONES = """
from datetime import UTC, datetime
from django.db import transaction
from duban.contrib.django import engine
from shop.views import claimed
with transaction.atomic():
    number = claimed("one")
    inside = engine.instance(number)
found = engine.instance(number)
assert found == inside
assert abs((datetime.now(UTC) - found.opened_at).total_seconds()) < 60, found.opened_at
assert found.opened_at.utcoffset().total_seconds() == 0
assert engine.verify().ok
assert [each.at for each in engine.history(number)] == [found.opened_at]
"""

KINDS: dict[str, dict[str, Any]] = {
    "naive": {"USE_TZ": False, "TIME_ZONE": "Asia/Shanghai"},
    "aware": {"USE_TZ": True, "TIME_ZONE": "Pacific/Auckland"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_instants_are_right_whatever_django_s_time_zone(tmp_path: Path, address: dict[str, Any], kind: str) -> None:
    host = Host(tmp_path, DATABASES={"default": address}, **KINDS[kind])
    host.manage("migrate", "--verbosity", "0")
    host.script(ZONES)


@pytest.mark.parametrize(
    "more",
    [
        {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True},
        {"OPTIONS": {"pool": {"min_size": 1, "max_size": 8}}},
        {"OPTIONS": {"server_side_binding": True}, "DISABLE_SERVER_SIDE_CURSORS": True},
        {"OPTIONS": {"isolation_level": 4}},
    ],
    ids=["kept", "pool", "bound", "serializable"],
)
def test_connections_however_django_makes_them(tmp_path: Path, address: dict[str, Any], more: dict[str, Any]) -> None:
    if "sqlite" in address["ENGINE"]:
        pytest.skip("settings of PostgreSQL")
    host = Host(tmp_path, DATABASES={"default": {**address, **more}})
    host.manage("test", "--noinput")


ELSEWHERE = """
from django.db import connections, transaction
from duban.contrib.django import engine
from duban.contrib.django.models import Instance
from shop.views import UNITS
assert "duban_instance" not in connections["default"].introspection.table_names()
try:
    with transaction.atomic(using="matters"):
        engine.open("claim", units=UNITS, by="Desk")
        raise ZeroDivisionError
except ZeroDivisionError:
    assert engine.find() == []
with transaction.atomic():
    number = engine.open("claim", units=UNITS, by="Desk").number
    transaction.set_rollback(True)
assert [each.number for each in Instance.objects.all()] == [number]
"""


def test_duban_may_be_in_another_of_django_s_databases(tmp_path: Path, address: dict[str, Any]) -> None:
    ours = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "own.db")}
    host = Host(tmp_path, DATABASES={"default": ours, "matters": address}, DUBAN={"DATABASE": "matters"})
    host.manage("migrate", "duban", "--verbosity", "0")
    host.manage("migrate", "--database", "matters", "duban", "--verbosity", "0")
    host.script(ELSEWHERE)


TENANTS = """
from django.db import connection
from duban import Unit
from duban.contrib.django import engine
from shop.views import UNITS

def enter(schema):
    connection.schema_name = schema
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        cursor.execute(f"SET search_path TO {schema}")

for schema in ("one", "two"):
    enter(schema)
    engine.create_tables()
    engine.import_units([Unit("Desk"), Unit("Workshop"), Unit(schema)], by="Desk")
for schema in ("one", "two", "one"):
    enter(schema)
    assert [unit.name for unit in engine.directory.units][2:] == [schema], schema
    engine.open("claim", title=schema, units=UNITS, by="Desk")
print(sorted((each.number[-5:], each.title) for each in engine.find()))
"""


def test_each_tenant_has_an_engine(tmp_path: Path, address: dict[str, Any]) -> None:
    if "sqlite" in address["ENGINE"]:
        pytest.skip("a file has no schemas")
    named = {"DUBAN": {"TENANT": "shop.people.tenant", "DIRECTORY": None}}
    host = Host(tmp_path, DATABASES={"default": address}, **named)
    assert host.script(TENANTS) == "[('00001', 'one'), ('00002', 'one')]\n"


def test_a_database_that_duban_cannot_use_is_named(tmp_path: Path) -> None:
    host = Host(tmp_path, DATABASES={"default": {"ENGINE": "django.db.backends.dummy"}})
    done = host.python("-c", SET_UP + "from duban.contrib.django import engine; engine.find()")
    assert re.search(r"ImproperlyConfigured: .*SQLite.*PostgreSQL.*default", done.stderr), done.stderr
