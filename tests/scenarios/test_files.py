"""Whatever bytes stand in a file, the answer is a definition or problems that say what to do."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.scenarios import ScenarioError, load_folder, load_scenario, read_scenario, shipped_names, shipped_text

pytestmark = pytest.mark.usefixtures("english")

SMALL = """\
scenario: small
version: 1
number: "X-{year}-{seq}"
calendar: china
roles: {lead: {title: 牵头单位, required: true}}
states: {办理: {initial: true, waits_for: lead}, 销号: {final: true}}
transitions: {办结: {from: 办理, to: 销号, by: lead}}
"""


def refusal(content: str | bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(content, "file.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "file.yaml:1:1: the file is empty"),
        (b"# nothing but a remark\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file.yaml:1:1: byte 0 is not UTF-8; save the file as UTF-8"),
        ("标题: 问题\n".encode("gb18030"), "is not UTF-8"),
        (b"scenario: small\ntitle: \xb1\xea\n", "file.yaml:2:1: byte 23 is not UTF-8"),
        (SMALL.encode("utf-16"), "is not UTF-8"),
        (b"scenario: a\x00b\n", "file.yaml:1:12: holds the character U+0000"),
        (b"title: |\n  x\n  \x1b[31m\n", "file.yaml:3:3: holds the character U+001B"),
        (b"a: " + b"x" * (1024 * 1024), "is larger than the 1048576 bytes"),
        (b"null\n", "a scenario is a mapping of keys such as `scenario:`, not nothing"),
        (b"42\n", "not the number 42"),
        (b"- a\n- b\n", "not a list"),
        (b"%YAML 1.2\n", "is not YAML"),
        (b"a: b: c\n", "file.yaml:1:5: is not YAML: mapping values are not allowed"),
        (b"'unclosed\n", "is not YAML"),
        (b"[" * 500_000, "nests deeper than 40 levels"),
        (b"a: " + b"{a: " * 200_000, "nests deeper than 40 levels"),
        (b'title: "\\ud800"\n', "is not YAML|has to be text|cannot be kept"),
    ],
)
def test_what_is_no_scenario_is_refused_in_one_clear_line(content: bytes, words: str) -> None:
    told = refusal(content)

    assert any(word in told for word in words.split("|"))
    assert "Traceback" not in told


def test_a_small_scenario_is_read_from_text_and_from_bytes_with_or_without_a_mark() -> None:
    assert read_scenario(SMALL, "a").digest == read_scenario(b"\xef\xbb\xbf" + SMALL.encode(), "b").digest


def test_line_ends_do_not_matter() -> None:
    assert read_scenario(SMALL.replace("\n", "\r\n"), "a").digest == read_scenario(SMALL, "b").digest


def test_words_that_older_yaml_took_for_true_and_false_are_words() -> None:
    text = SMALL.replace("办结", "on").replace("lead", "no").replace("small", "off").replace("销号", "yes")

    definition = read_scenario(text, "a")

    assert definition.scenario == "off"
    assert definition.transitions["on"][0].target == "yes"
    assert definition.roles["no"].required


def test_numbers_dates_and_times_of_older_yaml_are_words_too() -> None:
    step = "{at: 2024-04-02 10:00, expect: {due: 2024-04-03}}"
    text = f"{SMALL}examples: [{{name: 12:30:45, open: {{at: 2024-04-01}}, steps: [{step}]}}]"

    (example,) = read_scenario(text, "a").examples

    assert example["name"] == "12:30:45"
    assert example["steps"][0] == {"at": "2024-04-02 10:00", "expect": {"due": "2024-04-03"}}


def test_anchors_are_expanded() -> None:
    text = SMALL.replace("roles: {lead: {", "roles: {lead: &one {").replace("states:", "states:", 1)
    text = text.replace("required: true}}", "required: true}, other: *one}")

    definition = read_scenario(text, "a")

    assert definition.roles["other"].title == "牵头单位"


def test_a_missing_file_and_a_folder_are_problems_not_tracebacks(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read: No such file"):
        load_scenario(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario(tmp_path)


def test_a_folder_is_loaded_by_name(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(SMALL.replace("small", "b").replace("X-", "B-"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "readme.txt").write_text("not a scenario", encoding="utf-8")

    assert [definition.scenario for definition in load_folder(tmp_path)] == ["small", "b"]


def test_two_files_of_one_scenario_and_version_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(SMALL, encoding="utf-8")

    with pytest.raises(ScenarioError, match=r"b\.yaml: version: small version 1 is declared in .*a\.yaml already"):
        load_folder(tmp_path)


def test_two_versions_of_one_scenario_may_share_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SMALL.replace("version: 1", "version: 2"), encoding="utf-8")

    assert [definition.version for definition in load_folder(tmp_path)] == [1, 2]


def test_two_scenarios_that_make_the_same_numbers_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SMALL.replace("small", "b").replace("{seq}", "{seq:04d}"), encoding="utf-8")

    with pytest.raises(ScenarioError, match="makes the same numbers as scenario small"):
        load_folder(tmp_path)


def test_a_folder_reports_the_problems_of_all_its_files(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(SMALL.replace("by: lead", "by: leed"), encoding="utf-8")

    with pytest.raises(ScenarioError) as caught:
        load_folder(tmp_path)

    assert [Path(problem.file).name for problem in caught.value.problems] == ["a.yaml", "b.yaml"]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_folder(tmp_path / "none")


def test_a_file_of_nothing_but_mistakes_ends_early_and_says_so() -> None:
    states = ", ".join(f"s{number}: {{waits_for: r{number}}}" for number in range(5_000))

    problems = refusal(SMALL.replace("states: {", f"states: {{{states}, ")).splitlines()

    assert len(problems) == 201
    assert problems[-1] == "file.yaml: has 200 problems; the rest was not checked"


def test_more_states_than_anybody_declares_are_refused_without_following_each_path() -> None:
    states = "".join(f"s{number}: {{waits_for: lead}}, " for number in range(4_000))
    every = "".join(f'to{number}: {{from: "*", to: s{number}, by: lead}}, ' for number in range(4_000))
    text = SMALL.replace("states: {", f"states: {{{states}").replace("transitions: {", f"transitions: {{{every}")

    assert "states: are 4002; a scenario has at most 500" in refusal(text)


def test_more_code_than_anybody_writes_is_refused_before_it_is_understood() -> None:
    whens = [f"{{from: 办理, to: 销号, by: lead, when: '{'round + ' * 120}{number}'}}" for number in range(900)]

    told = refusal(SMALL.replace("{from: 办理, to: 销号, by: lead}", f"[{', '.join(whens)}]"))

    assert "transitions.办结[62].when: is where all expressions and templates exceed 60000 characters" in told


def test_the_words_around_the_braces_of_a_template_are_free() -> None:
    letters = f"messages: {{m: {{text: '{{{{ unit }}}}', html: '{'很长的格式' * 3_000}{{{{ unit }}}}'}}}}\n"
    told = "announce: [{on: open, notify: lead, message: m}]\n"

    assert read_scenario(SMALL + told + letters, "a").messages["m"].parts["html"]


@pytest.mark.parametrize("endless", ["1" + "0" * 5_000 + " hours", "很久" * 5_000])
def test_a_problem_is_told_in_a_few_lines_however_long_the_value_is(endless: str) -> None:
    text = f'{SMALL}clocks: {{时限: {{starts: open, stops: 销号, budget: "{endless}"}}}}\n'

    told = refusal(text)

    assert "clocks.时限.budget: " in told
    assert "write `5 working days`, `5 calendar days`, `5 hours` or `5 working hours`" in told
    assert len(told) < 700


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_what_one_yaml_takes_for_the_end_of_a_line_and_another_does_not_is_refused(mark: str) -> None:
    told = refusal(SMALL.replace("title: 牵头单位", f"title: 牵头{mark}单位"))

    assert told.startswith(f"file.yaml:5:25: holds the character U+{ord(mark):04X}, ")
    assert "write a space" in told


def test_names_as_long_as_the_file_are_refused_without_being_compared() -> None:
    long = "长" * 100_000

    assert f'no role "{"长" * 40}…"; there are lead' in refusal(SMALL.replace("by: lead", f"by: {long}"))


def test_what_a_file_says_cannot_disturb_the_terminal() -> None:
    told = refusal(SMALL.replace("by: lead", 'by: "\\e[31m\\nlead"'))

    assert told.isprintable()
    assert 'no role "?[31m?lead"' in told


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_never_more_than_refused(content: bytes) -> None:
    with pytest.raises(ScenarioError):
        read_scenario(content, "x")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_shipped_scenario_that_was_cut_or_mangled_is_read_or_refused(data: st.DataObject) -> None:
    text = shipped_text(data.draw(st.sampled_from(shipped_names())))
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 60))
    insert = data.draw(
        st.sampled_from(["", " ", "\n", "{", "}", "[", "]", ": ", "- ", "&a ", "*a", "null", "'", "{{", "1"])
    )
    with suppress(ScenarioError):
        read_scenario(text[:start] + insert + text[start + length :], "x")


def test_complaints_are_one_line_each_and_end_somewhere() -> None:
    assert "\n" not in refusal(b'"a\\nb"\n')
    assert len(refusal(b"a:\n" * 10_000).splitlines()) == 201
