"""Writes the files in `docs/` that are made from the code: schemas, tables of settings and of fields, the tree of modules."""

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from ops.grafana import dashboard
from ops.platforms import platforms_text
from producer.batch.file import ENTRIES, SYNONYMS, JobsFile
from producer.batch.schema import jobs_schema
from shared.metrics.registry import METRICS
from shared.season_schema import season_schema
from shared.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("shared", "producer", "worker", "ops")
TREE_MARK = "<!-- tree: made by `make docs` from the modules' first lines -->"


METRICS_MARK = "<!-- metrics: made by `make docs` from shared/metrics/registry.py -->"
FIELDS_MARK = "<!-- fields: made by `make docs` from producer/batch/file.py -->"


def schema_text(schema: dict[str, Any]) -> str:
    """docs/season.schema.json, docs/jobs.schema.json."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def batch_text(before: str) -> str:
    """docs/batch.md with its tables of fields brought up to date."""
    tables = [_fields("Of the file", JobsFile)]
    tables += [_fields(f"Of a job of `type: {kind}`", entry, SYNONYMS.get(kind, {})) for kind, entry in ENTRIES.items()]
    return before.partition(FIELDS_MARK)[0] + FIELDS_MARK + "\n" + "".join(tables)


def _fields(title: str, model: type[BaseModel], synonyms: Mapping[str, str] = MappingProxyType({})) -> str:
    rows = []
    for name, field in model.model_fields.items():
        if name == "type":
            continue
        names = " ".join(f"`{each}`" for each in (name, *(other for other, meant in synonyms.items() if meant == name)))
        default = "needed" if field.is_required() else "" if field.default in (None, "", ()) else f"`{field.default}`"
        rows.append(f"| {names} | {default} | {field.description} |\n")
    return f"\n{title}:\n\n| field | default | meaning |\n| --- | --- | --- |\n" + "".join(rows)


def settings_text() -> str:
    """docs/settings.md."""
    rows = [f"| `CLIFFHANGER_{name.upper()}` | {field.description} |" for name, field in Settings.model_fields.items()]
    head = ["# Settings", "", "Environment variables, or the same names in a `.env` file in the folder where a command is started.", ""]
    return "\n".join([*head, "| variable | meaning |", "| --- | --- |", *rows]) + "\n"


def metrics_text(before: str) -> str:
    """docs/metrics.md with its table brought up to date."""
    rows = [f"| `{metric.name}` | {metric.kind} | {' '.join(metric.labels)} | {metric.tells} |" for metric in METRICS.values()]
    table = "\n".join(["| metric | kind | labels | tells |", "| --- | --- | --- | --- |", *rows])
    return f"{before.partition(METRICS_MARK)[0]}{METRICS_MARK}\n\n{table}\n"


def architecture_text(before: str) -> str:
    """docs/architecture.md with its tree brought up to date."""
    return before.partition(TREE_MARK)[0] + TREE_MARK + "\n```\n" + "\n".join(tree()) + "\n```\n"


def tree() -> Iterator[str]:
    """A line a package, with the first sentence of its docstring; a package's modules follow where it has no sub-packages."""
    for package in PACKAGES:
        for folder in sorted({path.parent for path in (ROOT / package).rglob("*.py")}):
            first = _first_line(folder / "__init__.py")
            name = folder.relative_to(ROOT).as_posix() + "/"
            yield f"{name:<24} {first}".rstrip()


def _first_line(path: Path) -> str:
    if not path.exists():
        return ""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.partition("\n")[0]


def documents() -> dict[Path, str]:
    """Every made file and what it should hold."""
    architecture, batch = ROOT / "docs" / "architecture.md", ROOT / "docs" / "batch.md"
    platforms, metrics = ROOT / "docs" / "platforms.md", ROOT / "docs" / "metrics.md"
    return {
        ROOT / "docs" / "season.schema.json": schema_text(season_schema()),
        ROOT / "docs" / "jobs.schema.json": schema_text(jobs_schema()),
        batch: batch_text(batch.read_text(encoding="utf-8")),
        platforms: platforms_text(platforms.read_text(encoding="utf-8")),
        metrics: metrics_text(metrics.read_text(encoding="utf-8")),
        dashboard.PATH: dashboard.dashboard_text(),
        ROOT / "docs" / "settings.md": settings_text(),
        architecture: architecture_text(architecture.read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write what differs."""
    for path, text in documents().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stderr.write(f"wrote {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
