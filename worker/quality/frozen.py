"""Whether a clip moves: encoder noise, grain, a drift of its brightness or a single flash are no motion."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from shared.line.requests import LipsyncRequest
from worker.quality.black import smooth
from worker.quality.film import Film, read_film
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

LEAST_CHANGE = 2.6
"""Luma (0..255) by which a 4x4 block of a small frame must change to have moved: encoders' own noise stays below."""
LEAST_COLOUR_CHANGE = 14.0
"""The same of the brightest of red, green and blue: codecs are coarser there."""
LEAST_BLOCKS = 2
LOWER_RMS = 0.615
"""The root mean square of the lower three quarters of a normal distribution's absolute values."""
GRAIN = 8.0
"""How many deviations of the grain that is left in a block count as motion."""
LONGEST_FLASH_S = 0.6
FLASH, FLASH_SHARE = 20.0, 0.4
"""A flash changes the mean by so much, or this share of the frame; an eye that blinks does not, and is motion."""

DIMMEST, BRIGHTEST = 12, 225
LEAST_LIGHT = 2.0
"""A mean that differs by more is another light."""
BENT = 0.2
"""How far a block may be off for each step of another light: no light changes all alike."""
ENOUGH_SHARE = 0.015
"""The blocks that must have moved under another light."""
SEEN_SHARE = 0.2
"""Fewer blocks than this between both ends of the scale, and it may be another picture."""
MUCH_SHARE = 0.1
"""This many blocks that change by half as much are motion too."""
SAME, SAME_SHARE = 0.75, 0.7
"""Luma that a block may change by, and how many of them, where the light is the same."""
SNOW = 6.0
"""Deviation of the pixels of small frames over time, each frame's own light taken out: more than that, over hardly any picture, is snow."""

Blocks = npt.NDArray[np.float32]


def judge(subject: Subject) -> Verdict:
    """The longest time in one piece in which every frame is the same picture, as a share of the clip."""
    film, most = subject.film, subject.quality.frozen.most_still_share
    start, end = stillest(film)
    share = min(1.0, (end - start) / max(film.lasts_seconds, 1e-6))
    if isinstance(subject.request, LipsyncRequest) and share > most:
        if subject.came is None or _was_still(subject, subject.request, most):
            return unsure("frozen", f"nothing moves for {end - start:.2f} s; the clip that was synced is as still, or is not known")
        # Where the speech is longer than the clip, its last picture is held.
        held = max(0.0, 1 - subject.came["seconds"] / max(film.lasts_seconds, 1e-6))
        most = round(min(0.99, most + held), 3)
    says = f"nothing moves for {end - start:.2f} s of {film.lasts_seconds:.2f} s ({share:.0%}); {most:.0%} is the most"
    return found("frozen", share <= most, says, measured=round(share, 3), limit=most, unit="share of time", seconds=round(start, 2))


def _was_still(subject: Subject, request: LipsyncRequest, most: float) -> bool:
    """Whether the clip that was to be synced stands still itself."""
    film = read_film(subject.inputs[request.video].path("clip"))
    start, end = stillest(film)
    return end - start > most * film.lasts_seconds


def stillest(film: Film) -> tuple[float, float]:
    """The longest time without motion, in seconds: every frame of it is compared with its first, so that slow motion adds up."""
    blocks = [smooth(frame) for frame in film.grey]
    bright = [smooth(frame) for frame in film.value]
    if len(blocks) == 1:
        return 0.0, film.lasts_seconds
    if _is_snow(film.grey):
        return 0.0, 0.0
    grain, bright_grain = _grain(film.grey), _grain([frame.astype(np.float32) for frame in film.value])

    def moved(one: int, other: int) -> float:
        share = _moved_share(blocks[one], blocks[other], grain)
        # Red over green of the same luma moves too. In another light, only luma is compared: colours run into the end of the scale.
        is_same_light = abs(float(blocks[one].mean() - blocks[other].mean())) < LEAST_LIGHT
        return max(
            share, _moved_share(bright[one], bright[other], bright_grain, LEAST_COLOUR_CHANGE) if is_same_light and share == 0 else 0.0
        )

    light = [float(block.mean()) for block in blocks]
    ends = [*film.times[1:], film.lasts_seconds]
    best = (0.0, 0.0)
    first = 0
    while first < len(blocks) and film.lasts_seconds - film.times[first] > best[1] - best[0]:
        last = _still_until(moved, light, film.times, first)
        if ends[last] - film.times[first] > best[1] - best[0] and last > first:
            best = (film.times[first], ends[last])
        # A run inside a run is no longer; the next one may begin where this one was left.
        first += max(1, (last - first) // 2)
    return best


def _still_until(moved: Callable[[int, int], float], light: list[float], times: list[float], first: int) -> int:
    """The last frame that is the same picture as the first, with nothing but flashes in between."""
    last = first
    for index in range(first + 1, len(times)):
        share = moved(first, index)
        is_flash = share >= FLASH_SHARE or abs(light[index] - light[first]) >= FLASH
        if share == 0:
            last = index
        elif not is_flash or times[index] - times[last] > LONGEST_FLASH_S:
            break
    return last


def _moved_share(one: Blocks, other: Blocks, grain: float, least_change: float = LEAST_CHANGE) -> float:
    """The share of blocks that differ once the brightness and contrast of the whole are taken out; 0 where too few do."""
    gain, offset = _light(one, other)
    change = np.abs(other - (gain * one + offset))
    least = max(least_change, GRAIN * grain)
    light = abs(float(other.mean() - one.mean()))
    if light < LEAST_LIGHT and abs(gain - 1) < 0.02:
        moved = change > least
        is_much = float(np.mean(change > max(least_change, GRAIN / 2 * grain))) > MUCH_SHARE
        return max(float(moved.mean()), 1e-3) if is_much or int(moved.sum()) >= LEAST_BLOCKS else 0.0
    # Brightened or dimmed, what is at an end of the scale says nothing of where it went, and what is near it little.
    seen = (np.minimum(one, other) > DIMMEST) & (np.maximum(one, other) < BRIGHTEST)
    if seen.mean() < SEEN_SHARE:
        return 1.0
    moved = (change > (least + BENT * light) * max(1.0, gain)) & seen
    return float(moved.mean()) if moved.mean() >= ENOUGH_SHARE else 0.0


def _light(one: Blocks, other: Blocks) -> tuple[float, float]:
    """The gain and offset of brightness between two frames, by least squares over what is not at an end of the scale nor moved."""
    used = (np.minimum(one, other) > DIMMEST) & (np.maximum(one, other) < BRIGHTEST)
    gain, offset = 1.0, 0.0
    if used.any() and np.mean(np.abs(other - one)[used] < SAME) >= SAME_SHARE:
        # Where most is as it was, so is the light: of a plain ground what moves over it would be taken for another contrast.
        return gain, offset
    for _ in range(3):
        if used.mean() < 0.1 or np.var(one[used]) < 1:
            return gain, offset
        x, y = one[used], other[used]
        gain = float(np.mean((x - x.mean()) * (y - y.mean())) / np.var(x))
        # Another picture altogether is not the same one with less contrast.
        gain = gain if 0.4 <= gain <= 2.5 else 1.0
        offset = float(np.median(y - gain * x))
        off = np.abs(other - gain * one - offset)
        used &= off <= max(3.0, float(np.median(off[used])) * 3)
    return gain, offset


def _is_snow(frames: list[npt.NDArray[np.float32]]) -> bool:
    """Whether there is nothing but noise: it moves, and there is no picture under it that could stand still."""
    few = np.stack(frames[:: max(1, len(frames) // 40)])
    few = few - few.mean(axis=(1, 2), keepdims=True)
    noise = float(np.sqrt(few.var(axis=0).mean()))
    return len(few) > 3 and noise > SNOW and float(few.mean(axis=0).std()) < noise / 2


def _grain(frames: list[npt.NDArray[np.float32]]) -> float:
    """The deviation of noise that is left in the mean of 4x4 pixels, between two frames.

    Noise of a pixel is what is left of its change once its neighbour's is taken out, by the lower three quarters: motion is mostly above.
    """
    changes = []
    for one, other in pairwise(frames):
        change = other - one
        fine = np.abs(change[:, 1:] - change[:, :-1]).ravel()
        most = fine.size * 3 // 4
        changes.append(float(np.sqrt(np.mean(np.partition(fine, most)[:most] ** 2))) / LOWER_RMS / math.sqrt(2))
    return float(np.median(changes)) / 4
