"""What an application gives of the wrong kind: it is told at once, by the name of the argument."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from duban import Contact, Engine, InvalidData, InvalidUnits, Level, Receipt, StorageError, Unit, Wishes
from duban.testing import FixedClock, RecordingNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban import Instance

pytestmark = pytest.mark.usefixtures("english")

NAIVE = datetime(2026, 5, 1)  # noqa: DTZ001 - what the test is about
UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


class Hook:
    """A notifier of the application's."""

    async def send(self, message: object) -> Receipt:
        """Take it."""
        return Receipt("hook", str(message))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"scenarios": "issue"}, "scenarios= is a list of files, folders and names, not 'issue'"),
        ({"directory": "units.csv"}, "directory= is a Directory, not 'units.csv': Directory.load reads files"),
        ({"clock": "2026-04-01"}, "clock= is something with now(), such as FixedClock, not '2026-04-01'"),
        ({"operators": ["a@b.cn"]}, "operators= takes Operators(…), not ['a@b.cn']"),
        ({"evidence": "files"}, "evidence= takes Evidence(…), not 'files'"),
        ({"channels": ["email"]}, "channels= maps media to what makes their notifiers, not ['email']"),
    ],
)
def test_an_engine_is_not_made_of_what_is_of_another_kind(given: dict[str, Any], told: str) -> None:
    with pytest.raises(TypeError) as error:
        Engine("sqlite://", **{"scenarios": ["issue"], **given})
    assert str(error.value) == told


def test_a_channel_that_is_no_factory_or_for_no_medium_is_refused_when_the_engine_is_made() -> None:
    with pytest.raises(TypeError, match="which makes no notifier: give its class or a lambda"):
        Engine("sqlite://", scenarios=["issue"], channels={"email": Hook()})  # type: ignore[dict-item]
    with pytest.raises(LookupError, match="'emial'"):
        Engine("sqlite://", scenarios=["issue"], channels={"emial": Hook})
    Engine("sqlite://", scenarios=["issue"], channels={"email": Hook, "sms": RecordingNotifier}).close()


@pytest.mark.parametrize("database", [5, b"sqlite://", object()])
def test_an_engine_takes_an_address_or_settings(database: Any) -> None:  # noqa: ANN401 - of the wrong kind
    with pytest.raises(TypeError, match="takes an address or Settings"):
        Engine(database, scenarios=["issue"])


CALLS: dict[str, Callable[[Engine, Instance], object]] = {
    "numbers": lambda engine, item: engine.fire_many(item.number, "签收", by="市住建局"),
    "parts": lambda engine, item: engine.divide(item.number, "abc", by="市优化办"),  # type: ignore[arg-type]
    "items": lambda engine, _: engine.open_many("matter", "abc", by="市优化办"),  # type: ignore[arg-type]
    "items: ": lambda engine, _: engine.open_many("matter", ["abc"], by="市优化办"),  # type: ignore[list-item]
    "states": lambda engine, _: engine.migrate("matter", by="市优化办", states="整改"),  # type: ignore[arg-type]
    "roles": lambda engine, _: engine.migrate("matter", by="市优化办", roles=["lead"]),  # type: ignore[arg-type]
    "heads": lambda engine, _: engine.verify(heads="abc"),  # type: ignore[arg-type]
    "chains": lambda engine, _: engine.verify(chains=["abc"]),  # type: ignore[arg-type]
    "listed": lambda engine, _: engine.figures(period="2024", listed=5),  # type: ignore[arg-type]
    "new_units": lambda engine, _: engine.open("matter", by="市优化办", units=UNITS, new_units="市水利局"),
    "statuses": lambda engine, _: engine.outbox(statuses="pending"),
    "numbers: ": lambda engine, item: engine.case_files(numbers=item.number),
    "data": lambda engine, _: engine.open("matter", by="市优化办", units=UNITS, data="x"),  # type: ignore[arg-type]
    "due_by": lambda engine, _: engine.find(due_by=NAIVE),
    "due_by: ": lambda engine, _: engine.urge_many(due_by=NAIVE, by="市优化办"),
    "since": lambda engine, _: engine.open("matter", by="市优化办", units=UNITS, since=NAIVE),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_argument_of_the_wrong_kind_is_the_callers_mistake(
    name: str, engine: Engine, open_matter: Callable[[Engine], Instance]
) -> None:
    item = open_matter(engine)
    with pytest.raises(InvalidData) as error:
        CALLS[name](engine, item)
    assert str(error.value).startswith(name.rstrip(": "))
    assert isinstance(error.value, ValueError)
    assert not isinstance(error.value, StorageError)
    assert engine.instance(item.number) == item


def test_one_unit_for_a_role_may_be_a_text_but_roles_have_to_be_mapped(engine: Engine) -> None:
    assert engine.open("matter", by="市优化办", units={**UNITS, "responsible": "市住建局"}).units["responsible"] == (
        "市住建局",
    )
    with pytest.raises(InvalidUnits, match="does not map roles to their units"):
        engine.open("matter", by="市优化办", units="市优化办")  # type: ignore[arg-type]


def test_rows_of_a_directory_hold_lists() -> None:
    with pytest.raises(InvalidData, match="aliases: has to be a list, not '一班'"):
        Unit("维修一班", aliases="一班")  # type: ignore[arg-type]
    with pytest.raises(InvalidData, match="groups"):
        Unit("维修一班", groups="维修班")  # type: ignore[arg-type]
    with pytest.raises(InvalidData, match="first"):
        Wishes(first="email")  # type: ignore[arg-type]
    assert Unit("维修一班", aliases=["一班"]).aliases == ("一班",)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'boss' is not a valid Level"):
        Contact("维修一班", "李强", "boss")  # type: ignore[arg-type]
    person = Contact("维修一班", "李强", Level.HANDLER, addresses={"wecom": "li"})
    with pytest.raises(TypeError, match="frozen"):
        person.addresses["wecom"] = "wang"  # type: ignore[index]


def test_a_clock_without_a_zone_is_the_applications_mistake() -> None:
    class Wrong(FixedClock):
        def now(self) -> datetime:
            return NAIVE

    with (
        Engine("sqlite://", scenarios=["issue"], clock=Wrong("2026-05-01T09:00+08:00")) as engine,
        pytest.raises(ValueError, match="no time zone") as error,
    ):
        engine.open("issue", by="甲局", units={"lead": "甲局", "responsible": "乙局"})
    assert not isinstance(error.value, StorageError)
