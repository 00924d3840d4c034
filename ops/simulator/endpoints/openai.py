"""OpenAI's endpoints: chat, images, speech, models; each answers with its product."""

import base64
from dataclasses import replace
from typing import Any

from ops.simulator.answer import Answer, Refusal, Refused, json_answer
from ops.simulator.ask import read_ask
from ops.simulator.call import Call
from ops.simulator.chat.author import Author
from ops.simulator.chat.completion import complete
from ops.simulator.chat.question import read_question
from ops.simulator.dialects.openai import OpenAI
from ops.simulator.endpoints.files import TYPES
from ops.simulator.job import Job
from ops.simulator.media.shapes import SOUND_FORMATS, still_of, tone_of
from ops.simulator.prices import MODELS
from ops.simulator.submit import submit
from ops.simulator.world import World

OPENAI = OpenAI()


async def chat(world: World, call: Call) -> Answer:
    """A completion: JSON of the schema that is asked for, or a paragraph."""
    body = call.json()
    author = Author(read_question(body), world.options.seed)
    ask = replace(read_ask("chat", body), text=author.question.prompt)

    async def render(job: Job) -> Answer:
        return json_answer(complete(job))

    return await submit(world, call, OPENAI, ask, [], render, author)


async def images(world: World, call: Call) -> Answer:
    """Pictures, as base64 or as addresses; the gpt-image models know only base64 and refuse to be asked for a form."""
    body = call.json()
    ask = read_ask("image", body)
    wants = body.get("response_format")
    if ask.model.startswith("gpt-image") and wants:
        raise Refused(Refusal(400, "invalid", "Unknown parameter: 'response_format'"))
    suffix = str(body.get("output_format") or "png").replace("jpeg", "jpg")
    if suffix not in {"png", "jpg", "webp"}:
        raise Refused(Refusal(400, "invalid", f"output_format is {suffix}; give png, jpeg or webp"))

    async def render(job: Job) -> Answer:
        if wants == "url":
            return json_answer({"created": int(job.received_at), "data": [{"url": url} for url in world.urls(job)]})
        made = [(await world.kitchen.make(shape)).read_bytes() for shape in job.outputs]
        rows = [] if job.fate.is_empty else [{"b64_json": base64.b64encode(data).decode()} for data in made]
        return json_answer({"created": int(job.received_at), "data": rows})

    return await submit(world, call, OPENAI, ask, [still_of(ask, suffix, world.options.is_small)] * ask.count, render)


async def speech(world: World, call: Call) -> Answer:
    """Bytes of sound in the asked form."""
    body = call.json()
    ask = read_ask("speech", body)
    suffix: Any = body.get("response_format") or "mp3"
    if suffix not in SOUND_FORMATS:
        raise Refused(Refusal(400, "invalid", f"response_format is {suffix}; give one of {', '.join(SOUND_FORMATS)}"))
    if not 0 < len(ask.text) <= 4096:
        raise Refused(Refusal(400, "invalid", f"input has {len(ask.text)} characters; give 1 to 4096"))

    async def render(job: Job) -> Answer:
        data = b"" if job.fate.is_empty else (await world.kitchen.make(job.outputs[0])).read_bytes()
        return Answer(body=data, content_type=TYPES[suffix])

    return await submit(world, call, OPENAI, ask, [tone_of(ask, suffix)], render)


async def models(_: World, __: Call) -> Answer:
    """What there is."""
    rows = [{"id": name, "object": "model", "created": 0, "owned_by": "simulator"} for name in MODELS]
    return json_answer({"object": "list", "data": rows})
