"""What an application gives its engine: each of the wrong kind is named at once, and not at the first message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from duban import words
from duban.states import shown
from duban.storage import Durability
from duban.workflow.people import Directory
from duban.workflow.settings import Settings

if TYPE_CHECKING:
    from duban.notifiers import Notifier


def check_given(*, scenarios: object, directory: object, clock: object) -> None:
    """Raise TypeError for an argument of another kind than it is to be."""
    problem: words.Line | None = None
    if isinstance(scenarios, str | bytes) or not isinstance(scenarios, Iterable | None):
        problem = words.Line("scenarios= is a list of files, folders and names, not {given}", given=shown(scenarios))
    elif not isinstance(directory, Directory | None):
        problem = words.Line(
            "directory= is a Directory, not {given}: Directory.load reads files", given=shown(directory)
        )
    elif clock is not None and not callable(getattr(clock, "now", None)):
        problem = words.Line("clock= is something with now(), such as FixedClock, not {given}", given=shown(clock))
    if problem is not None:
        raise TypeError(problem)


def with_own(settings: Settings, **own: Any) -> Settings:  # noqa: ANN401 - a model of each kind
    """Return settings with those parts that an application has given itself; raise TypeError for another kind."""
    given = {name: part for name, part in own.items() if part is not None}
    for name, part in given.items():
        kind = type(getattr(settings, name))
        if not isinstance(part, kind):
            facts = {"name": name, "kind": kind.__name__, "given": shown(part)}
            raise TypeError(words.Line("{name}= takes {kind}(…), not {given}", **facts))
    return settings.model_copy(update=given) if given else settings


def factories(channels: Mapping[str, Callable[[], Notifier]]) -> dict[str, Callable[[], Notifier]]:
    """Return a factory for each medium; raise TypeError for what makes no notifier, such as a notifier itself."""
    if not isinstance(channels, Mapping):
        raise TypeError(
            words.Line("channels= maps media to what makes their notifiers, not {given}", given=shown(channels))
        )
    for medium, factory in channels.items():
        if not callable(factory):
            facts = {"medium": medium, "given": shown(factory)}
            raise TypeError(
                words.Line(
                    "channels= has for {medium} {given}, which makes no notifier: give its class or a lambda", **facts
                )
            )
    return dict(channels)


def settings_of(
    database: str | Settings | None, durability: Durability | None, wait_seconds: float | None = None
) -> Settings:
    """Return the settings of an engine; raises TypeError and ValueError for what is none."""
    if not isinstance(database, str | Settings | None):
        raise TypeError(words.Line("an Engine takes an address or Settings, not {given}", given=shown(database)))
    settings = database if isinstance(database, Settings) else Settings.plain(database)
    if wait_seconds is not None:
        given: Any = wait_seconds
        if isinstance(given, bool) or not isinstance(given, int | float) or given <= 0:
            raise ValueError(words.Line("wait_seconds= is a time in seconds, not {given}", given=shown(given)))
        settings = settings.model_copy(update={"wait_seconds": float(given)})
    if durability is None:
        return settings
    if durability not in get_args(Durability):
        facts = {"given": shown(str(durability)), "known": list(get_args(Durability))}
        raise ValueError(words.Line("durability= is one of {known}, not {given}", **facts))
    return settings.model_copy(update={"durability": durability})
