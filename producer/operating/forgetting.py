"""Forgets a season: out of Redis goes all that is known of it but the sums that it cost; its journal is in a file before."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis

from producer.embedded.home import season_folder
from producer.embedded.run import read_card
from producer.operating.homes import LINE, Home
from shared import keyspace
from shared.errors import InputError
from shared.ledger.call import OPEN, CallRecord
from shared.ledger.export import export
from shared.ledger.ledger import Ledger
from shared.ledger.verify import FORGOTTEN
from shared.money import dollars
from shared.state.season import SeasonState

_AT_ONCE = 500


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten: calls and keys; what the season had cost stays in the balances. `exported` entries went into the file."""

    season: str
    calls: int
    keys: int
    spent_micros: int
    exported: int


def forget_season(home: Home, season: str, journal: Path, *, dry_run: bool) -> Forgotten:
    """Forget a season of a home, whose journal is appended to a file first. Raises InputError, NotFound, CliffhangerError, OSError."""
    if home.season and read_card(home.settings, home.season):
        raise _in_hand(season)
    with home.open() as client:
        if home.season and int((read_card(home.settings, home.season) or {}).get("pid", 0)) != os.getpid():
            raise _in_hand(season)
        done = _forget(client, season, journal, dry_run=dry_run)
        if home.name != LINE and not dry_run:
            # An embedded season's ledger was its own, and is in the file; of one of `up` only says so who it belonged to. Its lock is
            # ours still: whoever waits for it must not find a ledger that is about to go.
            shutil.rmtree(season_folder(home.settings, season), ignore_errors=True)
    return done


def _in_hand(season: str) -> InputError:
    return InputError(f"{season}: another command has it in hand; wait until that has ended")


def _forget(client: redis.Redis, season: str, journal: Path, *, dry_run: bool) -> Forgotten:
    ledger, state = Ledger(client), SeasonState(client, season)
    calls = list(ledger.calls(season))
    _check(season, state.meta()["state"], calls)
    keys = list(_keys(client, season, calls))
    spent = ledger.balance(f"season:{season}")["spent"]
    if dry_run:
        return Forgotten(season, len(calls), len(keys), spent, 0)
    exported = export(client, journal)
    # Whoever audits the exported files afterwards must not miss the records of its calls.
    client.sadd(FORGOTTEN, season)
    for start in range(0, len(keys), _AT_ONCE):
        client.delete(*keys[start : start + _AT_ONCE])
    # Last: who is killed before gives the command again.
    pipe = client.pipeline(transaction=True)
    pipe.delete(keyspace.meta(season))
    pipe.zrem(keyspace.SEASONS, season)
    pipe.srem(keyspace.LIVE, season)
    pipe.execute()
    return Forgotten(season, len(calls), len(keys), spent, exported.written)


def _check(season: str, state: str, calls: list[CallRecord]) -> None:
    if state == "running":
        raise InputError(f"{season}: is not at its end; 'cliffhanger cancel {season}' ends it")
    under_way = [call for call in calls if call.state in OPEN]
    if under_way:
        raise InputError(
            f"{season}: {len(under_way)} paid calls are under way ({under_way[0].id}); 'cliffhanger resume {season}' collects them"
        )
    held = [call for call in calls if call.state == "unknown"]
    if held:
        micros = sum(call.held_micros for call in held)
        raise InputError(
            f"{season}: nobody knows whether {len(held)} calls were charged ({dollars(micros)} held); 'cliffhanger settle {held[0].id}'"
        )


def _keys(client: redis.Redis, season: str, calls: list[CallRecord]) -> Iterator[str]:
    """All keys of a season but its meta, which goes last."""
    meta = keyspace.meta(season)
    for key in client.scan_iter(f"{keyspace.PREFIX}:{{{_literal(season)}}}:*", count=1000):
        if str(key) != meta:
            yield str(key)
    for call in calls:
        # A call is of the season that paid for it.
        if call.season == season:
            yield from (f"{keyspace.LINE}:call:{call.id}", f"{keyspace.LINE}:callbacks:{call.id}", f"{keyspace.LINE}:wanted:{call.id}")
    yield f"{keyspace.LINE}:calls:{season}"


def _literal(text: str) -> str:
    """A text as a pattern of SCAN that matches nothing else."""
    return "".join(f"\\{letter}" if letter in "*?[]^\\-" else letter for letter in text)
