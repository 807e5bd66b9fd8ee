"""How a command that ends soon starts sooner: what it imports is not searched for garbage."""

from __future__ import annotations

import gc

_USUAL = gc.get_threshold()
_ONCE = 1_000_000
"""So many objects may come together before garbage is looked for: more than all imports of a command make."""


def hasten() -> None:
    """Let this process import without looking for garbage among what it keeps to its end anyway."""
    gc.set_threshold(_ONCE, *_USUAL[1:])


def settle() -> None:
    """Look for garbage as usual from now on, but not among what is there, if this process was hastened."""
    if gc.get_threshold()[0] == _ONCE:
        gc.freeze()
        gc.set_threshold(*_USUAL)


def end() -> None:
    """Spare the interpreter the search through everything with which it ends."""
    gc.freeze()
