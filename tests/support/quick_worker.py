"""The product's worker app with the quick studio in place of the real one: `celery -A tests.support.quick_worker worker`."""

from tests.support.quick_studio import QUICK
from worker.app import app
from worker.studio.registry import STUDIO

STUDIO.clear()
STUDIO.update(QUICK)

__all__ = ["app"]
