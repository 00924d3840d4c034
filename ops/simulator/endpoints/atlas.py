"""Atlas Cloud's endpoints: videos, images, predictions, uploads, models with their prices."""

from ops.simulator.answer import Answer, Refusal, Refused, json_answer
from ops.simulator.ask import read_ask
from ops.simulator.call import Call
from ops.simulator.dialects.atlas import Atlas
from ops.simulator.endpoints.products import lipsync_of
from ops.simulator.media.shapes import clip_of, still_of
from ops.simulator.poll import find, poll
from ops.simulator.prices import MODELS
from ops.simulator.submit import submit
from ops.simulator.world import World

ATLAS = Atlas()


async def generate_video(world: World, call: Call) -> Answer:
    """A video; with a video and a sound given, their lip sync."""
    ask = read_ask("video", call.json())
    if {"video", "audio"} <= set(ask.sources):
        ask = read_ask("lipsync", call.json())
        return await submit(world, call, ATLAS, ask, [lipsync_of(world, ask)])
    return await submit(world, call, ATLAS, ask, [clip_of(ask, world.options.is_small)])


async def generate_image(world: World, call: Call) -> Answer:
    """As many pictures as asked."""
    ask = read_ask("image", call.json())
    return await submit(world, call, ATLAS, ask, [still_of(ask, "png", world.options.is_small)] * ask.count)


async def prediction(world: World, call: Call, job_id: str) -> Answer:
    """A poll."""
    return poll(world, call, ATLAS, job_id)


async def article_prediction(world: World, call: Call, job_id: str) -> Answer:
    """A poll as an article writes it; there only for jobs with the form `article`, else a wrong path."""
    if find(world, call, job_id).fate.form != "article":
        raise Refused(Refusal(401, "auth", "unauthorized"))
    return poll(world, call, ATLAS, job_id)


async def upload(world: World, call: Call) -> Answer:
    """A multipart upload of one file."""
    if not call.parts:
        raise Refused(Refusal(400, "invalid", "no file in the multipart body"))
    name, data = call.parts[0]
    url = world.shelf.upload(data, name.rpartition(".")[2], call.base_url)
    return json_answer({"code": 200, "msg": "", "data": {"type": "file", "download_url": url, "size": len(data), "filename": name}})


async def models(_: World, __: Call) -> Answer:
    """What there is, and what it costs."""
    rows = [{"model": name, "price": {"unit": price.unit, "amount": price.usd, "currency": "USD"}} for name, price in MODELS.items()]
    return json_answer({"code": 200, "msg": "", "data": rows})


async def key_set(world: World, _: Call) -> Answer:
    """The keys that webhooks are signed with."""
    return json_answer(world.webhooks.signer.key_set())
