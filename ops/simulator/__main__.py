"""`python -m ops.simulator`: the simulator by itself, until it is interrupted."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from ops.simulator.options import OFFERS, Latency, Limits, Options
from ops.simulator.rules import read_rule
from ops.simulator.simulator import Simulator


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    it = argparse.ArgumentParser(
        prog="python -m ops.simulator", description="An HTTP provider that misbehaves on demand (docs/simulator.md)."
    )
    it.add_argument("--host", default="127.0.0.1", help="address to listen on; loopback unless you say otherwise")
    it.add_argument("--port", type=int, default=8900, help="0: a free one")
    it.add_argument("--rpm", type=int, metavar="N", help="submits in 60 s, for each account")
    it.add_argument("--concurrency", type=int, metavar="N", help="jobs in flight, for each account")
    it.add_argument("--count-all", action="store_true", help="polls and uploads count against --rpm too")
    it.add_argument("--latency", type=float, default=1.0, metavar="SECONDS", help="how long a job takes")
    it.add_argument("--latency-jitter", type=float, default=0.0, metavar="SHARE", help="give or take this share of it")
    it.add_argument("--seed", type=int, default=0, help="what all chance depends on")
    it.add_argument("--chaos", type=float, default=0.0, metavar="SHARE", help="so many requests meet a fault that can be survived")
    it.add_argument("--rules", type=Path, metavar="FILE", help="faults by rule, YAML or JSON")
    it.add_argument("--without", action="append", default=[], choices=OFFERS, help="switch off what a good provider offers")
    it.add_argument("--url-ttl", type=float, default=86_400.0, metavar="SECONDS", help="how long addresses of files last")
    it.add_argument("--small", action="store_true", help="clips of 64x112 pixels, for load tests")
    it.add_argument("--books", type=Path, metavar="FILE", help="where the books are kept")
    it.add_argument("--api-key-env", metavar="NAME", help="variable with the only key that is accepted; without it any key is")
    it.add_argument("--webhook-secret-env", metavar="NAME", help="variable with the secret that webhooks are signed with")
    it.add_argument("--ready-file", type=Path, metavar="FILE", help="gets the URL when ready")
    return it


def options_of(given: argparse.Namespace) -> Options:
    """What the simulator is set up with. Raises ValueError, OSError, yaml.YAMLError for unreadable rules and missing variables."""
    return Options(
        host=given.host,
        port=given.port,
        limits=Limits(given.rpm, given.concurrency, given.count_all),
        latency=Latency(given.latency, {}, given.latency_jitter),
        seed=given.seed,
        chaos=given.chaos,
        rules=_rules(given.rules),
        offers={name: name not in given.without for name in OFFERS},
        url_ttl_s=given.url_ttl,
        api_key=_variable(given.api_key_env),
        webhook_secret=_variable(given.webhook_secret_env) or "",
        is_small=given.small,
        books=given.books,
        ready_file=given.ready_file,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted. 2: the options or the rules are wrong, or the port is taken."""
    ended = threading.Event()
    try:
        simulator = Simulator(options_of(parser().parse_args(arguments))).start()
    except (ValueError, OSError, yaml.YAMLError) as problem:
        sys.stderr.write(f"simulator: {problem}\n")
        return 2
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    sys.stdout.write(f"simulator: {simulator.url}\n")
    sys.stdout.flush()
    ended.wait()
    simulator.stop()
    return 0


def _rules(path: Path | None) -> list[Any]:
    if path is None:
        return []
    given = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    rules = given.get("rules", []) if isinstance(given, dict) else given
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise ValueError(f"{path}: is no list of rules; see docs/simulator.md")
    for rule in rules:
        read_rule(rule)
    return list(rules)


def _variable(name: str | None) -> str | None:
    if name is None:
        return None
    if not os.environ.get(name):
        raise ValueError(f"the environment variable {name} is empty; set it to the key, or leave the option out")
    return os.environ[name]


if __name__ == "__main__":
    sys.exit(main())
