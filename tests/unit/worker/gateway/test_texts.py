"""Texts about other texts: what they may cost is known only when those are written."""

from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from shared.line.need import Need
from shared.line.requests import TextRequest
from shared.tokens import tokens_at_most
from tests.factories.catalogue import a_price
from tests.support.degrading import Gate
from worker.gateway.waits import NotYet

WRITER = {"capability": "text", "price": a_price("per_mtok_out", "1"), "input_price": a_price("per_mtok_in", "1")}
SOURCE = "0123456789abcdef0123456789abcdef"
# Another model's token may be several of this one's.
WRITTEN = "\u6cf0\u5c71" * 400
PRODUCTION: Any = SimpleNamespace(season="test-season", characters=(), references_are_wanted=False, allow=())


@pytest.fixture
def gate(client: redis.Redis, tmp_path: Path) -> Gate:
    gate = Gate(client, tmp_path, (tmp_path, tmp_path), PRODUCTION, {"acme": {"writer": WRITER}})
    with gate.store.workspace() as folder:
        (folder / "text.txt").write_text(WRITTEN, encoding="utf-8")
        gate.store.put_product(
            key=SOURCE,
            stage="text",
            model="acme/writer",
            folder=folder,
            files={"text": "text.txt"},
            facts={},
            started_at=0.0,
            finished_at=1.0,
        )
    return gate


@pytest.mark.parametrize(("prompt", "times"), [("Sum up", 1), ("Compare {input} with {input}", 2)])
def test_a_text_about_a_longer_one_than_was_expected_has_money_enough_reserved(gate: Gate, prompt: str, times: int) -> None:
    request = TextRequest(prompt=prompt, sources=(SOURCE,), source_tokens=100, max_tokens=50)

    with suppress(NotYet):
        gate.turn(Need("text", "acme/writer", request, (SOURCE,)))

    [record] = gate.calls()
    assert record.amount_micros >= 50 + times * (tokens_at_most(WRITTEN) - tokens_at_most(""))
