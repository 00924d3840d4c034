"""What is learned of a mix before a limiter: the gain for the next master."""

import pytest

from worker.media.limiter import Limiter


def test_the_first_gain_is_the_given_one() -> None:
    assert Limiter(6.4).gain_db(-14, -2.2) == 6.4


def test_what_one_ceiling_taught_holds_for_another() -> None:
    limiter = Limiter(6.0)
    limiter.learn(6.0, -2.0, -16.0)
    limiter.learn(10.0, -2.0, -14.0)

    assert limiter.gain_db(-14.0, -2.0) == pytest.approx(10.0)
    assert limiter.gain_db(-15.0, -3.0) == pytest.approx(9.0)
    assert limiter.gain_db(-13.0, -2.0) == pytest.approx(12.0)


def test_no_gain_is_taken_to_do_nothing() -> None:
    limiter = Limiter(6.0)
    limiter.learn(6.0, -2.0, -14.5)
    limiter.learn(10.0, -2.0, -14.49)

    assert limiter.gain_db(-14.0, -2.0) < 13
