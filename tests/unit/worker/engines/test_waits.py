"""How long a provider asks to wait, however it says it."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.engines.waits import LONGEST_S, wait_of

NOW = 1_790_000_000.0


@pytest.mark.parametrize(
    ("headers", "after_s"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": format_datetime(datetime.fromtimestamp(NOW + 30, UTC), usegmt=True)}, 30),
        ({"retry-after": format_datetime(datetime.fromtimestamp(NOW - 30, UTC), usegmt=True)}, 0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, 360),
        ({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "6m0s"}, None),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "250ms"}, 0.25),
        ({"x-ratelimit-reset": "12"}, 12),
        ({"x-ratelimit-reset": str(int(NOW) + 20)}, 20),
        ({"x-ratelimit-reset": str((int(NOW) + 20) * 1000)}, 20),
    ],
)
def test_every_spelling_is_read(headers, after_s):
    assert wait_of(headers, NOW).after_s == after_s


@pytest.mark.parametrize("text", ["601", "86400", "1e9", "9" * 200])
def test_an_absurd_wait_is_capped_and_said(text):
    wait = wait_of({"retry-after": text}, NOW)

    assert wait.after_s == LONGEST_S
    assert "asks to wait" in wait.note
    assert len(wait.note) < 100


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "retry-after-ms", "x-ratelimit-reset", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"]),
        st.text(max_size=20) | st.floats().map(str) | st.integers().map(str),
    )
)
def test_no_header_makes_an_error_or_a_wait_out_of_bounds(headers):
    after_s = wait_of(headers, NOW).after_s

    assert after_s is None or 0 <= after_s <= LONGEST_S
