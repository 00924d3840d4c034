"""What is measured of products as they are put into the store."""

import redis

from shared.metrics import names
from shared.metrics.counters import observe


def note_made(client: redis.Redis, stage: str, model: str, seconds: float) -> None:
    """A product of a stage was made by a model; one that was bought took from its submit until it was here."""
    observe(client, names.STAGE_SECONDS, seconds, stage=stage, vendor=model.partition("/")[0])
