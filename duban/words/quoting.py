"""Quotation marks within quotation marks: outer ones are “…”, inner ones ‘…’, as GB/T 15834 has it."""

from __future__ import annotations

_OUTER, _INNER = "“”", "‘’"


def nested_quotes(text: str) -> str:
    """Return a text in which what is quoted within a quotation has the inner marks, and within that the outer ones.

    A line that has inner marks already is left as it is, and one whose marks do not pair: nobody can say what is quoted
    in it.
    """
    if text.count(_OUTER[0]) <= 1:
        return text
    return "".join(_line(line) for line in text.splitlines(keepends=True))


def _line(line: str) -> str:
    if any(mark in line for mark in _INNER):
        return line
    signs, depth = [], 0
    for sign in line:
        if sign == _OUTER[1]:
            depth -= 1
        if depth < 0:
            return line
        place = _OUTER.find(sign)
        signs.append(sign if place < 0 else (_INNER if depth % 2 else _OUTER)[place])
        if sign == _OUTER[0]:
            depth += 1
    return line if depth else "".join(signs)
