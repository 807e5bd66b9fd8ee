"""Values for completing a command line that is being typed.

Completion never fails: if anything goes wrong, nothing is offered.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from duban import words
from duban.cli.terminal.output import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duban.states import Blocker
    from duban.workflow import Engine, Situation

Offer = list[tuple[str, str]]
"""Words, each with its meaning."""


def scenarios(ctx: typer.Context) -> Offer:
    """Offer the scenarios that are loaded."""
    return _found(ctx, lambda engine: [(each.scenario, each.title) for each in engine.definitions()])


def units(ctx: typer.Context) -> Offer:
    """Offer the units of the directory."""
    return _found(ctx, lambda engine: [(unit.name, words.listed(unit.groups)) for unit in engine.directory.units])


def groups(ctx: typer.Context) -> Offer:
    """Offer the groups that units belong to."""

    def find(engine: "Engine") -> Offer:
        names = dict.fromkeys(name for unit in engine.directory.units for name in unit.groups)
        return [(name, words.listed(engine.directory.members(name))) for name in names]

    return _found(ctx, find)


def numbers(ctx: typer.Context, incomplete: str) -> Offer:
    """Offer the numbers that begin with what was typed, the newest first."""
    return _found(ctx, lambda engine: engine.numbers(incomplete))


def triggers(ctx: typer.Context) -> Offer:
    """Offer the acts that the instance's state allows; if `--by` was typed before, those that this unit may do."""
    from duban.states import VOID

    def find(engine: "Engine") -> Offer:
        standing, by = _standing(engine, ctx), ctx.params.get("by")
        if by:
            allowed = engine.allowed(standing.instance.number, by=by)
            return [(each.trigger, "") for each in allowed if _may_follow(each.blockers)]
        item, entries = standing.instance, standing.definition.transitions.items()
        if item.ended is not None:  # only a new round takes up what is void, and nothing what was merged
            return [(name, "") for name, ways in entries if item.ended == VOID and any(way.new_round for way in ways)]
        return [(name, "") for name, ways in entries if any(item.state in way.sources for way in ways)]

    return _found(ctx, find)


def roles(ctx: typer.Context) -> Offer:
    """Offer the roles of the instance's scenario."""
    return _found(
        ctx, lambda engine: [(role.name, role.title) for role in _standing(engine, ctx).definition.roles.values()]
    )


def private_fields(ctx: typer.Context) -> Offer:
    """Offer the private fields of the instance's scenario."""
    return _found(
        ctx,
        lambda engine: [
            (field.name, field.title) for field in _standing(engine, ctx).definition.fields.values() if field.private
        ],
    )


def clocks(ctx: typer.Context) -> Offer:
    """Offer the clocks of the instance, each with its due day."""
    return _found(ctx, lambda engine: [(each.clock, str(each.due_on or "")) for each in _standing(engine, ctx).clocks])


def filled_roles(ctx: typer.Context, incomplete: str) -> Offer:
    """Offer the roles of the scenario that was typed before, and after a `=` the units."""
    role, mark, typed = incomplete.partition("=")
    before, comma, _ = typed.rpartition(",")

    def find(engine: "Engine") -> Offer:
        if mark:
            return [(f"{role}={before}{comma}{unit.name}", "") for unit in engine.directory.units]
        declared = engine.definition(_given(ctx, "scenario")).roles.values()
        return [(f"{each.name}=", each.title) for each in declared]

    return _found(ctx, find)


def _found(context: typer.Context, find: "Callable[[Engine], Offer]") -> Offer:
    """Return what `find` finds in the line's installation; nothing if it cannot be read."""
    from duban.workflow import Engine, Settings

    with suppress(Exception), Engine(Settings.load(context.find_root().params.get("config"))) as engine:
        return [(clean(word), clean(meaning)) for word, meaning in find(engine)]
    return []


def _given(context: typer.Context, name: str) -> str:
    """Return the first argument: by its name, or from the leftovers if an option still waits for its value."""
    return str(context.params.get(name) or next(iter(context.args), ""))


def _standing(engine: "Engine", context: typer.Context) -> "Situation":
    """Return the situation of the instance whose number was typed before; raises LookupError; creates no database."""
    number = _given(context, "number")
    if number not in dict(engine.numbers(number)):
        raise LookupError(number)
    return engine.situation(number, viewer="")


def _may_follow(blockers: "Iterable[Blocker]") -> bool:
    """Return whether an act can be done once its data and note are typed as well."""
    return all(blocker.code == "requires" for blocker in blockers)
