"""The task that makes one product of an export; whoever asked looks into the store for it."""

import logging
import time

from celery import shared_task

from shared.errors import CliffhangerError, StoreAway
from shared.exports.ask import Ask
from shared.exports.forms import form_of
from shared.exports.order import Part, Wanted, order_of
from shared.exports.request import ExportRequest
from shared.exports.target import load_target
from shared.queues import TaskName
from worker.context import Line
from worker.exports.export import Work
from worker.exports.registry import EXPORTS
from worker.locks.locks import KeyLock, holding
from worker.tasks.base import LineTask

log = logging.getLogger(__name__)

# A form that kills its worker this often is given up.
MOST_STARTS = 3


@shared_task(name=TaskName.SEASON_EXPORT, base=LineTask, bind=True)
def export(self: LineTask, season: str, key: str, form: str, preset: str = "", language: str = "", only: str = "") -> None:
    """Make the part of an export that has this content key, unless it is there or another worker has it in hand."""
    line = self.line
    lock = KeyLock(line.redis, key, f"{season}/export")
    if line.store.has(key) or lock.take() is not None:
        return
    ask = Ask(line.redis, season, key)
    with holding(lock, lambda: None):
        try:
            if ask.begin() > MOST_STARTS:
                ask.fail(f"its making was begun {MOST_STARTS} times and never ended; the worker dies of it, and its log may say why")
                return
            make_part(line, season, key, Wanted((form_of(form),), preset, language, only))
        except StoreAway:
            raise
        except CliffhangerError as error:
            log.warning("export of %s: %s", season, error)
            ask.fail(str(error))
        except Exception as error:
            # Whoever waits for it must be told; the log has the rest.
            log.exception("export of %s", season)
            ask.fail(f"{type(error).__name__}: {error}")


def make_part(line: Line, season: str, key: str, wanted: Wanted) -> None:
    """Make the product and put it into the store. Raises CliffhangerError."""
    state = line.season(season)
    part = next((part for part in order_of(state, line.store, wanted, load_target).parts if part.need.key == key), None)
    if part is None:
        raise CliffhangerError("the season has changed while it was exported; export it again")
    began, started_at = time.monotonic(), time.time()
    with line.store.workspace() as folder:
        made = EXPORTS[part.form](Work(_request(part), state, line.store, folder))
        line.store.put(part.need, folder, made.files, made.facts, started_at=started_at, finished_at=time.time())
    log.info("%s: %s of %s in %.2f s", season, part.form, part.name, time.monotonic() - began)


def _request(part: Part) -> ExportRequest:
    assert isinstance(part.need.request, ExportRequest)
    return part.need.request
