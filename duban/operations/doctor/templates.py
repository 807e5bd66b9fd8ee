"""Checks whether the channels know what they will be asked for: a carrier's templates, and the names of robots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from duban import words
from duban.notifiers import NotifierError
from duban.operations.doctor.checks import Check, fine, some, wanting
from duban.scenarios import Wordings
from duban.states import find_medium, medium_named
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from duban.notifiers import Notifier
    from duban.workflow import Engine

_SMS = "sms"


@runtime_checkable
class _Choosy(Protocol):
    def flaws(self, template: str, values: list[str]) -> Iterable[words.Line]:
        """Yield why no message with this template and values of these names could leave."""
        ...


@runtime_checkable
class _Listing(Protocol):
    def unknown(self, addresses: Iterable[str]) -> list[str]:
        """Return those of these addresses that the channel's settings do not have."""
        ...


def look_at_addresses(engine: Engine, channels: Callable[[], Mapping[str, Callable[[], Notifier]]]) -> Iterator[Check]:
    """Yield whose addresses a channel could not use, if its settings list those that it can, such as robots."""
    try:
        made = {medium: make for medium, make in channels().items() if find_medium(medium) is not None}
    except (NotifierError, WorkflowError):
        return  # another check says what is wrong with them
    for medium, make in made.items():
        try:
            notifier = make()
        except Exception:  # noqa: BLE001, S112 - another check says what is wrong with the channel, whatever that is
            continue
        if isinstance(notifier, _Listing):
            yield from _listed(engine, medium, notifier)


def _listed(engine: Engine, medium: str, notifier: _Listing) -> Iterator[Check]:
    address_of = medium_named(medium).address_of
    people = {f"{each.unit}/{each.name}": address for each in engine.directory.people if (address := address_of(each))}
    unknown = set(notifier.unknown(people.values()))
    if lost := [f"{who}{words.aside(address)}" for who, address in people.items() if address in unknown]:
        yield wanting(
            "addresses",
            words.text("addresses that the channel does not have: {names}", names=some(lost)),
            words.text("correct them, or add them to [channels.{medium}] in duban.toml", medium=medium),
            which=medium,
        )


def look_at_templates(engine: Engine, channels: Callable[[], Mapping[str, Callable[[], Notifier]]]) -> Iterator[Check]:
    """Yield whether every SMS of the loaded scenarios has a template in the channel's settings, if that has any."""
    try:
        notifier = channels()[_SMS]()
    except (KeyError, NotifierError, WorkflowError):
        return  # there is none, or another check says what is wrong with it
    if not isinstance(notifier, _Choosy):
        return
    forms = _forms(engine)
    found = [
        f"{name}{words.aside(str(flaw))}"
        for name, sms in forms.items()
        for flaw in notifier.flaws(sms["template"], list(sms["values"]))
    ]
    if found:
        yield wanting(
            "templates",
            words.text("messages that would wait: {names}", names=some(found)),
            words.text("add their templates to [channels.{medium}.templates] in duban.toml", medium=_SMS),
            which=_SMS,
        )
    elif forms:
        yield fine("templates", words.text("known for every message of the scenarios"), which=_SMS)


def _forms(engine: Engine) -> dict[str, Mapping[str, Any]]:
    """Return each SMS that may be sent, in the languages of those who read any, as the office words it."""
    settings = engine.settings
    wordings = Wordings(settings.folder / settings.messages if settings.messages else None)
    languages = {words.language_of(each.locale): None for each in engine.directory.people} or {"zh": None}
    found: dict[str, Mapping[str, Any]] = {}
    for definition in engine.definitions():
        for language in languages:
            for name, form in wordings.forms(definition, language).items():
                if _SMS not in form.parts:
                    continue
                known = found.setdefault(f"{definition.scenario}: {name}", form.parts[_SMS])
                if known["template"] != form.parts[_SMS]["template"]:
                    found[f"{definition.scenario}: {name} ({language})"] = form.parts[_SMS]
    return found
