"""Log lines: text for people, or JSON with season, episode, scene and stage as fields."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

# What a log call may add with `extra=`.
FIELDS = ("season", "episode", "scene", "stage", "call", "model", "seconds")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        document: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        document |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            document["exception"] = self.formatException(record.exc_info)
        return json.dumps(document, ensure_ascii=False)


def configure_logging(form: Literal["text", "json"], level: str) -> None:
    """Send every log line to stderr in that form."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
    handler.setFormatter(JsonFormatter() if form == "json" else text)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Celery says per task that it was received and that it succeeded; the line says what it made.
    logging.getLogger("celery.worker.strategy").setLevel(logging.WARNING)
    logging.getLogger("celery.app.trace").setLevel(logging.WARNING)
    # It writes down every address that is asked, at any level: a callback's token, a signed download, a receiver's secret path.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
