"""Quality gates over products made for the purpose, good and bad: `python -m ops.bench.gates [--only WORD] [--show]`.

Prints a table for people to stderr and JSON to stdout: hits, false alarms, and what each gate measured of each product. Exits with 1
where a good product was refused, or a bad one was not seen by a gate that could measure it.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ops.bench.products import clips, pictures, sounds
from ops.bench.products.product import Product
from shared.quality import Quality
from worker.quality.judge import action_of, judge

GOOD = [*pictures.GOOD, *clips.GOOD, *sounds.GOOD]
BAD = [*pictures.BAD, *clips.BAD, *sounds.BAD]


def measured(product: Product) -> dict[str, Any]:
    """What the gates say of one product, with a quality budget as `remake`."""
    entry: dict[str, Any] = {"product": product.name, "stage": product.stage, "bad": bool(product.gates)}
    with tempfile.TemporaryDirectory() as name:
        try:
            case = product.make(Path(name))
        except LookupError as error:
            return {**entry, "outcome": "left out", "why": str(error)}
        began = time.perf_counter()
        quality = Quality()
        verdicts = judge(product.stage, case.request, case.made, case.inputs, Path(name), quality, has_quality_budget=True)
        seconds = time.perf_counter() - began
    failed = [verdict.gate for verdict in verdicts if verdict.outcome == "failed"]
    unsure = [verdict.gate for verdict in verdicts if verdict.outcome == "unsure"]
    is_seen = bool(set(failed) & set(product.gates)) if product.gates else bool(failed)
    outcome = "failed" if is_seen else "unsure" if set(unsure) & set(product.gates) else "passed"
    facts = [{**verdict.facts(), "action": action_of(verdict, quality, True)} for verdict in verdicts]
    return {**entry, "outcome": outcome, "failed": failed, "unsure": unsure, "seconds": round(seconds, 2), "verdicts": facts}


def summary(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """How many of the bad were found, and how many of the good refused."""
    judged = [entry for entry in entries if entry["outcome"] != "left out"]
    good, bad = [e for e in judged if not e["bad"]], [e for e in judged if e["bad"]]
    return {
        "good": len(good),
        "false_alarms": sum(bool(e["failed"]) for e in good),
        "bad": len(bad),
        "hits": sum(e["outcome"] == "failed" for e in bad),
        "unsure": [e["product"] for e in bad if e["outcome"] == "unsure"],
        "missed": [e["product"] for e in bad if e["outcome"] == "passed"],
        "refused_though_good": {e["product"]: e["failed"] for e in good if e["failed"]},
        "left_out": [e["product"] for e in entries if e["outcome"] == "left out"],
        "seconds": round(sum(e["seconds"] for e in judged), 1),
    }


def _line(entry: dict[str, Any], *, show: bool) -> str:
    if entry["outcome"] == "left out":
        return f"     {entry['stage']:9} {entry['product']}: left out, {entry['why']}"
    is_right = entry["outcome"] == "failed" if entry["bad"] else not entry["failed"]
    mark = "ok " if is_right else "?? " if entry["outcome"] == "unsure" else "NO "
    told = f"failed {', '.join(entry['failed']) or 'none'}" + (f"; unsure {', '.join(entry['unsure'])}" if entry["unsure"] else "")
    line = f"{mark}{'bad ' if entry['bad'] else 'good'} {entry['stage']:9} {entry['product']:36} {told} ({entry['seconds']:.1f} s)"
    says = [f"       {verdict['gate']}: {verdict['outcome']}: {verdict['says']}" for verdict in entry["verdicts"]] if show else []
    return "\n".join([line, *says])


def main() -> int:
    """Judge all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="products whose name or stage has this word")
    parser.add_argument("--show", action="store_true", help="what each gate says")
    options = parser.parse_args()
    entries = []
    for product in (*GOOD, *BAD):
        if options.only in product.name or options.only in product.stage:
            entries.append(measured(product))
            print(_line(entries[-1], show=options.show), file=sys.stderr, flush=True)
    told = summary(entries)
    print(json.dumps(told, ensure_ascii=False), file=sys.stderr)
    print(json.dumps({**told, "products": entries}, ensure_ascii=False, indent=1))
    return 1 if told["false_alarms"] or told["missed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
