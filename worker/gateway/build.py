"""The gateway's composition root: one a process, built when it is first needed."""

from functools import lru_cache

from shared.tracing import trace
from worker.context import Line
from worker.engines.registry import build_engines
from worker.engines.traced import TracedEngine
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
    engines = build_engines(line.settings)
    if trace.is_on():
        engines = {name: TracedEngine(engine) for name, engine in engines.items()}
    return Gateway(line, engines, answers, observer, line.settings.hooks_url or "", judge)
