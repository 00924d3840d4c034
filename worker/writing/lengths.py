"""The lengths of an episode's scenes, scaled so that they add up to what was asked for."""

from collections.abc import Sequence

from shared.pricing.lengths import expected_speech_seconds

SHORTEST_SECONDS, LONGEST_SECONDS = 1.0, 300.0
"""Of a scene, as the season file has it."""
SILENT_SECONDS = 3.0
"""What a scene has beside its dialogue, where it does not say."""


def speech_seconds(lines: Sequence[str]) -> float:
    """How long a scene's lines usually take to speak; 0 for none."""
    return expected_speech_seconds(lines) if lines else 0.0


def scaled(given: Sequence[float | None], spoken: Sequence[float], seconds: float) -> list[float]:
    """The scenes' lengths in seconds, which add up to `seconds`, in the proportions of those given.

    A missing one has its share by its dialogue. Each has at least what its dialogue needs (`spoken`), unless all together need more.
    """
    weights = [need + SILENT_SECONDS for need in spoken]
    known = [(length, weight) for length, weight in zip(given, weights, strict=True) if length is not None]
    usual = sum(length for length, _ in known) / sum(weight for _, weight in known) if known else 1.0
    wished = [length if length is not None else usual * weight for length, weight in zip(given, weights, strict=True)]
    least = [max(need, SHORTEST_SECONDS) for need in spoken]
    if sum(least) >= seconds:
        wished, least = least, [SHORTEST_SECONDS] * len(least)
    return _rounded(_fitted(wished, least, seconds), least, seconds)


def _fitted(wished: Sequence[float], least: Sequence[float], seconds: float) -> list[float]:
    """All lengths by one factor, none below its least; the factor is found by halving, since their sum grows with it."""

    def by(factor: float) -> list[float]:
        return [min(max(length * factor, floor), LONGEST_SECONDS) for length, floor in zip(wished, least, strict=True)]

    low, high = 0.0, LONGEST_SECONDS / min(wished)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(by(middle)) < seconds else (low, middle)
    return by(high)


def _rounded(lengths: Sequence[float], least: Sequence[float], seconds: float) -> list[float]:
    """Tenths of a second; what rounding leaves over goes to the scene that has the most to spare."""
    tenths = [round(length * 10) for length in lengths]
    left = round(seconds * 10) - sum(tenths)
    # A remainder beyond rounding cannot be had: scenes have a shortest and a longest length.
    if abs(left) <= len(tenths):
        most = max(range(len(tenths)), key=lambda index: (lengths[index] - least[index], -index))
        tenths[most] = max(10, min(3000, tenths[most] + left))
    return [tenth / 10 for tenth in tenths]
