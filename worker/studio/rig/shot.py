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
from worker.studio.rig.camera import camera_for
from worker.studio.rig.colorspace import store_color, store_pixels
from worker.studio.rig.dice import Dice
from worker.studio.rig.figure import Figure
from worker.studio.rig.light import Light, light_for
from worker.studio.rig.look import Features, features
from worker.studio.rig.mouth import Lips
from worker.studio.rig.place import place_of
from worker.studio.rig.plate import Plate, to_image
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Pixels
from worker.studio.rig.scenery.painting import paint
from worker.studio.rig.weather import fall_for

# Workers are forked, one a core: a second thread of OpenCV's would only take another worker's time.
cv2.setNumThreads(1)

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

    def __init__(self, request: VideoRequest) -> None:
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
        self._scenery(request, dice)
        self._cast(request, dice)
        self._fall = fall_for(place, self.width, self.height, dice, store_color)
        self._scrim = _scrim(self.width, self.height)
        self._pixels: Pixels = np.zeros((self.height, self.width, 4), np.uint8)
        self._i420: Pixels = np.zeros((self.height * 3 // 2, self.width), np.uint8)
        info = skia.ImageInfo.Make(self.width, self.height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels, self.width * 4)

    def _scenery(self, request: VideoRequest, dice: Dice) -> None:
        scale = max(self.width / 720, self.height / 1280)
        # The same place looks the same in every scene that plays there: its seed is the words of the setting.
        seed = int(Dice("setting", request.setting.split(",")[0].split("，")[0].strip().lower()).unit("seed") * 2**32)
        alone = len(request.cast) <= 1
        blur = (5.2 if alone else 4.2) if request.speakers else (2.6 if request.cast else 0.8)
        painting = paint(self.place, seed, request.beat, scale, blur)
        self._plate = Plate(painting, self.width, self.height, scale, store_pixels)
        del dice

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

    def rgba(self, seconds: float, total_seconds: float, lips: Mapping[str, Lips]) -> Pixels:
        """The frame at a moment, RGBA as it is stored; valid until the next call. `lips` are those of who is speaking."""
        view = self.camera.at(seconds, total_seconds)
        canvas, unit = self._surface.getCanvas(), self._unit
        self._plate.draw(canvas, view.back_dx * unit, seconds)
        canvas.save()
        canvas.translate(self.width / 2 + view.dx * unit, view.dy * unit)
        canvas.scale(unit, unit)
        self._draw_players(canvas, view.zoom, seconds, lips)
        canvas.restore()
        if self._fall is not None:
            self._fall.draw(canvas, seconds)
        canvas.drawImage(self._scrim, 0, self.height - self._scrim.height())
        return self._pixels

    def frame(self, seconds: float, total_seconds: float, lips: Mapping[str, Lips]) -> Pixels:
        """The frame at a moment as I420 (height * 3/2, width), BT.709 limited range; valid until the next call."""
        cv2.cvtColor(self.rgba(seconds, total_seconds, lips), cv2.COLOR_RGBA2YUV_I420, dst=self._i420)
        return self._i420

    def _draw_players(self, canvas: Any, zoom: float, seconds: float, lips: Mapping[str, Lips]) -> None:
        tall = self.height / self._unit
        lift = min(0.0, 0.42 * tall - 442)
        focus = 442 + lift
        speaking = next((player for player in self.players if player.name in lips), None)
        for player in self.players:
            mark = player.mark
            attention = None
            if speaking is not None and speaking is not player:
                attention = 1.0 if speaking.mark.x > mark.x else -1.0
            pose = player.actor.pose(seconds, lips.get(player.name), attention)
            depth = 1 + (zoom - 1) * (0.6 if mark.behind else 1.0)
            canvas.save()
            canvas.translate(0, focus)
            canvas.scale(depth, depth)
            canvas.translate(mark.x, mark.y + lift - focus + player.drop * mark.scale)
            canvas.scale(mark.scale, mark.scale)
            player.figure.draw(canvas, pose)
            canvas.restore()


def _scrim(width: int, height: int) -> Any:
    """A shadow that rises from the lower edge: it rounds off bodies and keeps subtitles readable."""
    tall = height // 4
    t = np.linspace(0, 1, tall, dtype=np.float32)
    alpha = (0.46 * t * t * (3 - 2 * t) * 255).astype(np.uint8)
    pixels = np.zeros((tall, width, 4), np.uint8)
    pixels[..., 3] = alpha[:, None]
    return to_image(pixels, opaque=False)


assert WIDTH > 720
assert HEIGHT > 1280
