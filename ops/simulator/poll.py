"""How a job is asked about: found or not, told with its faults, its addresses renewed."""

from dataclasses import replace

from ops.simulator.answer import Answer, Refusal, Refused
from ops.simulator.call import Call
from ops.simulator.dialects.dialect import Dialect
from ops.simulator.job import Job
from ops.simulator.rules import Facts
from ops.simulator.world import World

MISSING = Refusal(404, "missing", "Job not found")


def find(world: World, call: Call, job_id: str) -> Job:
    """A job of this account. Raises Refused (404) where there is none, or it has been forgotten."""
    job = world.jobs.by_id.get(job_id)
    if job is None or job.is_dropped or job.account != call.account:
        raise Refused(MISSING)
    world.jobs.settle_if_due(job)
    forgets = job.fate.forgets_after_s
    if job.ended_at is not None and forgets is not None and world.clock.now() >= job.ended_at + forgets:
        raise Refused(MISSING)
    return job


def poll(world: World, call: Call, dialect: Dialect, job_id: str) -> Answer:
    """The answer to a poll. With the offer `renewal`, each gives a fresh address."""
    for sheet in world.witness.both(call.account):
        sheet.polls += 1
    job = find(world, call, job_id)
    if job.end == "done" and world.offers("renewal"):
        job.epoch += 1
    answer = dialect.status(world, job)
    chosen = world.choose("poll", replace(job_facts(job, call.path), seen=job.polls))
    job.polls += 1
    if chosen is None or chosen.fault.change is None:
        return answer
    job.faults.append(chosen.fault.name)
    return chosen.fault.change(answer, chosen.fault.taking(chosen.options))


def job_facts(job: Job, path: str) -> Facts:
    """What rules can look at in a request about a job."""
    return Facts(
        protocol=job.protocol,
        kind=job.ask.kind,
        model=job.ask.model,
        path=path,
        account=job.account,
        client_ref=job.ask.client_ref or "",
        text=job.ask.text,
        identity=job.id,
    )
