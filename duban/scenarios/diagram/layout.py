"""Where everything stands: boxes, arrows and texts in pixels, so that no two texts can meet.

The states stand in a column. A step to the next state below is drawn between the boxes, with its texts beside it. Any
other arrow leaves a box at the side, on a row of its own with its texts above it, and runs up (on the left) or down (on
the right) in a lane outside of all texts. Arrows to the same state share a lane.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban.scenarios.diagram.placing import Arrow, arrows, column, lanes
from duban.scenarios.diagram.wording import act_said, opening_said, state_said
from duban.words import text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states import Definition, State

BOX, ASIDE, LANE, EDGE = 250, 330, 16, 24
"""The widths of a box and of the texts beside it, the distance of lanes, and the margin."""

BIG, BOLD, SMALL = 18, 14, 13
"""Sizes of text: a state's name, a trigger, and what is said of either."""

_LINE = 1.4
_GAP, _PAD, _ROW = 26, 12, 10


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: where its baseline starts, its size, and what it is (`state`, `act`, `said`, `heading`)."""

    x: float
    y: float
    text: str
    size: int
    kind: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the left, top, right and bottom of the place that it takes."""
        return self.x, self.y - self.size, self.x + text_width(self.text, self.size), self.y + self.size * 0.25


@dataclass(frozen=True, slots=True)
class Box:
    """A state: its place, and whether it is the initial or a final one."""

    state: State
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; it ends in a head if it arrives at a state."""

    points: tuple[tuple[float, float], ...]
    head: bool = True


@dataclass(slots=True)
class Drawing:
    """Everything that is drawn, and how large it is."""

    width: float
    height: float = 0
    words: list[Words] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)

    def say(self, lines: Iterable[tuple[str, int, str]], x: float, y: float) -> float:
        """Put lines of text (each with its size and kind) below one another from `y` on, and return where they end."""
        for text, size, kind in lines:
            y += size * _LINE
            self.words.append(Words(x, y - size * 0.35, text, size, kind))
        return y


@dataclass(slots=True)
class _Side:
    """One side of the column: the rows of each box there, and the lanes of the arrows by the state they lead to."""

    leaving: dict[int, list[Arrow]] = field(default_factory=dict)
    lane_of: dict[int, int] = field(default_factory=dict)
    room: float = 0

    @property
    def width(self) -> float:
        return self.room + LANE * (max(self.lane_of.values(), default=-1) + 1) + (LANE if self.leaving else 0)


def lay_out(definition: Definition) -> Drawing:
    """Return the drawing of a definition's states and transitions."""
    return _Layout(definition).draw()


class _Layout:
    """Lays out one definition, from top to bottom."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._states = column(definition)
        found = arrows(definition, {name: place for place, name in enumerate(self._states)})
        self._steps = [each for each in found if each.is_step]
        self._left = self._side([each for each in found if each.is_back])
        self._right = self._side([each for each in found if not each.is_back and not each.is_step])
        self._x = EDGE + self._left.width
        right = max(self._right.width, ASIDE / 2 if self._steps else 0)
        self._drawing = Drawing(self._x + BOX + right + EDGE)
        self._rows: dict[tuple[str, int], list[float]] = {}
        self._entries: dict[tuple[str, int], float] = {}

    def _side(self, found: list[Arrow]) -> _Side:
        side = _Side()
        for arrow in found:
            side.leaving.setdefault(arrow.source, []).append(arrow)
            for text, size, _ in self._texts(arrow):
                side.room = max(side.room, text_width(text, size) + _PAD * 2)
        crossing = sorted({arrow.target for arrow in found if not arrow.is_loop})
        spans = []
        for target in crossing:
            places = [arrow.source for arrow in found if arrow.target == target and not arrow.is_loop]
            spans.append((min(target, *places), max(target, *places)))
        side.lane_of = dict(zip(crossing, lanes(spans), strict=True))
        return side

    def _texts(self, arrow: Arrow) -> list[tuple[str, int, str]]:
        act, said = act_said(self._definition, arrow.entry)
        lines = [(line, BOLD, "act") for line in wrapped(act, BOLD, ASIDE - 2 * _PAD)]
        return lines + ([(line, SMALL, "said") for line in wrapped(said, SMALL, ASIDE - 2 * _PAD)] if said else [])

    def draw(self) -> Drawing:
        y = self._opening(EDGE)
        for place, name in enumerate(self._states):
            y = self._box(place, self._definition.states[name], y)
            y = self._between(place, y)
        for place in range(len(self._states)):
            self._arrive(place)
        self._drawing.height = y
        return self._drawing

    def _opening(self, y: float) -> float:
        middle = self._x + BOX / 2
        lines = wrapped(opening_said(self._definition), SMALL, ASIDE)
        end = self._drawing.say([(line, SMALL, "said") for line in lines], middle + _PAD, y)
        end = max(end, y + _GAP)
        self._drawing.paths.append(Path(((middle, y + 4), (middle, end + 6))))
        return end + 6

    def _box(self, place: int, state: State, y: float) -> float:
        """Draw a box with what stands in it, and the rows at its sides; return where it ends."""
        inside = [(line, BIG, "state") for line in wrapped(state.name, BIG, BOX - 2 * _PAD)]
        for said in state_said(self._definition, state):
            inside += [(line, SMALL, "said") for line in wrapped(said, SMALL, BOX - 2 * _PAD)]
        bottom = self._drawing.say(inside, self._x + _PAD, y + _PAD / 2)
        bottom = max(bottom, self._leave(place, "left", y), self._leave(place, "right", y)) + _PAD
        self._drawing.boxes.append(Box(state, self._x, y, BOX, bottom - y))
        return bottom

    def _leave(self, place: int, name: str, y: float) -> float:
        """Draw the arrows that leave a box at a side, each on its row, and keep a row for those that arrive."""
        side = self._left if name == "left" else self._right
        if place in side.lane_of:  # the row on which they arrive, above those that leave
            y += _ROW * 2
            self._entries[name, place] = y
        for arrow in side.leaving.get(place, ()):
            edge = self._x if name == "left" else self._x + BOX
            start = edge - side.room + _PAD if name == "left" else edge + _PAD
            end = self._drawing.say(self._texts(arrow), start, y + _ROW / 2)
            y = end + _ROW / 2
            if arrow.is_loop:
                y = self._loop(edge, y, side.room)
            else:
                self._rows.setdefault((name, arrow.target), []).append(y)
        return y

    def _loop(self, edge: float, y: float, room: float) -> float:
        """Draw an arrow that comes back to its box, below its texts."""
        far = edge + min(room, 60)
        self._drawing.paths.append(Path(((edge, y), (far, y), (far, y + _ROW), (edge, y + _ROW))))
        return y + _ROW

    def _between(self, place: int, y: float) -> float:
        """Draw the steps from a box to the next, and return where that begins."""
        steps = [arrow for arrow in self._steps if arrow.source == place]
        if not steps:
            return y + _GAP if place + 1 < len(self._states) else y
        middle = self._x + BOX / 2
        end = y + _PAD / 2
        for arrow in steps:
            end = self._drawing.say(self._texts(arrow), middle + _PAD, end) + 4
        end = max(end, y + _GAP) + _PAD
        self._drawing.paths.append(Path(((middle, y), (middle, end))))
        return end

    def _arrive(self, place: int) -> None:
        """Draw the lanes of the arrows that lead to a box from further away."""
        for name, side in (("left", self._left), ("right", self._right)):
            if place not in side.lane_of:
                continue
            outward = side.room + LANE * (side.lane_of[place] + 1)
            edge, far = (self._x, self._x - outward) if name == "left" else (self._x + BOX, self._x + BOX + outward)
            entry, rows = self._entries[name, place], self._rows[name, place]
            for row in rows:
                self._drawing.paths.append(Path(((edge, row), (far, row)), head=False))
            furthest = max(rows, key=lambda row: abs(row - entry))
            self._drawing.paths.append(Path(((far, furthest), (far, entry), (edge, entry))))
