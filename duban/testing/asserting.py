"""What workflow authors assert: who was told, where an instance stands, and why an act is refused."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING

from duban import words
from duban.testing.saying import Wanted, read, report
from duban.workflow import TransitionRefused, tell_history

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from duban.states import Blocker
    from duban.testing.saying import Said
    from duban.workflow import Engine


_SHOWN = 5
"""How many entries of the history stand under what is not as expected."""


class Refused:
    """What `refused` yields: the refusal, once it has happened."""

    error: TransitionRefused | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of all blockers."""
        return () if self.error is None else tuple(self.error.codes)


class Assertions(ABC):
    """What every harness asserts; each raises AssertionError with what is there instead."""

    def __init__(self) -> None:
        self._after = 0

    @property
    @abstractmethod
    def engine(self) -> Engine:
        """Return the engine that is asserted about."""

    @abstractmethod
    def run(self) -> tuple[Said, ...]:
        """Let everything take effect that is due now, and return what was told by that."""

    # -- who was told -------------------------------------------------------------------------------------------------

    def said(self) -> tuple[Said, ...]:
        """Return every message decided since the start or since `forget`, also those that have not left, in order."""
        return read(self.engine, after=self._after)

    def forget(self) -> None:
        """Let the assertions about messages be about those only that are decided from now on."""
        self._after = max((each.id for each in self.said()), default=self._after)

    def assert_told(
        self,
        who: str,
        *,
        message: str | None = None,
        medium: str | None = None,
        number: str | None = None,
        saying: str | None = None,
        times: int | None = None,
    ) -> tuple[Said, ...]:
        """Assert that somebody was told something, and return those messages; what may leave now leaves first.

        Args:
            who: a unit, a person, `unit/person`, or an address.
            message: the name of the message in the scenario.
            medium: by which it was told, such as `email`.
            number: the instance that it is about.
            saying: a text that its subject or its body contains.
            times: how often; by default at least once.

        """
        __tracebackhide__ = True
        wanted = Wanted(who, message, medium, number, saying)
        told = self._told(wanted)
        if times is None and told:
            return told
        if times is not None and len(told) == times:
            return told
        if times is None:
            headline = words.text("not told: {wanted}", wanted=str(wanted))
        else:
            facts = {"wanted": str(wanted), "times": times, "found": len(told)}
            headline = words.text("told {found} times and not {times}: {wanted}", **facts)
        raise AssertionError(report(headline, self.said(), self._local_now()))

    def assert_not_told(
        self,
        who: str | None = None,
        *,
        message: str | None = None,
        medium: str | None = None,
        number: str | None = None,
        saying: str | None = None,
    ) -> None:
        """Assert that nobody, or not this one, was told anything that fits; what may leave now leaves first."""
        __tracebackhide__ = True
        wanted = Wanted(who, message, medium, number, saying)
        if self._told(wanted):
            headline = words.text("told all the same: {wanted}", wanted=str(wanted))
            raise AssertionError(report(headline, self.said(), self._local_now()))

    def _told(self, wanted: Wanted) -> tuple[Said, ...]:
        self.run()
        return tuple(each for each in self.said() if each.was_told and wanted.fits(each))

    def _local_now(self) -> datetime:
        zones = {each.not_before.tzinfo for each in self.said()}
        return self.engine.now().astimezone(zones.pop() if len(zones) == 1 else None)

    # -- where an instance stands -------------------------------------------------------------------------------------

    def assert_at(
        self,
        number: str,
        *,
        state: str | None = None,
        light: str | None = None,
        due: date | str | None = None,
        round: int | None = None,
        units: dict[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        """Assert where an instance stands now; only what is given is compared, and all that differs is named.

        Args:
            number: the instance.
            state: the name of its state.
            light: `green`, `blue`, `yellow` or `red`.
            due: its due day, as a day or as text such as `2024-04-23`; empty text if it has none.
            round: its round.
            units: the units of some roles.

        """
        __tracebackhide__ = True
        item = self.engine.instance(number)
        there = {"state": item.state, "light": str(item.light), "due": str(item.due_on or ""), "round": str(item.round)}
        given = {"state": state, "light": light, "due": None if due is None else str(due), "round": round}
        wrong = [
            words.text("{what}: expected {wanted}, found {found}", what=name, wanted=str(wanted), found=there[name])
            for name, wanted in given.items()
            if wanted is not None and str(wanted) != there[name]
        ]
        for role, names in (units or {}).items():
            wanted = (names,) if isinstance(names, str) else tuple(names)
            found = item.units.get(role, ())
            if wanted != found:
                facts = {"what": role, "wanted": list(wanted), "found": list(found)}
                wrong.append(words.text("{what}: expected {wanted}, found {found}", **facts))
        if wrong:
            raise AssertionError("\n".join([words.headed(number, wrong[0]), *wrong[1:], *self._lately(number)]))

    def _lately(self, number: str) -> list[str]:
        zone = self.engine.working_calendar(self.engine.instance(number).scenario).timezone
        lines = tell_history(self.engine.history(number)[-_SHOWN:], zone)
        return [words.text("so far:"), *(f"  {line}" for line in lines)]

    # -- what may be done ---------------------------------------------------------------------------------------------

    def blockers(self, number: str, trigger: str, *, by: str) -> tuple[Blocker, ...]:
        """Return every reason why somebody cannot pull a trigger now; empty if they can."""
        found = [each for each in self.engine.allowed(number, by=by) if each.trigger == trigger]
        if not found:
            facts = {"number": number, "trigger": trigger}
            raise AssertionError(words.text("{number} has no trigger {trigger}", **facts))
        return found[0].blockers

    def assert_allowed(self, number: str, trigger: str, *, by: str) -> None:
        """Assert that somebody can pull a trigger now."""
        __tracebackhide__ = True
        if found := self.blockers(number, trigger, by=by):
            facts = {"by": by, "trigger": trigger, "why": [f"{each.code}: {each.message}" for each in found]}
            raise AssertionError(words.text("{by} cannot do {trigger}: {why}", **facts))

    def assert_blocked(self, number: str, trigger: str, *, by: str, code: str | None = None) -> None:
        """Assert that somebody cannot pull a trigger now, for a reason with this code if one is given."""
        __tracebackhide__ = True
        found = self.blockers(number, trigger, by=by)
        if not found:
            raise AssertionError(words.text("{by} can do {trigger}", by=by, trigger=trigger))
        self._must_have(code, tuple(each.code for each in found))

    @contextmanager
    def refused(self, code: str | None = None) -> Iterator[Refused]:
        """Assert that what stands in the `with` block is refused, for a reason with this code if one is given."""
        __tracebackhide__ = True
        found = Refused()
        try:
            yield found
        except TransitionRefused as error:
            found.error = error
            self._must_have(code, found.codes)
            return
        raise AssertionError(words.text("expected it to be refused, it went through"))

    def _must_have(self, code: str | None, codes: tuple[str, ...]) -> None:
        __tracebackhide__ = True
        if code is not None and code not in codes:
            facts = {"code": code, "codes": list(codes)}
            raise AssertionError(words.text("expected it to be refused for {code}, it was for {codes}", **facts))
