"""What lists show of a history: its last act, its last remarks, and the act that last sent the work back."""

from __future__ import annotations

from msgspec import Struct
from msgspec.json import Decoder

from duban.states.history.entries import Opened, RulesChanged
from duban.states.history.kinds import ACTS
from duban.states.history.sayings import Remarked
from duban.states.history.sheets import Progressed
from duban.states.packing import pack

_ACTS = ACTS | {Progressed.kind}
"""What counts as doing something: a unit that hands in a sheet has reported of each of its matters."""


_OF_THE_ENGINE = frozenset((Opened.kind, Progressed.kind))
"""What counts although the engine does it: for somebody, or for a unit that has reported."""

_OFFICE = "office"


class Latest(Struct, frozen=True, gc=False, omit_defaults=True):
    """The seq of the last entry of each kind that lists show, or 0 if there is none.

    `act` is the last that anybody has done, `remark` the last remark for the units, `office` the last for the office
    alone, `back` the last act that led back to a state that was left before. `trail` has the states of this `round` up
    to the present one, in the order in which they were entered; what was gone back over is not in it any more.
    """

    act: int = 0
    remark: int = 0
    office: int = 0
    back: int = 0
    round: int = 1
    trail: tuple[str, ...] = ()

    def after(
        self, kind: str, *, seq: int, by_engine: bool, state: str | None, round: int, remark_to: str | None = None
    ) -> Latest:
        """Return what there is to show after the next entry, which leads to a state and a round."""
        acted = kind in _ACTS and (not by_engine or kind in _OF_THE_ENGINE)
        trail, returned = self._trodden(kind, state, round)
        remarked = kind == Remarked.kind
        return Latest(
            seq if acted else self.act,
            seq if remarked and remark_to != _OFFICE else self.remark,
            seq if remarked and remark_to == _OFFICE else self.office,
            seq if acted and returned and not by_engine else self.back,
            round,
            trail,
        )

    def _trodden(self, kind: str, state: str | None, round_: int) -> tuple[tuple[str, ...], bool]:
        """Return the trail that leads to a state, and whether that is a way back."""
        trail = self.trail
        if state is None or (trail and trail[-1] == state and round_ == self.round):
            return trail, False
        if kind == RulesChanged.kind:  # a state has another name, or the work is moved on by other rules
            return (*trail[:-1], state), False
        if round_ != self.round:
            return (state,), bool(trail)
        return ((*trail[: trail.index(state)], state), True) if state in trail else ((*trail, state), False)

    def kept(self) -> str:
        """Return it as it is stored."""
        return pack(self).decode()


_decode = Decoder(Latest).decode


def latest_of(kept: str) -> Latest:
    """Return what `kept` has given."""
    return _decode(kept)
