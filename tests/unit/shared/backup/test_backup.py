"""A copy over the wire, what of it is brought back, and what was bought since, against a real Redis."""

import time
from pathlib import Path

import pytest
import redis

from producer.operating.loaded import loaded
from shared import keyspace
from shared.backup.bought import NOBODY, book_bought
from shared.backup.copying import RESTORING, check_empty, copy_keys, end_copy
from shared.backup.keys import is_kept
from shared.backup.resting import ORDERS_LOST, put_to_rest, rests, rouse
from shared.backup.snapshot import is_snapshot, take_snapshot
from shared.errors import CliffhangerError, InputError
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits
from shared.ledger.verify import verify
from shared.state.season import SeasonState
from shared.store.product import Product
from tests.factories.season import a_production, an_episode

SEASON = "test-season"
DAY = "2026-11-22"


def a_call(call_id: str, amount: int = 100) -> Call:
    return Call(call_id, SEASON, "1", "1/1", "video", "acme/film", "acme", DAY, amount)


def sent(ledger: Ledger, call: Call) -> None:
    """Reserved, and permitted to be sent."""
    got = ledger.reserve(call, Limits())
    assert ledger.submitting(call.id, got.token)


def a_raw(call_id: str, cost: int = 70, **bought: object) -> Product:
    about = {"season": SEASON, "run": "1", "place": "1/1", "account": "acme", "day": DAY, "attempt": 1, "retake": 0, "sound": 0}
    facts = {"bought": {**about, **bought}}
    times = {"started_at": 0.0, "finished_at": 1.0}
    return Product(
        key=f"{call_id}-raw", stage="video", model="acme/film", files={}, facts=facts, cost_micros=cost, provider_job_id="j1", **times
    )


@pytest.fixture
def season(client: redis.Redis) -> SeasonState:
    episode = an_episode()
    state = SeasonState(client, SEASON)
    state.submit(a_production(episode), [episode], {"out": "/tmp/out"})
    return state


def test_a_copy_holds_what_was_there_at_one_moment_and_is_read_by_a_server_of_its_own(
    client: redis.Redis, season: SeasonState, tmp_path: Path
) -> None:
    client.set("cliffhanger:given:x", "y", px=60_000)

    take_snapshot(client, tmp_path / "line.rdb")
    client.flushall()

    assert is_snapshot(tmp_path / "line.rdb")
    with loaded(tmp_path / "line.rdb") as server:
        copied = copy_keys(server, client)
    assert client.exists(RESTORING)
    end_copy(client)
    assert season.production().season == SEASON
    assert (copied, client.exists(keyspace.LIVE), 0 < client.pttl("cliffhanger:given:x") <= 60_000) == (client.dbsize(), 0, True)


@pytest.mark.parametrize("content", [b"", b"REDIS0009", b"no RDB file at all, whatever it is", b"REDIS0009" + b"\0" * 40])
def test_what_is_no_whole_rdb_file_is_not_taken_for_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)

    assert not is_snapshot(tmp_path / "file")


def test_a_server_that_cannot_read_a_file_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "line.rdb").write_bytes(b"REDIS9999" + b"\xff" + b"\0" * 8)

    with pytest.raises(CliffhangerError, match="no redis-server here can read it") as refused, loaded(tmp_path / "line.rdb"):
        pass

    assert "\n" not in refused.value.message


def test_a_user_who_may_not_sync_is_told_which_rights_it_takes(client: redis.Redis, redis_url: str, tmp_path: Path) -> None:
    client.execute_command("ACL", "SETUSER", "reader", "on", "nopass", "~*", "+@read", "+@connection")
    path = redis_url.removeprefix("unix://").split("?")[0]
    reader = redis.Redis(unix_socket_path=path, username="reader", password="any", protocol=2)

    with pytest.raises(CliffhangerError, match=r"\+sync \+replconf"):
        take_snapshot(reader, tmp_path / "line.rdb")

    client.execute_command("ACL", "DELUSER", "reader")


def test_nothing_is_copied_over_a_ledger_but_a_restore_that_died_may_begin_again(client: redis.Redis, season: SeasonState) -> None:
    with pytest.raises(InputError, match="is not empty"):
        check_empty(client, "the Redis")

    client.set(RESTORING, "1")

    check_empty(client, "the Redis")


def test_where_a_restore_has_begun_and_not_ended_nothing_is_paid(client: redis.Redis) -> None:
    client.set(RESTORING, "1")

    meanwhile = Ledger(client).reserve(a_call("c1"), Limits())
    end_copy(client)

    assert (meanwhile.outcome, Ledger(client).reserve(a_call("c1"), Limits()).outcome) == ("later", "reserved")


def test_what_a_killed_restore_had_booked_is_booked_again_by_the_next(client: redis.Redis, season: SeasonState, tmp_path: Path) -> None:
    take_snapshot(client, tmp_path / "line.rdb")
    with loaded(tmp_path / "line.rdb") as server:
        client.flushall()
        copy_keys(server, client)
        book_bought(client, [a_raw("c1")], {}, frozenset())
        copy_keys(server, client)

    again = book_bought(client, [a_raw("c1")], {}, frozenset())

    assert (again.calls, Ledger(client).balance(f"season:{SEASON}")["spent"]) == (1, 70)
    assert verify(client).is_well


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("cliffhanger:seasons", True),
        ("cliffhanger:{a-1}:meta", True),
        ("cliffhanger:{a-1}:script:3", True),
        ("cliffhanger:{a-1}:notices", True),
        ("{cliffhanger}:call:abc", True),
        ("{cliffhanger}:journal", True),
        ("{cliffhanger}:balance:season:a-1", True),
        ("{cliffhanger}:refused:abc", True),
        ("cliffhanger:live", False),
        ("cliffhanger:sweep", False),
        ("cliffhanger:lock:abc", False),
        ("cliffhanger:broker", False),
        ("cliffhanger:broker:media", False),
        ("cliffhanger:{a-1}:delivery", False),
        ("cliffhanger:{a-1}:advance", False),
        ("{cliffhanger}:open", False),
        ("{cliffhanger}:timers:due", False),
        ("{cliffhanger}:flight:acme", False),
        ("somebody:else", False),
    ],
)
def test_what_only_means_something_at_work_is_not_brought_back(key: str, *, kept: bool) -> None:
    assert is_kept(key) is kept


def test_a_season_rests_until_it_is_roused_and_no_order_number_comes_twice(client: redis.Redis, season: SeasonState) -> None:
    ledger = Ledger(client)
    sent(ledger, a_call("c1"))
    ledger.submitted("c1", 1, {"id": "j"}, next_poll_ms=0, lease_ms=1000)
    client.delete(keyspace.LIVE, "{cliffhanger}:open")

    assert put_to_rest(client, [], time.time()) == [SEASON]
    assert rests(client, SEASON).startswith("a copy of 20")
    assert rouse(client, SEASON)

    assert not rouse(client, SEASON)
    assert client.zscore("{cliffhanger}:open", "c1") is not None
    assert int(client.hget(keyspace.meta(SEASON), "orders") or 0) == 1 + ORDERS_LOST


def test_no_message_of_before_begins_anything_while_a_season_rests(client: redis.Redis, season: SeasonState) -> None:
    put_to_rest(client, [], time.time())

    resting = season.begin(1, "1", "video")
    rouse(client, SEASON)

    assert (resting[0], season.begin(1, "1", "video")[0]) == (0, 1)


@pytest.mark.parametrize("stood", ["absent", "planned", "reserved", "submitting", "submitted", "unknown", "failed", "settled"])
def test_a_product_is_booked_once_however_its_call_stood(client: redis.Redis, season: SeasonState, stood: str) -> None:
    ledger, call = Ledger(client), a_call("c1")
    ledger.set_cap(f"season:{SEASON}", 1000)
    if stood in ("planned", "failed"):
        sent(ledger, call)
        ledger.release("c1", stood)
    elif stood == "reserved":
        ledger.reserve(call, Limits())
    elif stood != "absent":
        sent(ledger, call)
        if stood == "submitted":
            ledger.submitted("c1", 1, {"id": "j1"}, next_poll_ms=0, lease_ms=1000)
        elif stood == "unknown":
            ledger.hold("c1", "nobody knows")
        elif stood == "settled":
            ledger.settle("c1", 70)

    first = book_bought(client, [a_raw("c1")], {}, frozenset())
    again = book_bought(client, [a_raw("c1")], {}, frozenset())

    assert (first.calls, again.calls) == (0 if stood == "settled" else 1, 0)
    for scope in (f"season:{SEASON}", "account:acme", f"day:acme:{DAY}"):
        assert ledger.balance(scope) == {"reserved": 0, "held": 0, "spent": 70, "wasted": 0}
    record = ledger.call("c1")
    assert record is not None
    assert (record.state, record.actual_micros, record.season) == ("settled", 70, SEASON)
    assert [each.id for each in ledger.calls(SEASON)] == ["c1"]
    audit = verify(client)
    assert audit.is_well, audit.books.discrepancies
    assert not client.exists("{cliffhanger}:open", "{cliffhanger}:flight:acme")


def test_what_was_bought_is_booked_although_it_is_above_the_cap_and_stops_what_comes_next(client: redis.Redis, season: SeasonState) -> None:
    ledger = Ledger(client)
    ledger.set_cap(f"season:{SEASON}", 100)

    book_bought(client, [a_raw("c1"), a_raw("c2", retake=1)], {}, frozenset())

    audit = verify(client)
    assert (audit.is_well, len(audit.books.excesses)) == (True, 1), audit.books.discrepancies
    assert ledger.balance(f"quality:{SEASON}")["spent"] == 70
    assert ledger.reserve(a_call("c3", 10), Limits()).outcome == "over"


def test_what_does_not_say_who_paid_is_booked_by_what_seasons_need_and_else_only_told(client: redis.Redis, season: SeasonState) -> None:
    known, unknown, old = (a_raw(name).model_copy(update={"facts": {}}) for name in ("c1", "c2", "c3"))
    Ledger(client).reserve(a_call("c3"), Limits())

    found = book_bought(client, [known, unknown, old], {"c1": SEASON}, frozenset())

    assert (found.calls, found.foreign, found.booked) == (2, 1, {SEASON: 140})
    assert verify(client).is_well


def test_what_another_ledger_has_paid_is_not_booked_here_and_what_no_season_has_is_the_accounts(client: redis.Redis) -> None:
    found = book_bought(client, [a_raw("c1", season="embedded-1"), a_raw("c2", season="")], {}, frozenset({"embedded-1"}))

    assert (found.calls, found.booked) == (1, {NOBODY: 70})
    assert Ledger(client).balance("account:acme")["spent"] == 70
