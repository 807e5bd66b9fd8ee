"""Text that is searched: how it is folded, what words a search has, and the pairs of characters by which it is found.

Chinese words mostly have two characters, so what is indexed are pairs; indexes of three characters find none of them.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

from duban import words
from duban.states.errors import InvalidData
from duban.states.names import fold_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST, MOST = 64, 5
"""The most characters and words of a search."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("[{〔【〖", "("),
        **dict.fromkeys("]}〕】〗", ")"),
        **dict.fromkeys("“”「」『』", '"'),
        **dict.fromkeys("‘’", "'"),
    }
)
"""Dashes, brackets and quotation marks of which people type whichever their keyboard has."""

_PAIR = 2

_FIRST = ord(" ") + 1


def fold_text(text: str) -> str:
    """Return a text in the form in which it is compared: NFKC, without case and what nobody sees, and on one line."""
    return fold_line(text).translate(_ALIKE)


def folded_lines(texts: Iterable[str | None]) -> str:
    """Return texts in this form, each on a line of its own, so that no word is found across two of them."""
    return "".join(f"{line}\n" for text in texts if text and (line := fold_text(text)))


def words_sought(text: str) -> tuple[str, ...]:
    """Return the words of a search in the form in which texts are compared, each once.

    Raise InvalidData if it has none, or more or longer ones than are looked for.
    """
    if (problem := why_not_sought(text)) is not None:
        raise InvalidData((words.at("text", problem),))
    return _words(text)


def why_not_sought(text: str) -> words.Line | None:
    """Return why nothing can be looked for by a text; None if something can."""
    if len(text) > LONGEST:
        return words.Line("is longer than {most} characters", most=LONGEST)
    found = _words(text)
    if len(found) > MOST:
        return words.Line("has more than {most} words: a search takes no more", most=MOST)
    return None if found else words.Line("has no word that could be looked for")


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_text(text).split()))


def has_words(folded: str, sought: Iterable[Sequence[str]]) -> bool:
    """Return whether a folded text has all words that are sought; each is given with what else would do for it."""
    return all(any(word in folded for word in spellings) for spellings in sought)


def pairs_of(folded: str) -> set[int]:
    """Return the pairs of neighbours in a folded text as numbers of 32 bits, and those of a character and a blank.

    Characters are taken as UTF-16 has them, so that every pair fits, and a text has a word only if it has its pairs.
    """
    units = _units(folded)
    return {one << 16 | other for one, other in set(pairwise(units)) if one >= _FIRST}


def is_one_pair(word: str) -> bool:
    """Return whether a word is a single pair: whatever has the pair has the word."""
    return len(_units(word)) == _PAIR


def pairs_beginning(character: str) -> range | None:
    """Return the numbers of all pairs that begin with a character; None if what is given has pairs of its own."""
    units = _units(character)
    return range(units[0] << 16, (units[0] + 1) << 16) if len(units) == 1 else None


def _units(text: str) -> array[int]:
    return array("H", text.encode("utf-16"))[1:]
