"""Writes the dashboard as Grafana reads it (schema version 39, Grafana 11 and later): `make docs` keeps the file in step."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ops.grafana.panels import ROWS, Panel

PATH = Path(__file__).with_name("dashboards") / "cliffhanger.json"
COLUMNS = 24
HEIGHTS = {"stat": 4, "timeseries": 8, "bargauge": 8}
SOURCE = {"type": "prometheus", "uid": "${source}"}


def dashboard_text() -> str:
    """ops/grafana/dashboards/cliffhanger.json."""
    return json.dumps(dashboard(), indent=2) + "\n"


def dashboard() -> dict[str, Any]:
    """The dashboard."""
    source = {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus", "refresh": 1, "current": {}}
    return {
        "uid": "cliffhanger",
        "title": "Cliffhanger",
        "tags": ["cliffhanger"],
        "schemaVersion": 39,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [source]},
        "panels": [{"id": number, **panel} for number, panel in enumerate(_panels(), 1)],
    }


def _panels() -> Iterator[dict[str, Any]]:
    y = 0
    for title, panels in ROWS.items():
        yield {"type": "row", "title": title, "collapsed": False, "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1}, "panels": []}
        x, y = 0, y + 1
        for panel in panels:
            height = HEIGHTS[panel.kind]
            if x + panel.width > COLUMNS:
                x, y = 0, y + height
            yield _panel(panel, {"x": x, "y": y, "w": panel.width, "h": height})
            x += panel.width
        y += HEIGHTS[panels[-1].kind]


def _panel(panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    custom = {"fillOpacity": 20, "stacking": {"mode": "normal"}} if panel.is_stacked else {}
    is_now = panel.kind != "timeseries"
    targets = [
        {
            "refId": chr(ord("A") + at),
            "datasource": SOURCE,
            "expr": query.expr,
            "legendFormat": query.legend or "__auto",
            **({"instant": True, "range": False} if is_now else {}),
        }
        for at, query in enumerate(panel.queries)
    ]
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.tells,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0, "custom": custom}, "overrides": []},
        "options": {"reduceOptions": {"calcs": ["lastNotNull"]}} if is_now else {"legend": {"displayMode": "list", "placement": "bottom"}},
        "targets": targets,
    }
