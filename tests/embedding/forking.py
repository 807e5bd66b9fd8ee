"""An application that is forked after its engine has worked: run by test_processes.py with a kind and an address."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from duban import Engine, TransitionRefused

if TYPE_CHECKING:
    from duban import Instance

WORKERS, EACH = 4, 5


def made(kind: str, url: str) -> Engine:
    """Return an engine that has connections open already, on an address of its own or on the application's engine."""
    engine = Engine(url, scenarios=["issue"]) if kind == "url" else Engine(bind=create_engine(url), scenarios=["issue"])
    opened(engine)
    engine.find()
    return engine


def say(*words: object) -> None:
    """Tell the test."""
    print(*words, flush=True)  # noqa: T201 - a program of its own


def opened(engine: Engine) -> Instance:
    """Open one matter."""
    return engine.open("issue", by="甲局", units={"lead": "甲局", "responsible": "乙局"})


def forked(engine: Engine) -> list[int]:
    """Fork children that work at the same time, while the parent works on, and return how each has ended."""
    children = []
    for _ in range(WORKERS):
        child = os.fork()
        if child == 0:
            try:
                for _ in range(EACH):
                    engine.instance(opened(engine).number)
            except BaseException as error:  # noqa: BLE001 - the parent shows what was printed
                say(type(error).__name__, error)
                os._exit(1)
            os._exit(0)
        children.append(child)
        opened(engine)
    return [os.waitpid(child, 0)[1] for child in children]


def opened_here(_: int) -> Instance:
    """Open one in a worker of a pool, by the engine that it has inherited."""
    return opened(ENGINE)


def refused_here(number: str) -> None:
    """Try what is refused."""
    ENGINE.fire(number, "通过", by="乙局")


if __name__ == "__main__":
    ENGINE = made(*sys.argv[1:3])
    say("children ended with", forked(ENGINE))
    fork = multiprocessing.get_context("fork")
    with fork.Pool(WORKERS) as pool:
        say("a pool opened", len({item.number for item in pool.map(opened_here, range(WORKERS * EACH))}))
    with ProcessPoolExecutor(WORKERS, mp_context=fork) as executor:
        say("an executor opened", len({item.number for item in executor.map(opened_here, range(WORKERS * EACH))}))
        try:
            executor.submit(refused_here, opened(ENGINE).number).result()
        except TransitionRefused as error:
            say("refused for", [blocker.code for blocker in error.blockers])
    say("there are", len(ENGINE.find()), "and they hold:", ENGINE.verify().ok)
