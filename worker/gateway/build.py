"""The gateway's composition root: one a process, built when it is first needed."""

from functools import lru_cache

from worker.context import Line
from worker.engines.registry import build_engines
from worker.gateway.answers import KeptAnswers
from worker.gateway.gateway import Gateway
from worker.gateway.steps import Observer, unobserved
from worker.quality.judge import judge

observer: Observer = unobserved
"""What watches the steps of paid calls; tests put their own here before a worker starts."""


@lru_cache(maxsize=4)
def gateway_of(line: Line) -> Gateway:
    """The gateway of a process's parts."""
    answers = KeptAnswers(line.store)
    return Gateway(line, build_engines(line.settings), answers, observer, line.settings.hooks_url or "", judge)
