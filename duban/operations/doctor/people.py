"""Whether those who are to be told can be told: the directory, and the units that scenarios and instances name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.operations.doctor.checks import Finding, fine, some, wanting
from duban.states import RecipientKind, medium_named
from duban.workflow import Level, looks_like_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from duban.states import Definition, Recipient
    from duban.workflow import Contact, ContactEntry, Directory, Engine, Instance, Settings


def look_at_people(engine: Engine) -> Iterator[Finding]:
    """Yield what is wrong with the directory: nobody in it, or people whom no message reaches today."""
    directory = engine.directory
    people = engine.contacts()
    units = len(directory.units)
    if not people:
        yield wanting(
            "directory",
            (f"{units}个单位，无联系人，消息无人可送", f"{units} units without a contact: messages reach nobody"),
            (
                "在 duban.toml 中写明 units 与 contacts，或运行 `duban init` 生成样例",
                "name units and contacts in duban.toml; `duban init` writes a sample",
            ),
        )
        return
    yield fine("directory", (f"{units}个单位，{len(people)}名联系人", f"{units} units, {len(people)} contacts"))
    yield _unreachable(engine, people)


def _unreachable(engine: Engine, people: list[ContactEntry]) -> Finding:
    """Look for units that nobody answers for today, and for people whose messages nobody gets."""
    usable, day = _usable(engine.settings), engine.today()
    silent = {
        unit.name: unit.why or "联系人没有可用通道的地址"
        for unit in engine.units()
        if not engine.directory.reach(unit.name, Level.HANDLER, day, usable=usable)
    }
    lost = [f"{unit}（{why}）" for unit, why in silent.items()]
    lost += [
        f"{each.unit}/{each.name}（{each.why}）" for each in people if each.reached is None and each.unit not in silent
    ]
    if not lost:
        return fine(
            "unreachable", ("名录中的单位和联系人今天都联系得上", "everybody in the directory can be reached today")
        )
    names = some(lost)
    return wanting(
        "unreachable",
        (f"今天联系不上：{names[0]}", f"cannot be reached today: {names[1]}"),
        (
            "在 contacts.csv 中补上联系人、地址或代理人；`duban contacts --unreachable` 可查",
            "add people, addresses or deputies to contacts.csv; see `duban contacts --unreachable`",
        ),
    )


def _usable(settings: Settings) -> Callable[[Contact], bool]:
    """Return whether a contact has an address for a medium that there is a channel for; any where there is none."""
    used = [medium_named(name) for name in settings.channels]
    if not used:
        return lambda _: True
    return lambda contact: any(medium.address_of(contact) for medium in used)


def look_at_scenario_units(engine: Engine) -> Iterator[Finding]:
    """Yield the units and groups that loaded scenarios name and the directory does not know."""
    if not engine.directory.units:
        return
    definitions = engine.definitions()
    unknown = [
        f"{unit}（{definition.scenario}）"
        for definition in definitions
        for unit in dict.fromkeys(_named(definition))
        if not _known(engine.directory, unit)
    ]
    if not unknown:
        yield fine("scenario-units", ("场景中写明的单位和分组都在名录中", "the directory knows every unit they name"))
        return
    names = some(unknown)
    yield wanting(
        "scenario-units",
        (
            f"场景中写明、名录中没有的单位或分组：{names[0]}",
            f"named by a scenario, unknown to the directory: {names[1]}",
        ),
        (
            "补入 units.csv（单位名称、别名或分组），或改正场景文件",
            "add them to units.csv (as a name, alias or group), or correct the scenario file",
        ),
    )


def _named(definition: Definition) -> Iterator[str]:
    for role in definition.roles.values():
        yield from role.default
    if definition.repeats is not None:
        for units in definition.repeats.units.values():
            yield from units
    for recipient in _recipients(definition):
        if recipient.kind is RecipientKind.UNIT:
            yield recipient.name


def _recipients(definition: Definition) -> Iterator[Recipient]:
    for rungs in definition.ladders.values():
        for rung in rungs:
            yield from (*rung.notify, *rung.copy)
    for announcement in definition.announcements:
        yield from (*announcement.notify, *announcement.copy)
    for clock in definition.clocks.values():
        if clock.review is not None:
            yield from (*clock.review.notify, *clock.review.copy)


def _known(directory: Directory, name: str) -> bool:
    return directory.knows(name) or directory.is_group(name)


def look_at_bound_units(engine: Engine, open_ones: Iterable[Instance]) -> Finding:
    """Return the units bound in open instances that the directory does not know."""
    bound = dict.fromkeys(unit for item in open_ones for units in item.units.values() for unit in units)
    unknown = [unit for unit in bound if not engine.directory.knows(unit)]
    if not unknown:
        return fine("unknown-units", ("在办事项中的单位都在名录中", "the directory knows every unit at work"))
    names = some(unknown)
    more = ("", "")
    if groups := [unit for unit in unknown if looks_like_group(unit)]:
        more = (
            f"；{groups[0]}像是分组，在成员单位的 groups 列写上它",
            f"; {groups[0]} looks like a group: name it in the column groups of its members",
        )
    return wanting(
        "unknown-units",
        (
            f"{names[0]}，{len(unknown)}个单位不在名录中",
            f"not in the directory, though bound in open instances: {names[1]}",
        ),
        (
            f"补入 units.csv，或用 `duban assign` 改派{more[0]}",
            f"add them to units.csv, or bind others with `duban assign`{more[1]}",
        ),
    )
