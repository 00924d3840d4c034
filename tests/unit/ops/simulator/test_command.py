"""The command: starts, says where it is, keeps its books, and stops when asked."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from ops.simulator.__main__ import main
from ops.simulator.options import Options
from ops.simulator.simulator import Simulator
from tests.unit.ops.simulator.conftest import Customer

ROOT = Path(__file__).parents[4]


def test_the_command_says_where_it_is_and_keeps_its_books(tmp_path: Path) -> None:
    ready, books, rules = tmp_path / "ready", tmp_path / "books.json", tmp_path / "rules.yaml"
    rules.write_text("- {fault: model_gone, match: {model: old*}}\n", encoding="utf-8")
    options = ["--port", "0", "--small", "--latency", "0", "--ready-file", str(ready), "--books", str(books), "--rules", str(rules)]
    process = subprocess.Popen([sys.executable, "-m", "ops.simulator", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        url = ready.read_text(encoding="utf-8")
        body, headers = {"kind": "video", "model": "old-1", "prompt": "x"}, {"Authorization": "Bearer simulated"}
        status = requests.post(f"{url}/sim/v1/jobs", json=body, headers=headers, timeout=20).status_code
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)
    finally:
        process.kill()
        process.communicate()

    assert (line, status, code) == (f"simulator: {url}\n", 404, 0)
    assert json.loads(books.read_text(encoding="utf-8"))["totals"]["faults"] == {"model_gone": 1}


@pytest.mark.parametrize(
    ("rules", "said"),
    [("- {fault: nonsense}", "there is no fault 'nonsense'"), ("- {fault: [", "parsing"), ("just words", "is no list of rules")],
)
def test_rules_that_cannot_be_read_end_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: str, said: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(rules, encoding="utf-8")

    assert main(["--rules", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_a_key_that_is_not_set_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    os.environ.pop("NO_SUCH_KEY", None)

    assert main(["--api-key-env", "NO_SUCH_KEY"]) == 2
    assert "NO_SUCH_KEY is empty" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(customer: Customer) -> None:
    port = int(customer.simulator.url.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        Simulator(Options(port=port)).start()


def test_a_simulator_stops_at_once_with_clients_on_the_line(run: Callable[..., Customer]) -> None:
    customer = run()
    customer.order()
    started = time.monotonic()

    customer.simulator.stop()

    assert time.monotonic() - started < 5
    with pytest.raises(requests.ConnectionError):
        customer.order()
