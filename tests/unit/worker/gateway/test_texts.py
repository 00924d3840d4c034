"""Texts about other texts: what they may cost is known only when those are written."""

from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from shared.errors import BadOutput
from shared.line.need import Need, Option
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
    gate = Gate(client, tmp_path, (tmp_path, tmp_path), PRODUCTION, {"acme": {"writer": WRITER, "other": WRITER}})
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


def test_an_answer_that_is_not_what_was_asked_for_is_paid_once_and_told_with_what_pays_for_another(gate: Gate) -> None:
    request = TextRequest(prompt="a list", max_tokens=50, form="json")
    need = Need("text", "acme/writer", request, others=(Option("acme/other", request),))
    write_as_it_came(gate, need.key, "I would rather not.")

    for _ in range(2):
        with pytest.raises(BadOutput, match=r"acme/writer was paid \$0\.01, and .* holds none.*; redo pays for another"):
            gate.turn(need)

    assert gate.vendors.taken == []


def write_as_it_came(gate: Gate, call: str, text: str) -> None:
    """A text that a provider has sent, for a cent."""
    with gate.store.workspace() as folder:
        (folder / "raw.txt").write_text(text, encoding="utf-8")
        gate.store.put_product(
            key=f"{call}-raw", stage="text", model="acme/writer", folder=folder, files={"raw": "raw.txt"}, facts={}, started_at=0.0,
            finished_at=1.0, cost_micros=10_000,
        )  # fmt: skip


@pytest.mark.parametrize(("prompt", "times"), [("Sum up", 1), ("Compare {input} with {input}", 2)])
def test_a_text_about_a_longer_one_than_was_expected_has_money_enough_reserved(gate: Gate, prompt: str, times: int) -> None:
    request = TextRequest(prompt=prompt, sources=(SOURCE,), source_tokens=100, max_tokens=50)

    with suppress(NotYet):
        gate.turn(Need("text", "acme/writer", request, (SOURCE,)))

    [record] = gate.calls()
    assert record.amount_micros >= 50 + times * (tokens_at_most(WRITTEN) - tokens_at_most(""))
