"""A shot: a scene's background, players, camera and weather, drawn frame by frame into I420."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import skia

from shared.line.requests import VideoRequest
from worker.studio.rig.acting import Actor
from worker.studio.rig.blocking import Mark, block
from worker.studio.rig.camera import View, camera_for
from worker.studio.rig.colorspace import store_color
from worker.studio.rig.dice import Dice
from worker.studio.rig.figure import Figure, Pose
from worker.studio.rig.light import Light, light_for
from worker.studio.rig.look import Features, features
from worker.studio.rig.mouth import Lips
from worker.studio.rig.place import place_of
from worker.studio.rig.plate import plate_of
from worker.studio.rig.raster import Pixels, surface_on, to_image
from worker.studio.rig.weather import fall_for

# Workers are forked, one a core: a second thread of OpenCV's would only take another worker's time.
cv2.setNumThreads(1)

DRAWINGS_PER_SECOND = 12
"""Drawn film moves "on twos": a new drawing for every second frame."""

_EYES_Y = 442.0
"""Where the eyes of someone alone in the picture are, in design pixels from the upper edge."""

_FAR_LIGHT = 0.82
"""How much of the light reaches those who stand behind."""


@lru_cache(maxsize=12)
def figure_of(f: Features, light: Light) -> Figure:
    """A character in a light. Kept, since a worker draws the same people scene after scene."""
    return Figure(f, light)


@dataclass(frozen=True)
class Player:
    """One of the cast on the mark."""

    name: str
    figure: Figure
    actor: Actor
    mark: Mark
    drop: float


class Shot:
    """A scene's shot. The same request gives the same frames, whoever draws them and how often."""

    def __init__(self, request: VideoRequest, *, drawings_per_second: int = DRAWINGS_PER_SECOND) -> None:
        self._drawings_per_second = drawings_per_second
        self.width, self.height = request.format.width, request.format.height
        dice = Dice("shot", request.seed, request.episode, request.scene)
        place = place_of(request.setting, request.visual_prompt, request.action)
        talking = bool(request.speakers)
        self.place = place
        side = dice.pick("light side", (-1, 1))
        light = light_for(place.hour, indoors=place.indoors, overcast=place.weather != "clear", beat=request.beat, side=side)
        self._light = replace(light, stored=True)
        self.camera = camera_for(request.beat, dice, talking=talking)
        self._unit = min(self.width / 720, self.height / 900)
        self._scenery(request)
        self._cast(request, dice)
        self._fall = fall_for(place, self.width, self.height, dice, store_color)
        self._scrim = _scrim(self.width, self.height)
        self._pixels: Pixels = np.zeros((self.height, self.width, 4), np.uint8)
        self._i420: Pixels = np.zeros((self.height * 3 // 2, self.width), np.uint8)
        self._surface = surface_on(self._pixels)
        # The drawing that is held until the next one is due.
        self._held = -1
        self._poses: dict[str, Pose] = {}
        self._mouths: dict[str, Lips] = {}
        self._matrices: dict[str, Any] = {}

    def _scenery(self, request: VideoRequest) -> None:
        # The same place looks the same in every scene that plays there: its seed is the words of the setting.
        seed = int(Dice("setting", request.setting.split(",")[0].split("，")[0].strip().lower()).unit("seed") * 2**32)
        alone = len(request.cast) <= 1
        blur = (5.2 if alone else 4.2) if request.speakers else (2.6 if request.cast else 0.8)
        self._plate = plate_of(self.place, seed, request.beat, blur, self.width, self.height)

    def _cast(self, request: VideoRequest, dice: Dice) -> None:
        self.players: list[Player] = []
        for look, mark in block(request.cast, request.speakers, dice):
            f = features(look)
            light = self._light
            if mark.behind:
                r, g, b = light.gain
                light = replace(light, gain=(r * _FAR_LIGHT, g * _FAR_LIGHT, b * (_FAR_LIGHT + 0.03)), rim_alpha=light.rim_alpha * 0.5)
            actor = Actor.of(
                request.beat,
                speaks=look.name in request.speakers,
                facing=mark.facing,
                dice=Dice("actor", look.seed, look.name, request.seed),
                calm=f.calm,
            )
            figure = figure_of(f, light)
            self.players.append(Player(look.name, figure, actor, mark, figure.eye_drop))
        if self.players:
            tallest = min(player.drop for player in self.players)
            self.players = [replace(player, drop=player.drop - tallest) for player in self.players]

    def bgra(self, seconds: float, total_seconds: float, lips: Mapping[str, Lips]) -> Pixels:
        """The frame at a moment, BGRA as it is stored; valid until the next call. `lips` are those of who is speaking."""
        view = self.camera.at(seconds, total_seconds)
        canvas = self._surface.getCanvas()
        self._plate.draw(canvas, view.back_dx * self._unit, seconds)
        self._poses, self._matrices = self._pose_players(seconds, lips), self._place_players(view)
        self._mouths = {name: pose.lips.snapped() for name, pose in self._poses.items()}
        self._draw_players(canvas, self._poses)
        if self._fall is not None:
            self._fall.draw(canvas, seconds)
        canvas.drawImage(self._scrim, 0, self.height - self._scrim.height())
        return self._pixels

    def frame(self, index: int, total: int, fps: int, lips: Mapping[str, Lips]) -> Pixels:
        """Frame `index` of `total` as I420 (height * 3/2, width), BT.709 limited range; valid until the next call.

        Everything is drawn `drawings_per_second` times a second, only mouths follow every frame. Frames are to be asked for in
        order: a frame between two drawings shows the one before, with its mouths as they are now.
        """
        step = max(1, round(fps / self._drawings_per_second))
        held = index - index % step
        if index == held or self._held != held:
            cv2.cvtColor(self.bgra(held / fps, total / fps, lips), cv2.COLOR_BGRA2YUV_I420, dst=self._i420)
            self._held = held
        elif any(self._mouths[name] != shape.snapped() for name, shape in lips.items() if name in self._mouths):
            self._patch(lips)
        return self._i420

    def _patch(self, lips: Mapping[str, Lips]) -> None:
        """Draw the mouths again, and nothing else."""
        for player in self.players:
            shape = lips.get(player.name)
            if shape is None or self._mouths.get(player.name) == shape.snapped():
                continue
            self._mouths[player.name] = shape.snapped()
            left, top, right, bottom = self._mouth_box(player)
            canvas = self._surface.getCanvas()
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))
            self._draw_players(canvas, self._poses | {player.name: replace(self._poses[player.name], lips=shape)})
            canvas.restore()
            self._convert(left, top, right, bottom)

    def _mouth_box(self, player: Player) -> tuple[int, int, int, int]:
        """The part of the picture that the player's mouth and chin can change: even pixels, inside the picture."""
        m, matrix = player.figure.measures, self._matrices[player.name]
        x0, y0 = matrix.mapXY(-m.mouth_w * 1.9, m.mouth_y - 34)
        x1, y1 = matrix.mapXY(m.mouth_w * 1.9, m.mouth_y + 62)
        left, top = max(0, int(x0) & ~1), max(0, int(y0) & ~1)
        return left, top, max(left + 2, min(self.width, int(x1 + 2) & ~1)), max(top + 2, min(self.height, int(y1 + 2) & ~1))

    def _convert(self, left: int, top: int, right: int, bottom: int) -> None:
        """Carry a part of the picture over into the I420 planes."""
        part = cv2.cvtColor(np.ascontiguousarray(self._pixels[top:bottom, left:right]), cv2.COLOR_BGRA2YUV_I420)
        wide, tall = right - left, bottom - top
        quarter = wide * tall // 4
        flat = part.reshape(-1)
        size = self.width * self.height
        self._i420[top:bottom, left:right] = part[:tall]
        planes = self._i420.reshape(-1)
        for plane in (0, 1):
            start = size + plane * size // 4
            view = planes[start : start + size // 4].reshape(self.height // 2, self.width // 2)
            view[top // 2 : bottom // 2, left // 2 : right // 2] = flat[wide * tall + plane * quarter :][:quarter].reshape(
                tall // 2, wide // 2
            )

    def _pose_players(self, seconds: float, lips: Mapping[str, Lips]) -> dict[str, Pose]:
        """Everybody's pose at a moment; those who listen look at whoever speaks."""
        speaking = next((player for player in self.players if player.name in lips), None)
        poses = {}
        for player in self.players:
            attention = None
            if speaking is not None and speaking is not player:
                attention = 1.0 if speaking.mark.x > player.mark.x else -1.0
            poses[player.name] = player.actor.pose(seconds, lips.get(player.name), attention)
        return poses

    def _place_players(self, view: View) -> dict[str, Any]:
        """Each player's matrix from design units to picture pixels."""
        unit = self._unit
        lift = min(0.0, 0.42 * self.height / unit - _EYES_Y)
        focus = _EYES_Y + lift
        matrices = {}
        for player in self.players:
            mark = player.mark
            depth = 1 + (view.zoom - 1) * (0.6 if mark.behind else 1.0)
            matrix = skia.Matrix()
            matrix.setScale(mark.scale * depth, mark.scale * depth)
            matrix.postTranslate(mark.x * depth, (mark.y + lift - focus + player.drop * mark.scale) * depth + focus)
            matrix.postScale(unit, unit)
            matrix.postTranslate(self.width / 2 + view.dx * unit, view.dy * unit)
            matrices[player.name] = matrix
        return matrices

    def _draw_players(self, canvas: Any, poses: Mapping[str, Pose]) -> None:
        for player in self.players:
            canvas.save()
            canvas.concat(self._matrices[player.name])
            player.figure.draw(canvas, poses[player.name])
            canvas.restore()


def _scrim(width: int, height: int) -> Any:
    """A shadow that rises from the lower edge: it rounds off bodies and keeps subtitles readable."""
    tall = height // 4
    t = np.linspace(0, 1, tall, dtype=np.float32)
    alpha = (0.46 * t * t * (3 - 2 * t) * 255).astype(np.uint8)
    pixels = np.zeros((tall, width, 4), np.uint8)
    pixels[..., 3] = alpha[:, None]
    return to_image(pixels, opaque=False)
