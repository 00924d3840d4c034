"""`cliffhanger ledger`: on the line's Redis, and in the folder of an embedded season."""

import json
import os
from pathlib import Path

import pytest
import redis
from typer.testing import CliRunner, Result

from producer.cli.app import app
from producer.embedded.redis_server import RedisServer
from shared import keyspace
from shared.errors import InputError
from shared.ledger.ledger import Ledger
from shared.redis_client import open_redis
from tests.unit.shared.ledger.calls import PRICE, a_call, submitted


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["ledger", *map(str, args)])


@pytest.fixture
def ledger(client: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("CLIFFHANGER_REDIS_URL", redis_url)
    return Ledger(client)


def test_books_that_agree_end_with_0(ledger: Ledger) -> None:
    submitted(ledger)
    ledger.settle("c1", PRICE)

    result = run("verify", "--json")

    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["well"], found["acts"]) == (True, {"reserve": 1, "settle": 1, "submit": 1})


def test_books_that_do_not_agree_end_with_1_and_a_line_each(ledger: Ledger) -> None:
    submitted(ledger)
    for scope in ("season:heir-0a", "account:atlas"):
        ledger.client.hincrby(f"{keyspace.LINE}:balance:{scope}", "reserved", 1)

    result = run("verify")

    assert result.exit_code == 1
    assert result.stderr.count("discrepancy") == 2
    assert result.stdout == ""


def test_what_was_exported_is_verified_from_the_beginning(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    submitted(ledger)

    exported = run("export", file, "--json")
    ledger.settle("c1", PRICE)

    assert json.loads(exported.stdout)["removed"] == 2
    assert run("verify", "--with", file).exit_code == 0


def test_an_embedded_season_has_its_own_ledger() -> None:
    folder = Path(os.environ["CLIFFHANGER_STATE_DIR"]) / "seasons" / "heir-0a"
    server = RedisServer(folder / "redis", folder / "redis.log")
    server.start()
    try:
        client = open_redis(server.url)
        submitted(Ledger(client), a_call())
        client.close()
    finally:
        server.stop()

    for args in (["verify", "--json"], ["verify", "heir", "--json"]):
        assert json.loads(run(*args).stdout)["intents"]["under_way"] == 1


def test_without_a_season_there_is_nothing_to_verify() -> None:
    assert isinstance(run("verify").exception, InputError)
