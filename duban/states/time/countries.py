"""The `holidays` library, of which only those countries are imported whose days are asked for."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

_COUNTRIES = "holidays.countries"


class _OneByOne(ModuleType):
    """The package of the countries: it is imported as a whole, 250 modules, once somebody wants a name of it.

    To import one module of a package Python imports the package first, for which a process that asks for one country
    would wait a fifth of a second.
    """

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__loader__ = spec, spec.loader
        self.__file__, self.__package__ = spec.origin, spec.name
        self.__path__ = list(spec.submodule_search_locations or ())
        self._whole = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the package has
        spec = self.__spec__
        if self._whole or spec is None or spec.loader is None or (name.startswith("__") and name != "__all__"):
            raise AttributeError(name)
        self._whole = True
        spec.loader.exec_module(self)
        return getattr(self, name)


def holidays_library() -> ModuleType:
    """Return the library; its own import takes a while too, which checking a scenario file does not need."""
    import holidays  # noqa: PLC0415

    if _COUNTRIES not in sys.modules:
        spec = PathFinder.find_spec(_COUNTRIES, holidays.__path__)
        if spec is not None and spec.submodule_search_locations:
            # As importing it would: among the modules that there are, and as an attribute of the package above.
            setattr(holidays, _COUNTRIES.rpartition(".")[2], sys.modules.setdefault(_COUNTRIES, _OneByOne(spec)))
    return holidays
