"""Letters: a Word document compared with docxtpl alone on the same template, a PDF with the kept compiler alone."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING, Any

import typst
from docxtpl import DocxTemplate

from benchmarks.measure import Result, interleaved, ratio_of, timed
from duban.ledger.documents import FontNames, LetterKind, default_template, letter_docx, letter_pdf, sample_letter
from duban.ledger.documents.fonts import fonts_here
from duban.ledger.documents.pdf import letter_data
from duban.ledger.documents.word.names import BY_NAME, values_of
from duban.ledger.documents.word.xml import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ledger.documents import Letter

RUNS = 5


def letters(many: int) -> Iterator[Result]:
    """Time `many` letters of a kind, each with a number of its own, as files in memory."""
    numbers = count(1)
    for kind in (LetterKind.NOTICE, LetterKind.BULLETIN):

        def fresh(kind: LetterKind = kind) -> list[Letter]:
            sample = sample_letter(kind)
            return [replace(sample, number=f"云优化办〔2024〕{next(numbers)}号") for _ in range(many)]

        letter_docx(sample_letter(kind))
        letter_pdf(sample_letter(kind))
        figures = interleaved({"ours": lambda: _each(letter_docx, fresh()), "floor": _docxtpl(kind, fresh)}, runs=RUNS)
        yield ratio_of(f"{kind}, Word, to docxtpl", figures, unit="ms", must=1.3, goal=0.6, at_least=False)
        figures = interleaved({"ours": lambda: _each(letter_pdf, fresh()), "floor": _typst(fresh)}, runs=RUNS)
        yield ratio_of(f"{kind}, PDF, to the compiler", figures, unit="ms", must=3, goal=1.5, at_least=False)


def _each(make: Any, made: list[Letter]) -> float:  # noqa: ANN401 - either maker
    return timed(lambda: [make(letter) for letter in made]) * 1000 / len(made)


def _docxtpl(kind: LetterKind, fresh: Any) -> Any:  # noqa: ANN401 - closures
    """Return what times docxtpl on the same template, with values that are at hand."""
    data = default_template(kind)

    def render(values: dict[str, Any]) -> None:
        template = DocxTemplate(io.BytesIO(data))
        template.render(values, autoescape=True)
        template.save(io.BytesIO())

    def take() -> float:
        found = [values_of(letter, Sheet({}, FontNames()), BY_NAME) for letter in fresh()]
        return timed(lambda: [render(values) for values in found]) * 1000 / len(found)

    return take


def _typst(fresh: Any) -> Any:  # noqa: ANN401 - closures
    """Return what times the compiler on the same source, with data that are at hand."""
    names = FontNames()
    here = fonts_here(names)
    compiler = typst.Compiler(font_paths=here.known, ignore_system_fonts=True)
    ours = files("duban.ledger.documents") / "typst"
    parts = {each.name: each.read_bytes() for each in ours.iterdir() if each.name.endswith(".typ")}
    shown = {role.value: {"families": face.families, "weight": face.weight} for role, face in here.faces.items()}
    parts = {"main.typ": b'#include "letter.typ"\n', **parts, "fonts.json": json.dumps(shown).encode()}

    def take() -> float:
        found = [json.dumps(letter_data(letter)[0]).encode() for letter in fresh()]
        compile_ = compiler.compile
        return (
            timed(lambda: [compile_({**parts, "data.json": data}, format="pdf") for data in found]) * 1000 / len(found)
        )

    return take
