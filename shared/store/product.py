"""A product as the store keeps it: its files and what is known of them."""

from typing import Any

from pydantic import Field

from shared.line.requests import StageName
from shared.production import Record


class StoredFile(Record):
    """A file of a product. `name` is within the product's folder."""

    name: str
    sha256: str
    size_bytes: int


class Product(Record):
    """A finished product. `seconds` is how long the making took; times are Unix seconds; cost is in micro-dollars."""

    key: str
    stage: StageName
    model: str
    files: dict[str, StoredFile]
    facts: dict[str, Any] = Field(default_factory=dict)
    started_at: float
    finished_at: float
    cost_micros: int = 0
    provider_job_id: str | None = None

    @property
    def seconds(self) -> float:
        """How long it took to make."""
        return self.finished_at - self.started_at
