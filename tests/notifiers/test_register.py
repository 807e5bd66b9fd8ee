"""Channels are found by name, come with packages, and cost nothing until they are used."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from duban import notifiers
from duban.notifiers import (
    BadSetting,
    FileNotifier,
    Message,
    NaiveCreation,
    NotifierError,
    Receipt,
    UnknownNotifier,
    connected,
    create,
    names,
    register,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")


class Pigeon:
    def __init__(self, *, loft: str = "roof") -> None:
        self.loft = loft

    async def send(self, message: Message) -> Receipt:
        return Receipt(channel="pigeon", detail=f"{message.id} from the {self.loft}")


@pytest.fixture
def no_leftovers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duban.notifiers.notifier._registered", {})


def test_the_four_channels_of_this_package_are_there() -> None:
    assert {"console", "file", "http-sms", "smtp"} <= set(names())


def test_a_channel_is_made_by_its_name_and_settings(tmp_path: Path) -> None:
    assert isinstance(create("file", {"folder": tmp_path}), FileNotifier)


@pytest.mark.usefixtures("no_leftovers")
def test_a_channel_of_ones_own_is_registered_and_used() -> None:
    register("pigeon", Pigeon)
    message = Message(id="1", medium="sms", to="1", created_at=datetime(2024, 4, 16, tzinfo=UTC))

    async def run() -> Receipt:
        async with connected(create("pigeon", {"loft": "barn"})) as notifier:
            return await notifier.send(message)

    assert asyncio.run(run()).detail == "1 from the barn"


def test_a_channel_of_an_installed_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "carrier.py").write_text("class Carrier:\n    async def send(self, message): ...\n")
    facts = tmp_path / "carrier-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[duban.notifiers]\ncarrier = carrier:Carrier\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "carrier" in names()
    assert type(create("carrier", {})).__name__ == "Carrier"


def test_an_unknown_channel_is_refused_with_a_list_of_those_there_are() -> None:
    with pytest.raises(
        UnknownNotifier, match=r"no notifier 'fax'; there are: .*console, file, http-sms, smtp"
    ) as caught:
        create("fax", {})
    assert isinstance(caught.value, LookupError)
    assert "smtp" in caught.value.known


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"folder": "x", "colour": "red"}, "notifier file: colour: no such setting; there are: folder, sender"),
        ({}, "notifier file: folder: is missing"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: dict[str, str], problem: str) -> None:
    with pytest.raises(BadSetting) as caught:
        create("file", settings)
    assert str(caught.value) == problem


def test_a_message_without_a_time_zone_is_refused() -> None:
    with pytest.raises(NaiveCreation, match="has no time zone"):
        Message(id="1", medium="sms", to="1", created_at=datetime(2024, 4, 16))  # noqa: DTZ001 - that is the point


def test_an_answer_of_many_lines_is_told_in_one() -> None:
    error = notifiers.Permanent("550 no\r\n550 such\x00 user " + "x" * 1000)
    assert str(error).startswith("550 no 550 such user xxx")
    assert len(str(error)) == 300
    assert isinstance(error, NotifierError)


def test_all_that_the_room_announces_is_there() -> None:
    for name in notifiers.__all__:
        assert getattr(notifiers, name) is not None


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Pigeon'"):
        notifiers.Pigeon  # noqa: B018 - asking is the test


def test_to_import_the_room_imports_none_of_the_heavy_libraries() -> None:
    program = (
        "import sys, duban.notifiers;"
        "print([m for m in ('aiosmtplib', 'httpx', 'jinja2', 'asyncio', 'ssl') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
