"""Folding what each unit has done of an act that each unit of a role does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban.states.history.entries import Acted, Excused, HandedOver, RulesChanged, Step
from duban.states.names import is_among
from duban.states.subject import Actor
from duban.states.succession import actor_after, signed_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states.history.parts import Share
    from duban.states.history.reading import Recorded

_Kept = dict[str, dict[str, dict[str, Any]]]
"""By trigger and unit, what a memory keeps of a signature; without what has its default."""


class Signatures(Struct):
    """The signatures of one instance; the names are those of `Subject`.

    `roles` has the role whose units are asked, by trigger.
    """

    signing: _Kept = field(default_factory=dict)
    filed: _Kept = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def take(self, entry: Recorded, *, entered: bool, fresh: bool) -> None:
        """Apply the next entry; it `entered` a state, or began a round if it is `fresh`."""
        facts = entry.facts
        match facts:
            case Acted() if facts.share:
                self._sign(entry, str(entry.trigger), facts.share, data=facts.data, note=facts.note)
            case Acted() if facts.because is not None and facts.because.owing is not None:
                self._complete(str(entry.trigger))
            case Excused():
                self._sign(entry, facts.act, facts.share, note=facts.note, excused=True)
            case RulesChanged():
                self._rename(facts)
            case HandedOver():
                self._hand_over(facts)
        if isinstance(facts, Step) and self.signing:
            self._keep_to(facts.units)
        if fresh:
            self.signing, self.filed = {}, {}
        elif entered and self.signing:
            self.signing = excused_alone(self.signing)

    def hands(self, trigger: str) -> list[str]:
        """Return who has signed so far."""
        return [str(each["by"]) for each in self.signing.get(trigger, {}).values() if not each.get("excused")]

    def _sign(self, entry: Recorded, trigger: str, share: Share, **what: Any) -> None:  # noqa: ANN401
        said = {name: value for name, value in what.items() if value}
        signature = {"at": entry.at.isoformat().replace("+00:00", "Z"), "by": entry.actor, **said}
        self.roles[trigger] = share.role
        self.signing.setdefault(trigger, {})[share.unit] = signature
        if not share.owing and "excused" not in said:
            self._complete(trigger)

    def _complete(self, trigger: str) -> None:
        self.filed[trigger] = self.signing.pop(trigger, {})
        excused = excused_alone({trigger: self.filed[trigger]})
        self.signing.update(excused)

    def _keep_to(self, bound: Mapping[str, tuple[str, ...]]) -> None:
        """Forget what units have signed that do not fill the role any more: one that comes back owes anew."""
        for trigger, signed in list(self.signing.items()):
            units = bound.get(self.roles.get(trigger, ""))
            if units is not None:
                self.signing[trigger] = {unit: each for unit, each in signed.items() if is_among(unit, units)}

    def _hand_over(self, facts: HandedOver) -> None:
        """Let what a unit has signed stand under its successor."""

        def now(each: dict[str, Any]) -> dict[str, Any]:
            return {**each, "by": str(actor_after(Actor.parse(each["by"]), facts.names))}

        self.signing, self.filed = (
            {trigger: signed_after(signed, facts.names, now) for trigger, signed in kept.items()}
            for kept in (self.signing, self.filed)
        )

    def _rename(self, facts: RulesChanged) -> None:
        roles, triggers, fields = facts.roles, facts.triggers, facts.fields
        self.roles = {triggers.get(trigger, trigger): roles.get(role, role) for trigger, role in self.roles.items()}
        self.signing, self.filed = (
            {
                triggers.get(trigger, trigger): {unit: _renamed(each, fields) for unit, each in signed.items()}
                for trigger, signed in kept.items()
            }
            for kept in (self.signing, self.filed)
        )


def excused_alone(signing: _Kept) -> _Kept:
    """Return of the signatures those of the excused: these last for the round, the others for a stay in the state."""
    kept = {
        trigger: {unit: each for unit, each in signed.items() if each.get("excused")}
        for trigger, signed in signing.items()
    }
    return {trigger: signed for trigger, signed in kept.items() if signed}


def _renamed(each: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    if "data" not in each:
        return each
    return {**each, "data": {fields.get(name, name): value for name, value in each["data"].items()}}
