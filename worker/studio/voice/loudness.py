"""Loudness after ITU-R BS.1770-4, levels, and a limiter, on float arrays of samples."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

BLOCK_SECONDS = 0.4
STEP_SECONDS = 0.1
STEPS_PER_BLOCK = 4
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0

# The two filters of the K weighting, (b, a) at 48 kHz, from BS.1770-4 tables 1 and 2: a shelf for the head, then a high-pass.
_K_RATE = 48_000
_K_FILTERS = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)


def loudness_lufs(samples: Samples, sample_rate: int) -> float:
    """Integrated loudness of `(frames,)` or `(frames, channels)`; -inf for silence. Shorter than a block counts as one block."""
    channels = samples.reshape(len(samples), -1)
    if not len(channels) or not channels.any():
        return float("-inf")
    steps = _k_weighted_energy(channels, int(STEP_SECONDS * sample_rate), sample_rate)
    if len(steps) >= STEPS_PER_BLOCK:
        blocks = np.convolve(steps, np.ones(STEPS_PER_BLOCK), "valid") / (BLOCK_SECONDS * sample_rate)
    else:
        blocks = np.array([steps.sum() / len(channels)])
    blocks = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
    if not len(blocks):
        return float("-inf")
    gate = blocks.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    return _lufs(float(blocks[blocks > gate].mean()))


def _k_weighted_energy(channels: Samples, step: int, sample_rate: int) -> Samples:
    """The weighted energy of each step of `step` frames, all channels together.

    Each step's spectrum is weighted by the filters' response and summed (Parseval): within 0.1 LU of running the filters, at any
    rate, without recursion in Python and without a transform as long as the sound.
    """
    padded = np.pad(channels, ((0, -len(channels) % step), (0, 0))).reshape(-1, step, channels.shape[1])
    power = (np.abs(np.fft.rfft(padded, axis=1)) ** 2).sum(axis=2)
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(step, 1 / sample_rate) / _K_RATE)
    response = np.ones_like(z)
    for b, a in _K_FILTERS:
        response *= np.polyval(b[::-1], z) / np.polyval(a[::-1], z)
    weights = np.abs(response) ** 2 * 2 / step
    weights[0] /= 2
    if step % 2 == 0:
        weights[-1] /= 2
    # Not a matrix product: its sums would depend on how many threads the linear algebra takes.
    return np.asarray((power * weights).sum(axis=1))


def _lufs(power: float) -> float:
    return -0.691 + 10 * float(np.log10(power))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def levelled(samples: Samples, sample_rate: int, target_lufs: float) -> Samples:
    """The same sound at that loudness; silence stays silence."""
    loudness = loudness_lufs(samples, sample_rate)
    if loudness == float("-inf"):
        return samples
    return np.asarray(samples * 10 ** ((target_lufs - loudness) / 20))


def limited(samples: Samples, sample_rate: int, ceiling_db: float) -> Samples:
    """No sample of `(frames,)` or `(frames, channels)` above the ceiling: a gain that dips 5 ms ahead of a peak and recovers as softly.

    The gain is the least that the milliseconds around need, averaged over half that width, hence never above what a peak allows.
    """
    ceiling = 10 ** (ceiling_db / 20)
    channels = samples.reshape(len(samples), -1)
    peaks = np.abs(channels).max(axis=1, initial=0.0)
    if not len(peaks) or peaks.max() <= ceiling:
        return samples
    block = max(1, sample_rate // 1000)
    padded = np.pad(peaks, (0, -len(peaks) % block))
    needed = np.minimum(1.0, ceiling / np.maximum(padded.reshape(-1, block).max(axis=1), 1e-9))
    least = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 5, mode="edge"), 11).min(axis=1)
    gains = np.lib.stride_tricks.sliding_window_view(np.pad(least, 3, mode="edge"), 7).mean(axis=1)
    centres = (np.arange(len(gains)) + 0.5) * block
    gain = np.interp(np.arange(len(peaks)), centres, gains)
    return np.asarray((channels * gain[:, None]).reshape(samples.shape))
