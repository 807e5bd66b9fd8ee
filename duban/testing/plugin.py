"""The pytest plug-in: fixtures, and scenario files whose examples are tests.

pytest loads it by its entry point in every run of whoever has installed duban, so it imports nothing of duban until a
test asks for a fixture or a scenario file is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine
    from duban.aio import AsyncEngine
    from duban.testing import AsyncHarness, FixedClock, Harness

OPTION = "duban_scenarios"
_ENDINGS = (".yaml", ".yml")
_NAMED = pytest.StashKey[tuple[Path, ...]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the setting by which scenario files become tests; without either none does."""
    says = "play the examples of these scenario files, or of those in these folders, as tests"
    group = parser.getgroup("duban")
    group.addoption("--duban-scenarios", action="append", default=[], metavar="PATH", help=says)
    parser.addini(OPTION, says, type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Look at the files of the option always, and at those of the setting if no files were named to pytest."""
    asked = [Path(config.invocation_params.dir, name).resolve() for name in config.getoption("--duban-scenarios") or ()]
    settled = [Path(path).resolve() for path in config.getini(OPTION)]
    if missing := [path for path in (*asked, *settled) if not path.exists()]:
        from duban import words  # noqa: PLC0415 - most runs name none

        raise pytest.UsageError(words.text("--duban-scenarios: {path} does not exist", path=str(missing[0])))
    config.stash[_NAMED] = (*asked, *settled)
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    for path in dict.fromkeys(asked if named else (*asked, *settled)):
        looked_at = [Path(config.invocation_params.dir, arg.partition("::")[0]).resolve() for arg in config.args]
        if not any(path == each or each in path.parents for each in looked_at):
            config.args.append(str(path))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a scenario file that the option or the setting names, by itself or by its folder."""
    named = parent.config.stash.get(_NAMED, ())
    if not named or file_path.suffix not in _ENDINGS or file_path.name.startswith("."):
        return None
    if file_path not in named and file_path.parent not in named:
        return None
    from duban.testing.scenario_files import ScenarioFile  # noqa: PLC0415 - most runs have none

    collected: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    return collected


@pytest.fixture
def duban_scenarios() -> Any:  # noqa: ANN401 - as Engine takes them
    """Return the scenarios of `duban_harness`; all shipped ones, unless a test module has a fixture of this name."""
    return None


@pytest.fixture
def duban_directory() -> Any:  # noqa: ANN401 - a Directory, or None
    """Return who is who; made-up people whom every medium reaches, unless a module has a fixture of this name."""
    return None


@pytest.fixture
def duban_bind() -> Any:  # noqa: ANN401 - the application's SQLAlchemy engine, or None
    """Return the application's own SQLAlchemy engine; none, unless a module has a fixture of this name."""
    return None


@pytest.fixture
def duban_start() -> str:
    """Return the instant at which the clock starts: a Monday morning, unless a module has a fixture of this name."""
    from duban.testing.harness import MONDAY  # noqa: PLC0415 - most runs ask for none

    return MONDAY


@pytest.fixture
def duban_harness(duban_scenarios: Any, duban_directory: Any, duban_bind: Any, duban_start: Any) -> Iterator[Harness]:  # noqa: ANN401
    """Give a real engine on a virtual clock, whose messages are kept."""
    from duban.testing import Harness  # noqa: PLC0415 - most runs ask for none

    with Harness(duban_scenarios, directory=duban_directory, bind=duban_bind, at=duban_start) as harness:
        yield harness


@pytest.fixture
def duban_engine(duban_harness: Harness) -> Engine:
    """Give the engine of `duban_harness`."""
    return duban_harness.engine


@pytest.fixture
def duban_clock(duban_harness: Harness) -> FixedClock:
    """Give the clock of `duban_harness`, which a test sets."""
    return duban_harness.clock


@pytest.fixture
def duban_async_harness(
    duban_scenarios: Any,  # noqa: ANN401
    duban_directory: Any,  # noqa: ANN401
    duban_bind: Any,  # noqa: ANN401
    duban_start: Any,  # noqa: ANN401
) -> Iterator[AsyncHarness]:
    """Give the same to await, for async tests by any plug-in that runs them."""
    from duban.testing import AsyncHarness  # noqa: PLC0415 - most runs ask for none

    with AsyncHarness(duban_scenarios, directory=duban_directory, bind=duban_bind, at=duban_start) as harness:
        yield harness


@pytest.fixture
def duban_async_engine(duban_async_harness: AsyncHarness) -> AsyncEngine:
    """Give the engine of `duban_async_harness`."""
    return duban_async_harness.engine
