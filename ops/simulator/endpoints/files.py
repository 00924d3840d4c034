"""Files: what jobs have made, and what clients uploaded, behind signed addresses that expire."""

from ops.simulator.answer import Answer, Refusal, Refused
from ops.simulator.call import Call
from ops.simulator.job import Job
from ops.simulator.media.shapes import Shape
from ops.simulator.poll import job_facts
from ops.simulator.rules import Chosen
from ops.simulator.world import World

TYPES = {
    "mp4": "video/mp4", "wav": "audio/wav", "mp3": "audio/mpeg", "aac": "audio/aac", "flac": "audio/flac", "opus": "audio/ogg",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
}  # fmt: skip
EXPIRED = Refusal(403, "auth", "Request has expired")


async def serve(world: World, call: Call, token: str) -> tuple[Answer, Job | None]:
    """A file, and the job whose output it is when it goes out as it should (the gate counts it then)."""
    arguments = call.arguments
    shape, job = world.shelf.things.get(token, (None, None))
    if shape is None:
        raise Refused(Refusal(404, "missing", "no such file"))
    epoch = arguments.get("e", "")
    if not world.shelf.is_signed(token, epoch, arguments.get("expires", "0"), arguments.get("signature", "")):
        raise Refused(EXPIRED)
    if job is None:
        return await _whole(world, shape), None
    if job.is_gone or int(epoch) in job.dead_epochs:
        raise Refused(EXPIRED)
    chosen = _choose(world, job, call.path, int(epoch))
    answer = await _whole(world, shape)
    if chosen and chosen.fault.change:
        return chosen.fault.change(answer, chosen.fault.taking(chosen.options)), None
    return answer, job


async def _whole(world: World, shape: Shape) -> Answer:
    try:
        path = await world.kitchen.make(shape)
    except RuntimeError as problem:
        raise Refused(Refusal(500, "broken", str(problem))) from problem
    return Answer(body=path.read_bytes(), content_type=TYPES.get(shape.suffix, "application/octet-stream"))


def _choose(world: World, job: Job, path: str, epoch: int) -> Chosen | None:
    facts = job_facts(job, path)
    chosen = world.choose("download", type(facts)(**{**vars(facts), "seen": job.fetches}))
    job.fetches += 1
    if chosen:
        job.faults.append(chosen.fault.name)
        if chosen.fault.name == "url_expired":
            job.dead_epochs.add(epoch)
        job.is_gone = chosen.fault.name == "url_expired_for_good"
    return chosen
