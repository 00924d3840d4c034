"""How loud a limiter leaves a mix, learned from the masters so far: the gain for the next one."""

# The share of a further dB that is taken to come out of the limiter as loudness, before it is known, and the least of it.
_USUALLY_KEPT, _LEAST_KEPT = 0.6, 0.25


class Limiter:
    """One mix before one limiter. Only how far the gain lies above the ceiling counts, so what one ceiling taught holds for another."""

    def __init__(self, first_gain_db: float) -> None:
        self._first_gain_db = first_gain_db
        self._known: list[tuple[float, float]] = []

    def learn(self, gain_db: float, ceiling_db: float, integrated_lufs: float) -> None:
        """A master at that gain and ceiling was so loud."""
        self._known.append((gain_db - ceiling_db, integrated_lufs - ceiling_db))

    def gain_db(self, aim_lufs: float, ceiling_db: float) -> float:
        """The gain that is likely to make it so loud under a ceiling."""
        if not self._known:
            return self._first_gain_db
        aim = aim_lufs - ceiling_db
        near = sorted(self._known, key=lambda one: abs(one[1] - aim))
        gain, heard = near[0]
        other_gain, other_heard = next((one for one in near[1:] if one[0] != gain), (gain, heard))
        kept = (heard - other_heard) / (gain - other_gain) if gain != other_gain else _USUALLY_KEPT
        return ceiling_db + gain + (aim - heard) / max(_LEAST_KEPT, min(1.0, kept))
