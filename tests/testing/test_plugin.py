"""The pytest plug-in, as runs of pytest of its own see it: fixtures, and scenario files whose examples are tests."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., pytest.RunResult]

ROOT = Path(__file__).parent.parent.parent
README = ROOT.joinpath("README.md").read_text("utf-8")
REPAIR = README.partition("```yaml\n")[2].partition("```")[0]

INSTALLED = any(point.value == "duban.testing.plugin" for point in entry_points(group="pytest11"))
"""Whether pytest finds the plug-in by itself here: an environment that was made earlier has no such entry yet."""


ALWAYS = (*(() if INSTALLED else ("-p", "duban.testing.plugin")), "-W", "error", "-p", "no:cacheprovider")


KNOWN = ("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning")
"""What pytest says of plug-ins if it is started where they are imported already."""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Return what runs pytest once more, in an empty folder, with warnings as errors."""
    return lambda *arguments: pytester.runpytest_inprocess(*ALWAYS, *KNOWN, *arguments)


def test_fixtures_give_an_engine_a_clock_and_what_was_told(pytester: pytest.Pytester, run: Run) -> None:
    pytester.path.joinpath("repair.yaml").write_text(REPAIR, "utf-8")
    pytester.makepyfile("""
        import asyncio
        import pytest

        UNITS = {"desk": "服务台", "fitter": "维修一班"}

        @pytest.fixture
        def duban_scenarios():
            return ["repair.yaml"]

        def test_late(duban_harness, duban_engine, duban_clock):
            assert duban_engine is duban_harness.engine
            item = duban_engine.open("repair", title="电梯", units=UNITS, by="服务台")
            duban_harness.until_due(item.number)
            duban_harness.assert_at(item.number, light="red", state="派单")
            duban_harness.until("2024-04-07T09:00+08:00")
            duban_harness.assert_told("维修一班", message="逾期", medium="email")
            assert duban_clock.now() == duban_harness.now

        def test_another_begins_anew(duban_engine):
            assert duban_engine.find() == []

        def test_awaited(duban_async_harness, duban_async_engine):
            async def played():
                item = await duban_async_engine.open("repair", title="电梯", units=UNITS, by="服务台")
                await duban_async_harness.until_due(item.number)
                await duban_async_harness.assert_at(item.number, light="red")
            asyncio.run(played())
    """)
    run().assert_outcomes(passed=3)


def test_a_module_has_its_own_database_and_start(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile("""
        import pytest
        from sqlalchemy import create_engine

        @pytest.fixture
        def duban_bind(tmp_path):
            bind = create_engine(f"sqlite:///{tmp_path / 'app.db'}")
            with bind.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE ticket (number TEXT)")
            yield bind
            bind.dispose()

        @pytest.fixture
        def duban_start():
            return "2025-01-27T09:00+08:00"

        def test_both_or_neither(duban_engine, duban_bind):
            with duban_bind.connect() as connection, connection.begin() as mine:
                item = duban_engine.open("issue", title="甲", units={"lead": "甲局", "responsible": "乙局"}, by="甲局",
                                         session=connection)
                connection.exec_driver_sql("INSERT INTO ticket VALUES (?)", (item.number,))
                mine.rollback()
            assert duban_engine.find() == []
            assert item.number == "WT-2025-0001"
    """)
    run().assert_outcomes(passed=1)


def test_each_example_of_a_named_folder_is_a_test(pytester: pytest.Pytester, run: Run) -> None:
    folder = pytester.mkdir("scenarios")
    folder.joinpath("repair.yaml").write_text(REPAIR, "utf-8")
    folder.joinpath("quiet.yaml").write_text(
        REPAIR.partition("examples:")[0].replace("scenario: repair", "scenario: quiet").replace("BX-", "QX-"), "utf-8"
    )
    pytester.makepyfile(test_mine="def test_mine(): pass")
    result = run("--duban-scenarios", "scenarios", "-v")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines(["*scenarios/repair.yaml::无人处理，第三个工作日变红 PASSED*"])
    run("--duban-scenarios", "scenarios/repair.yaml", "test_mine.py").assert_outcomes(passed=2)


@pytest.mark.usefixtures("english")
def test_a_failure_names_file_line_example_and_step(pytester: pytest.Pytester, run: Run) -> None:
    folder = pytester.mkdir("scenarios")
    folder.joinpath("repair.yaml").write_text(REPAIR.replace("light: red, told", "light: yellow, told"), "utf-8")
    result = run("--duban-scenarios", "scenarios")
    result.assert_outcomes(failed=1)
    line = 1 + next(at for at, text in enumerate(REPAIR.splitlines()) if "name: 无人处理" in text)
    result.stdout.fnmatch_lines([
        f"scenarios/repair.yaml:{line}: example*无人处理，第三个工作日变红*",
        "*step 2*2024-04-04 00:00*yellow*red*",
        "so far:",
        "*2024-04-01 09:00*",
    ])  # fmt: skip
    assert "Traceback" not in result.stdout.str()


def test_a_file_that_cannot_be_read_is_an_error_with_line_and_advice(pytester: pytest.Pytester, run: Run) -> None:
    pytester.path.joinpath("broken.yaml").write_text(REPAIR.replace("initial: true", "inital: true"), "utf-8")
    result = run("--duban-scenarios", "broken.yaml")
    result.assert_outcomes(errors=1)
    assert "broken.yaml:" in result.stdout.str()
    assert "initial" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_without_being_asked_no_yaml_file_is_a_test(pytester: pytest.Pytester, run: Run) -> None:
    pytester.path.joinpath("repair.yaml").write_text(REPAIR, "utf-8")
    pytester.makepyfile(test_mine="def test_mine(): pass")
    run().assert_outcomes(passed=1)


def test_the_setting_names_them_for_every_run_that_names_no_files(pytester: pytest.Pytester, run: Run) -> None:
    pytester.mkdir("scenarios").joinpath("repair.yaml").write_text(REPAIR, "utf-8")
    pytester.makeini("[pytest]\nduban_scenarios = scenarios\ntestpaths = tests\n")
    pytester.mkdir("tests").joinpath("test_mine.py").write_text("def test_mine(): pass\n", "utf-8")
    run().assert_outcomes(passed=2)
    run("tests").assert_outcomes(passed=1)
    run("scenarios").assert_outcomes(passed=1)
    run("-k", "无人处理").assert_outcomes(passed=1, deselected=1)


def test_a_path_that_is_not_there_is_said(run: Run) -> None:
    result = run("--duban-scenarios", "nowhere")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "nowhere 不存在" in result.stderr.str()


def test_a_run_that_does_not_ask_for_it_imports_nothing_of_ours(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_mine():
            ours = {name for name in sys.modules if name.partition(".")[0] in {"duban", "sqlalchemy", "pydantic"}}
            assert ours == {"duban", "duban.doors", "duban.hints", "duban.testing", "duban.testing.plugin"}
    """)
    pytester.runpytest_subprocess(*ALWAYS).assert_outcomes(passed=1)
