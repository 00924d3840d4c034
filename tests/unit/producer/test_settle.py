"""Settling a call by hand: the right one of several books, as it stands when the word is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import redis

from producer.cli import settle as command
from shared.errors import InputError
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits

CALL = "0123456789abcdef"


@pytest.fixture
def books(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Ledger]]:
    """The books of two embedded seasons, which want the same call."""
    ledgers = {}
    for number, season in enumerate(("one-aa", "two-bb")):
        own = redis.Redis.from_url(redis_url.replace("db=0", f"db={number}"), decode_responses=True)
        own.flushdb()
        ledgers[season] = Ledger(own)
        call = Call(CALL, season, "1", "1/1", "video", "acme/clips", "acme", "2026-11-21", 50_000)
        ledgers[season].submitting(CALL, ledgers[season].reserve(call, Limits()).token)
        ledgers[season].hold(CALL, "no answer came")

    @contextmanager
    def reach(_settings: object, season: str) -> Iterator[object]:
        yield SimpleNamespace(client=ledgers[season].client, state=SimpleNamespace(season=season))

    monkeypatch.setattr(command, "reach", reach)
    monkeypatch.setattr(command, "known_seasons", lambda _settings: list(ledgers))
    yield ledgers
    for ledger in ledgers.values():
        ledger.client.flushdb()
        ledger.client.close()


@pytest.mark.parametrize("other", ["one-aa", "two-bb"])
def test_a_call_in_doubt_is_settled_although_another_season_has_bought_the_same(books: dict[str, Ledger], other: str) -> None:
    books[other].settle(CALL, 50_000)

    command.settle(CALL[:8], not_charged=True)

    assert {season: ledger.call(CALL).state for season, ledger in books.items() if season != other} == {
        season: "failed" for season in books if season != other
    }


def test_what_was_found_out_meanwhile_is_not_settled_by_hand(books: dict[str, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = books["one-aa"]
    stale = ledger.call(CALL)
    ledger.submitted(CALL, 1, {"id": "j1"}, next_poll_ms=0, lease_ms=60_000)
    monkeypatch.setattr(command, "_find", lambda _settings, _wanted: ("one-aa", stale))

    with pytest.raises(InputError, match="is submitted"):
        command.settle(CALL, not_charged=True)

    assert ledger.call(CALL).state == "submitted"
