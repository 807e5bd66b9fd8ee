"""The verbs by which an async application listens; they are not awaited, so that they can be decorators."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar, overload

from duban.aio.hearing import Awaited
from duban.workflow import Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duban.workflow import Engine, What, When

Given = TypeVar("Given", bound=Listener)


class AsyncListening:
    """Tells functions of the application what happens."""

    engine: Engine

    @overload
    def on(
        self,
        what: What,
        listener: Given,
        *,
        when: When = "after",
        scenario: str | Iterable[str] | None = None,
        trigger: str | Iterable[str] | None = None,
        state: str | Iterable[str] | None = None,
    ) -> Given: ...

    @overload
    def on(
        self,
        what: What,
        listener: None = None,
        *,
        when: When = "after",
        scenario: str | Iterable[str] | None = None,
        trigger: str | Iterable[str] | None = None,
        state: str | Iterable[str] | None = None,
    ) -> Callable[[Given], Given]: ...

    def on(
        self,
        what: What,
        listener: Listener | None = None,
        *,
        when: When = "after",
        scenario: str | Iterable[str] | None = None,
        trigger: str | Iterable[str] | None = None,
        state: str | Iterable[str] | None = None,
    ) -> Any:
        """Call `listener` when something happens, as `Engine.on` does; it is not awaited itself.

        A listener after the commit may be a coroutine function: it runs on the event loop, and the verb returns when it
        has come to its end. One inside is a plain function; it gets the session inside of which the verb runs.
        """
        chosen = {"when": when, "scenario": scenario, "trigger": trigger, "state": state}

        def listen(call: Listener) -> Listener:
            awaited = when == "after" and inspect.iscoroutinefunction(call)
            self.engine.on(what, Awaited(call) if awaited else call, **chosen)  # type: ignore[call-overload]
            return call

        return listen if listener is None else listen(listener)

    def off(self, listener: Listener) -> None:
        """Call a listener no more, whatever it listens to. Raises ValueError if it does not listen."""
        self.engine.off(listener)
