"""The fonts of documents: the office's names for them, which of them are here, and what stands in for the others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.ledger.documents.errors import NoDocuments
from duban.ledger.documents.font_files import families_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duban.workflow import Settings


class FontRole(StrEnum):
    """What a font is for in an official letter."""

    TITLE = "title"
    """小标宋: the red mark and the title."""
    BODY = "body"
    """仿宋: the text."""
    KAI = "kai"
    """楷体: second headings and the signer's name."""
    HEI = "hei"
    """黑体: first headings."""
    SONG = "song"
    """宋体: page numbers."""


@dataclass(frozen=True, slots=True)
class FontNames:
    """The office's names of its fonts, as Word shows them, and the folder with font files of its own."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    kai: str = "楷体_GB2312"
    hei: str = "黑体"
    song: str = "宋体"
    folder: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> FontNames:
        """Return those that the settings name."""
        set_ = settings.documents
        folder = None if set_.fonts is None else settings.folder / set_.fonts
        return cls(set_.title_font, set_.body_font, set_.kai_font, set_.hei_font, set_.song_font, folder)

    def named(self, role: FontRole) -> str:
        """Return the office's name of the font for a role."""
        name: str = getattr(self, role.value)
        return name


class StandIn(NamedTuple):
    """A font that can stand in for others, at a weight; `package` is Debian's that brings it, if one does."""

    family: str
    weight: int = 400
    package: str = ""


_SERIFS = (
    StandIn("Noto Serif CJK SC", 400, "fonts-noto-cjk"),
    StandIn("Source Han Serif SC"),
    StandIn("SimSun"),
    StandIn("AR PL UMing CN", 400, "fonts-arphic-uming"),
)

STAND_INS: dict[FontRole, tuple[StandIn, ...]] = {
    FontRole.TITLE: (
        StandIn("FZXiaoBiaoSong-B05S"),
        StandIn("FZXiaoBiaoSong-B05"),
        StandIn("STZhongsong"),
        StandIn("Noto Serif CJK SC", 700, "fonts-noto-cjk"),
        StandIn("Source Han Serif SC", 700),
        StandIn("SimSun", 700),
    ),
    FontRole.BODY: (
        StandIn("FangSong_GB2312"),
        StandIn("FangSong"),
        StandIn("FZFangSong-Z02S"),
        StandIn("FZFangSong-Z02"),
        StandIn("STFangsong"),
        StandIn("Zhuque Fangsong (technical preview)"),
        StandIn("Zhuque Fangsong"),
        StandIn("FandolFang R"),
        StandIn("FandolFang"),
        *_SERIFS,
    ),
    FontRole.KAI: (
        StandIn("KaiTi_GB2312"),
        StandIn("KaiTi"),
        StandIn("FZKai-Z03S"),
        StandIn("FZKai-Z03"),
        StandIn("STKaiti"),
        StandIn("LXGW WenKai", 400, "fonts-lxgw-wenkai"),
        StandIn("FandolKai"),
        StandIn("AR PL UKai CN", 400, "fonts-arphic-ukai"),
        *_SERIFS,
    ),
    FontRole.HEI: (
        StandIn("SimHei"),
        StandIn("FZHei-B01S"),
        StandIn("FZHei-B01"),
        StandIn("Noto Sans CJK SC", 400, "fonts-noto-cjk"),
        StandIn("Source Han Sans SC"),
        StandIn("WenQuanYi Zen Hei", 400, "fonts-wqy-zenhei"),
    ),
    FontRole.SONG: (StandIn("SimSun"), StandIn("NSimSun"), *_SERIFS),
}
"""By role, what is taken if the office's own font is not here, the best first."""

_LAST = ("Noto Serif CJK SC", "Noto Sans CJK SC", "DejaVu Sans", "Libertinus Serif")
"""Where signs are looked for that a font does not have, such as rare characters and other scripts."""


class Face(NamedTuple):
    """The font of a role: the families that its signs are looked for in, in order, and the weight of the first.

    `own` says that the first is the office's own; `exists` is false if none for Chinese text is here at all.
    """

    families: tuple[str, ...]
    weight: int
    own: bool
    exists: bool = True


class MissingFont(NamedTuple):
    """A font that the office names and that is not here: what is taken instead (empty if nothing fits)."""

    role: FontRole
    wanted: str
    instead: str
    packages: tuple[str, ...]
    """Debian's packages that bring a nearer stand-in, or any."""


class FontsHere:
    """The fonts of this machine and of the office's folder, as the typesetter knows them."""

    def __init__(self, names: FontNames) -> None:
        """Look for all of them, which takes some hundredths of a second."""
        try:
            import typst  # noqa: PLC0415 - an extra
        except ModuleNotFoundError:
            raise NoDocuments from None
        folder = [] if names.folder is None else [str(names.folder)]
        self.known: Any = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=folder)
        self._families = {family.casefold(): family for family in self.known.families()}
        self.faces = {role: self._face(role, names.named(role)) for role in FontRole}
        self.missing = tuple(self._missing(role, names.named(role)) for role in FontRole if not self.faces[role].own)

    def _named(self, name: str) -> str | None:
        """Return the typesetter's name of a font that its file calls so in any language; None if there is none."""
        sought = name.strip().casefold()
        if (known := self._families.get(sought)) is not None:
            return known
        for face in self.known.fonts():
            if face.path and any(each.casefold() == sought for each in families_of(face.path, face.index)):
                return str(face.family)
        return None

    def _face(self, role: FontRole, wanted: str) -> Face:
        stand_ins = [each for each in STAND_INS[role] if each.family.casefold() in self._families]
        last = [name for name in _LAST if name.casefold() in self._families]
        own = self._named(wanted)
        others = [each.family for each in stand_ins]
        if own is not None:
            return Face(_once([own, *others, *last]), 400, own=True)
        weight = stand_ins[0].weight if stand_ins else 400
        return Face(_once([*others, *last]), weight, own=False, exists=bool(stand_ins))

    def _missing(self, role: FontRole, wanted: str) -> MissingFont:
        face = self.faces[role]
        nearer = STAND_INS[role]
        if face.exists:
            nearer = nearer[: [each.family for each in nearer].index(face.families[0])]
        packages = _once(each.package for each in nearer if each.package)
        return MissingFont(role, wanted, face.families[0] if face.exists else "", packages)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=8)
def fonts_here(names: FontNames) -> FontsHere:
    """Return the fonts for these names; they are looked for once."""
    return FontsHere(names)


def missing_fonts(names: FontNames) -> tuple[MissingFont, ...]:
    """Return which of the office's fonts are not here, looked for anew, with what stands in for each in PDFs."""
    return FontsHere(names).missing
