"""What was private once stays so, whatever newer rules call by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import Directory
from duban.scenarios import compile_document
from duban.scenarios.checkers import canonical
from duban.scenarios.yaml_reader import parse_yaml

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Definition, Engine

RULES = """
scenario: leaflet
version: {version}
number: "L-{{year}}-{{seq}}"
calendar: china
roles: {{a: {{title: 甲方, required: true}}, b: {{title: 乙方, required: true}}}}
fields:
  phone: {{type: string, private: [a]}}
{fields}
states: {{s1: {{initial: true, waits_for: a}}, s2: {{waits_for: b}}, s3: {{final: true}}}}
transitions:
  go: {{from: s1, to: s2, by: a}}
  split: {{from: s2, to: s2, by: a, opens: {{scenario: leaflet, with: {{title: "{opened}"}}}}}}
  end: {{from: s2, to: s3, by: b}}
announce: [{{on: go, notify: b, message: m}}]
messages: {{m: {{subject: "x", text: "{told}"}}}}
"""
SECRET = "张三丰"


def rules(version: int, field: str = "", *, told: str = "t", opened: str = "t") -> Definition:
    fields = f"  name: {field}" if field else ""
    text = RULES.format(version=version, fields=fields, told=told, opened=opened)
    # As it is read back: a private field in `opens.with` was right when such rules were first read.
    return compile_document(canonical(parse_yaml(text, "leaflet.yaml")[0].value))


def moved(make_engine: MakeEngine, *documents: Definition) -> tuple[Engine, str]:
    engine = make_engine(scenarios=documents[:1], directory=Directory.empty())
    units = {"a": "甲", "b": "乙"}
    number = engine.open("leaflet", title="t", units=units, by="甲", data={"phone": "1380013", "name": SECRET}).number
    for version in documents[1:]:
        engine = make_engine(scenarios=[version], directory=Directory.empty())
        assert not engine.migrate("leaflet", by="甲").blocked
    return engine, number


def test_a_public_field_of_a_removed_one_s_name_does_not_show_what_that_one_held(make_engine: MakeEngine) -> None:
    private, public = "{type: string, private: [a]}", "{type: string}"
    engine, number = moved(make_engine, rules(1, private), rules(2), rules(3, public, told="名：{{ name }}"))
    assert engine.instance(number, viewer="乙").data == {}
    assert engine.instance(number).data == {"phone": "1380013"}
    engine.fire(number, "go", by="甲")
    assert engine.drafts()[-1].text.endswith("名：None")


def test_a_private_field_hides_what_a_public_one_of_its_name_held(make_engine: MakeEngine) -> None:
    private, public = "{type: string, private: [a]}", "{type: string}"
    engine, number = moved(make_engine, rules(1, public), rules(2), rules(3, private, opened="{{ name }}"))
    assert engine.instance(number, viewer="乙").data == {}
    assert engine.instance(number, viewer="甲").data == {"phone": "1380013", "name": SECRET}
    engine.fire(number, "go", by="甲")
    engine.fire(number, "split", by="甲")
    assert [SECRET in item.title for item in engine.find()] == [False, False], "nor does it go on into others"
