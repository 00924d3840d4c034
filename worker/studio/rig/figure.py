"""A character in one light, ready to be drawn in any pose: every part is a picture, drawn once and kept."""

from dataclasses import dataclass, field
from typing import Any

from worker.studio.rig.body import body_of, draw_neckwear
from worker.studio.rig.clothes import draw_body
from worker.studio.rig.face import Expression, draw_brow, draw_eye, draw_feeling, draw_nose
from worker.studio.rig.hair import draw_hair
from worker.studio.rig.head import draw_head, measures
from worker.studio.rig.ink import Ink, Picture, bend, box, outline, oval, shape, taper
from worker.studio.rig.light import Light
from worker.studio.rig.look import Features
from worker.studio.rig.mouth import Lips, draw_mouth
from worker.studio.rig.palette import WHITE


@dataclass(frozen=True)
class Pose:
    """One moment of a figure: `turn` -1 to 1 is the head's, `tilt` in degrees, `nod` and `breath` in design units."""

    expression: Expression
    lips: Lips
    lids: float
    look: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0
    nod: float = 0.0
    breath: float = 0.0
    brow_lift: float = 0.0


_LID_STEPS, _LOOK_STEPS = 7, 4


@dataclass
class Figure:
    """The parts of a character in one light. Eyes and mouths are drawn at their first use and kept."""

    features: Features
    light: Light
    _eyes: dict[tuple[int, int, int, Expression], Picture] = field(default_factory=dict)
    _mouths: dict[tuple[Lips, float], Picture] = field(default_factory=dict)
    _feelings: dict[Expression, Picture] = field(default_factory=dict)

    def __post_init__(self) -> None:
        f, light = self.features, self.light
        self.measures = measures(f)
        hair = draw_hair(f, light)
        self._back, self._front = hair.back, hair.front
        self._body = draw_body(f, light)
        self._neckwear = draw_neckwear(f, body_of(f), light)
        self._head = draw_head(f, light, hair.shadow)
        self._nose = draw_nose(f, self.measures, light)
        self._brows = {side: draw_brow(f, self.measures, light, side) for side in (-1, 1)}
        self._worn = _draw_worn(f, self, light)

    @property
    def eye_drop(self) -> float:
        """How much lower than an average adult's this one's eyes stand, in design units at equal scale."""
        child = 150.0 if self.features.age == "child" else 0.0
        return child - 26 * self.features.height - (16 if self.features.gender == "male" else 0)

    def draw(self, canvas: Any, pose: Pose) -> None:
        """Draw in design units on a skia canvas."""
        canvas.save()
        canvas.translate(0, pose.breath * 0.35)
        self._pivot(canvas, pose)
        canvas.translate(-pose.turn * 5, 0)
        canvas.drawPicture(self._back)
        canvas.restore()
        canvas.save()
        canvas.translate(0, pose.breath)
        canvas.drawPicture(self._body)
        canvas.drawPicture(self._neckwear)
        canvas.restore()
        canvas.save()
        canvas.translate(0, pose.breath * 0.35)
        self._pivot(canvas, pose)
        canvas.drawPicture(self._head)
        self._draw_face(canvas, pose)
        canvas.translate(pose.turn * 4, 0)
        canvas.drawPicture(self._front)
        canvas.restore()

    def _pivot(self, canvas: Any, pose: Pose) -> None:
        """The head turns about the top of the neck. The caller saves and restores."""
        y = self.measures.chin_y - 10
        canvas.translate(0, y + pose.nod)
        canvas.rotate(pose.tilt)
        canvas.translate(0, -y)

    def _draw_face(self, canvas: Any, pose: Pose) -> None:
        m, e, turn = self.measures, pose.expression, pose.turn
        self._part(canvas, self._feeling(e), turn * 8, 0)
        self._part(canvas, self._nose, turn * 15, pose.nod * 0.4)
        self._part(canvas, self._mouth(pose.lips, e.smile), turn * 11, m.mouth_y + pose.nod * 0.3)
        for side in (-1, 1):
            near = 1 + 0.045 * turn * -side
            canvas.save()
            canvas.translate(side * m.eye_x + turn * 10, m.eye_y)
            canvas.scale(near, 1)
            canvas.drawPicture(self._eye(side, pose.lids * e.lids, pose.look, e))
            canvas.restore()
            canvas.save()
            lift = (e.brow_inner + e.brow_outer) / 2 + pose.brow_lift
            height = m.eye_y - (43 if m.male else 47) - (m.eye_h - 26) * 0.5
            canvas.translate(side * (m.eye_x + 1) + turn * 11, height + lift)
            canvas.rotate(side * ((e.brow_outer - e.brow_inner) * 0.85 - 4 * self.features.brow_tilt))
            canvas.scale(near, 1)
            canvas.drawPicture(self._brows[side])
            canvas.restore()
        self._part(canvas, self._worn, turn * 10, 0)

    def _part(self, canvas: Any, picture: Picture, x: float, y: float) -> None:
        canvas.save()
        canvas.translate(x, y)
        canvas.drawPicture(picture)
        canvas.restore()

    def _eye(self, side: int, lids: float, look: float, e: Expression) -> Picture:
        key = (side, round(lids * _LID_STEPS), round(look * _LOOK_STEPS), e)
        if key not in self._eyes:
            self._eyes[key] = draw_eye(self.features, self.measures, self.light, side, key[1] / _LID_STEPS, key[2] / _LOOK_STEPS, e)
        return self._eyes[key]

    def _mouth(self, lips: Lips, smile: float) -> Picture:
        key = (lips.snapped(), smile + self.features.resting_smile * 0.5)
        if key not in self._mouths:
            self._mouths[key] = draw_mouth(self.features, self.measures, self.light, key[0], max(-1.0, min(1.0, key[1])))
        return self._mouths[key]

    def _feeling(self, e: Expression) -> Picture:
        if e not in self._feelings:
            self._feelings[e] = draw_feeling(self.features, self.measures, self.light, e)
        return self._feelings[e]


def _draw_worn(f: Features, figure: Figure, light: Light) -> Picture:
    """Glasses and earrings."""
    ink, m = Ink(light), figure.measures
    if f.earrings:
        for side in (-1, 1):
            x = side * (m.temple + 6)
            ink.fill(oval(x, 58, 5, 6), (224, 190, 116))
            ink.fill(oval(x, 70, 4, 9), (236, 210, 150))
            ink.fill(oval(x - 1.4, 67, 1.4, 3), WHITE, 0.9)
    if f.glasses:
        _draw_glasses(ink, f, figure)
    return ink.finish()


def _draw_glasses(ink: Ink, f: Features, figure: Figure) -> None:
    m = figure.measures
    frame = (36, 34, 42) if f.glasses != "half" else (118, 104, 84)
    w, h = m.eye_w + 15, m.eye_h + 14
    for side in (-1, 1):
        x, y = side * (m.eye_x + 3), m.eye_y + 4
        lens = oval(x, y, w, h + 4) if f.glasses == "round" else box(x - w, y - h, 2 * w, 2 * h, 15 if f.glasses != "sun" else 22)
        if f.glasses == "sun":
            ink.fill(lens, (30, 28, 38), 0.93)
            ink.fill(shape(f"M {x - w + 14} {y - h + 8} L {x - 4} {y - h + 6} L {x - 26} {y + 6} L {x - w + 10} {y + 4} Z"), WHITE, 0.22)
        else:
            ink.fill(lens, (226, 240, 252), 0.16)
            ink.fill(taper(bend((x - w + 12, y + 8), (x - w + 12, y - h + 10), (x - 8, y - h + 9)), 5), WHITE, 0.6)
        if f.glasses == "half":
            ink.fill(taper(bend((x - w, y - h + 10), (x, y - h - 8), (x + w, y - h + 10)), 8, start=0.8, end=0.8), frame)
        else:
            ink.fill(outline(lens, 5.2), frame)
        ink.line(shape(f"M {x + side * w} {y - 10} L {side * (m.temple + 4)} {y - 14}"), frame, 5)
    ink.line(shape(f"M {-m.eye_x + w - 4} {m.eye_y - 4} Q 0 {m.eye_y - 16} {m.eye_x - w + 4} {m.eye_y - 4}"), frame, 5)
