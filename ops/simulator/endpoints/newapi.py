"""The new-api gateway's video endpoints, and the articles' endpoints that answer at once."""

from collections.abc import Sequence
from typing import Any

from ops.simulator.answer import Answer, Refusal, Refused, json_answer
from ops.simulator.ask import Ask, read_ask
from ops.simulator.call import Call
from ops.simulator.dialects.newapi import Articles, NewApi
from ops.simulator.dice import digest
from ops.simulator.endpoints.products import lipsync_of
from ops.simulator.job import Job
from ops.simulator.media.shapes import SOUND_FORMATS, Shape, clip_of, tone_of
from ops.simulator.poll import poll
from ops.simulator.submit import submit
from ops.simulator.world import World

NEWAPI = NewApi()
ARTICLES = Articles()


async def generations(world: World, call: Call) -> Answer:
    """A video that is polled for, or by rule in another of the forms that articles show."""
    ask = read_ask("video", call.json())
    return await submit(world, call, NEWAPI, ask, [clip_of(ask, world.options.is_small)])


async def generation(world: World, call: Call, job_id: str) -> Answer:
    """A poll."""
    return poll(world, call, NEWAPI, job_id)


async def generate(world: World, call: Call) -> Answer:
    """A video at once: `{video_url, thumbnail_url, processing_time_ms, generation_id}`."""
    ask = read_ask("video", call.json())

    def body(job: Job, url: str | None) -> dict[str, Any]:
        spent_ms = round((world.clock.now() - job.received_at) * 1000)
        return {"video_url": url, "thumbnail_url": None, "processing_time_ms": spent_ms, "generation_id": job.id}

    return await _at_once(world, call, ask, [clip_of(ask, world.options.is_small)], body)


async def reference(world: World, call: Call) -> Answer:
    """A character reference from a picture in base64; free of charge."""
    given = call.json()
    if not given.get("image"):
        raise Refused(Refusal(400, "invalid", "image is missing"))
    ask = read_ask("reference", given, model="reference")
    return await _at_once(world, call, ask, [], lambda _job, _url: {"reference_id": f"ref-{digest('reference', ask.identity)}"})


async def synthesis(world: World, call: Call) -> Answer:
    """Speech at once: `{data: {audio_url}}`."""
    given = call.json()
    ask = read_ask("speech", given)
    suffix: Any = given.get("output_format") or "mp3"
    if suffix not in SOUND_FORMATS:
        raise Refused(Refusal(400, "invalid", f"output_format is {suffix}; give one of {', '.join(SOUND_FORMATS)}"))
    return await _at_once(world, call, ask, [tone_of(ask, suffix)], lambda _, url: {"data": {"audio_url": url}, "audio_url": url})


async def lipsync(world: World, call: Call) -> Answer:
    """Lip sync at once: `{data: {synced_video_url}}`."""
    ask = read_ask("lipsync", call.json(), model="lipsync")
    shape = lipsync_of(world, ask)
    return await _at_once(world, call, ask, [shape], lambda _, url: {"data": {"synced_video_url": url}, "synced_video_url": url})


async def background(world: World, call: Call) -> Answer:
    """Music under a given video at once (`final_video_url`), or by itself (`audio_url`)."""
    given = call.json()
    ask = read_ask("music", given, model="background-music")
    if "video" in ask.sources:
        shape: Shape = lipsync_of(world, ask, float(given.get("volume") or 0.3))
        return await _at_once(world, call, ask, [shape], lambda _, url: {"data": {"final_video_url": url}, "final_video_url": url})
    return await _at_once(world, call, ask, [tone_of(ask, "mp3")], lambda _, url: {"data": {"audio_url": url}, "audio_url": url})


async def _at_once(world: World, call: Call, ask: Ask, outputs: Sequence[Shape], body: Any) -> Answer:
    async def render(job: Job) -> Answer:
        return json_answer(body(job, next(iter(world.urls(job)), None)))

    return await submit(world, call, ARTICLES, ask, outputs, render)
