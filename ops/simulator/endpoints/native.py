"""The simulator's own endpoints: jobs of every kind, look-up, listing, cancel, uploads."""

from typing import Any, get_args

from ops.simulator.answer import Answer, Refusal, Refused, json_answer
from ops.simulator.ask import Ask, read_ask
from ops.simulator.call import Call
from ops.simulator.dialects.native import Native
from ops.simulator.endpoints.products import lipsync_of
from ops.simulator.media.shapes import Shape, clip_of, still_of, tone_of
from ops.simulator.poll import find, poll
from ops.simulator.prices import Kind
from ops.simulator.submit import submit
from ops.simulator.world import World

NATIVE = Native()
KINDS = [kind for kind in get_args(Kind) if kind not in {"chat", "reference"}]
PAGE = 50


async def create(world: World, call: Call) -> Answer:
    """A job of any kind."""
    body = call.json()
    kind: Any = body.get("kind")
    if kind not in KINDS:
        raise Refused(Refusal(400, "invalid", f"kind is {kind!r}; give one of {', '.join(KINDS)}"))
    ask = read_ask(kind, body)
    return await submit(world, call, NATIVE, ask, _outputs(world, ask, body))


async def show(world: World, call: Call, job_id: str) -> Answer:
    """A poll."""
    return poll(world, call, NATIVE, job_id)


async def listing(world: World, call: Call) -> Answer:
    """An account's jobs, newest first, `limit` a page from behind `after` (an id); with client_ref only those."""
    reference = call.arguments.get("client_ref")
    if not world.offers("listing" if reference is None else "lookup"):
        raise Refused(Refusal(404, "missing", "not found"))
    jobs = world.jobs.of(call.account, reference)
    after = call.arguments.get("after")
    ids = [job.id for job in jobs]
    if after is not None and after not in ids:
        raise Refused(Refusal(400, "invalid", f"after is {after}; give the id of a job"))
    start = ids.index(after) + 1 if after else 0
    limit = call.arguments.get("limit", str(PAGE))
    if not limit.isdigit() or not 1 <= int(limit) <= PAGE:
        raise Refused(Refusal(400, "invalid", f"limit is {limit}; give 1 to {PAGE}"))
    page = jobs[start : start + int(limit)]
    more = start + len(page) < len(jobs)
    return json_answer({"data": [NATIVE.row(world, job) for job in page], "next": page[-1].id if more else None})


async def cancel(world: World, call: Call, job_id: str) -> Answer:
    """Stop a job: free of charge before it is started; 409 where it has ended."""
    if not world.offers("cancel"):
        raise Refused(Refusal(405, "invalid", "jobs cannot be cancelled"))
    job = find(world, call, job_id)
    if not world.jobs.cancel(job):
        raise Refused(Refusal(409, "invalid", f"the job has ended: {job.end}"))
    return NATIVE.status(world, job)


async def upload(world: World, call: Call) -> Answer:
    """A multipart upload of one file: `{url}`."""
    if not call.parts:
        raise Refused(Refusal(400, "invalid", "no file in the multipart body"))
    name, data = call.parts[0]
    return json_answer({"url": world.shelf.upload(data, name.rpartition(".")[2], call.base_url)}, 201)


def _outputs(world: World, ask: Ask, body: dict[str, Any]) -> list[Shape]:
    is_small = world.options.is_small
    suffix = body.get("format")
    match ask.kind:
        case "image":
            return [still_of(ask, "jpg" if suffix in {"jpg", "jpeg"} else "png", is_small)] * ask.count
        case "speech" | "music":
            return [tone_of(ask, "mp3" if suffix == "mp3" else "wav")]
        case "lipsync":
            return [lipsync_of(world, ask)]
        case _:
            return [clip_of(ask, is_small)]
