"""How a billable request is taken: refused or accepted, written into the books, its fate decided, and answered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from ops.simulator.answer import Answer, Refusal, Refused
from ops.simulator.ask import Ask
from ops.simulator.call import Call
from ops.simulator.chat.author import Author
from ops.simulator.chat.reply import Reply
from ops.simulator.dialects.dialect import Dialect
from ops.simulator.dice import throw
from ops.simulator.job import Fate, Job
from ops.simulator.media.odd import odd_shape
from ops.simulator.media.shapes import Shape
from ops.simulator.media.spoil import spoil_shape
from ops.simulator.prices import bill_micros
from ops.simulator.rate import refuse_by_concurrency, refuse_by_rate
from ops.simulator.rules import Chosen, Facts
from ops.simulator.world import World

Render = Callable[[Job], Awaitable[Answer]]


async def submit(
    world: World,
    call: Call,
    dialect: Dialect,
    ask: Ask,
    outputs: Sequence[Shape],
    render: Render | None = None,
    author: Author | None = None,
) -> Answer:
    """Take a request, or say why not. With `render` the answer is the product itself, and comes when it is made.

    `author` writes the reply of a chat; what it says, good or bad, is billed by the token.
    """
    facts = _facts(world, call, dialect, ask, author)
    world.jobs.received[ask.identity] += 1
    _note_received(world, call.account)
    denied = world.choose("refusal", facts)
    if denied and denied.fault.deny:
        return _denied(world, call, dialect, denied)
    refuse_by_rate(world, call.account)
    known = _known(world, call)
    if known:
        world.replays += 1
        return dialect.accepted(world, known)
    refuse_by_concurrency(world, call.account)
    if not ask.model:
        raise Refused(Refusal(400, "invalid", "model is missing"))
    job = _accept(world, call, facts, ask, outputs, author)
    changed = world.choose("answer", facts)
    if changed:
        job.faults.append(changed.fault.name)
        _drop_if_asked(world, job, changed)
    answer = await _answer(world, dialect, job, render)
    if changed and changed.fault.change:
        return changed.fault.change(answer, changed.fault.taking(changed.options))
    return answer


async def _answer(world: World, dialect: Dialect, job: Job, render: Render | None) -> Answer:
    if job.has("webhook_early"):
        world.jobs.end_now(job)
        await world.webhooks.finish()
    if render is None and job.fate.form != "data.video_url":
        return dialect.accepted(world, job)
    if job.fate.end is None:
        return Answer(ending="hang")
    await job.ended.wait()
    if job.end != "done":
        return dialect.refusal(_failure(job))
    return await render(job) if render else dialect.accepted(world, job)


def _failure(job: Job) -> Refusal:
    status = 400 if job.fate.reason == "moderation" else 500
    return Refusal(status, job.fate.reason, job.fate.error or f"the request was {job.end}", code=job.fate.code)


def _facts(world: World, call: Call, dialect: Dialect, ask: Ask, author: Author | None) -> Facts:
    return Facts(
        protocol=dialect.name,
        kind=ask.kind,
        model=ask.model,
        path=call.path,
        account=call.account,
        client_ref=ask.client_ref or "",
        turn=str(author.question.turn) if author else "",
        text=ask.text,
        identity=ask.identity,
        seen=world.jobs.received[ask.identity],
        can_look_up=dialect.can_look_up and (world.offers("lookup") or world.offers("listing")),
        has_webhook=ask.webhook_url is not None,
    )


def _note_received(world: World, account: str) -> None:
    now = world.clock.real()
    world.witness.of(account).patience.meet(now)
    for sheet in world.witness.both(account):
        sheet.received.add(now)


def _denied(world: World, call: Call, dialect: Dialect, denied: Chosen) -> Answer:
    assert denied.fault.deny
    answer = denied.fault.deny(denied.fault.taking(denied.options))
    if isinstance(answer, Refusal):
        world.note_refusal(call.account, call.path, answer)
        return dialect.refusal(answer)
    world.note_refusal(call.account, call.path, Refusal(answer.status if answer.ending == "whole" else 0, "broken", denied.fault.name))
    return answer


def _known(world: World, call: Call) -> Job | None:
    key = call.headers.get("Idempotency-Key")
    job = world.jobs.of_key(call.account, key) if key and call.path.startswith("/sim/") and world.offers("idempotency") else None
    return None if job is None or job.is_dropped else job


def _accept(world: World, call: Call, facts: Facts, ask: Ask, outputs: Sequence[Shape], author: Author | None) -> Job:
    fate, names = _decide(world, facts)
    if author:
        reply, spoilt = _reply(world, facts, author, fate)
        ask = replace(ask, tokens=reply.prompt_tokens + reply.completion_tokens)
        names += spoilt
    else:
        reply = None
    now = world.clock.now()
    bill = bill_micros(ask.kind, ask.model, ask.quantity)
    job = Job(
        id=world.jobs.next_id(call.account, ask.identity),
        protocol=facts.protocol,
        path=call.path,
        account=call.account,
        base_url=call.base_url,
        ask=ask,
        idempotency_key=call.headers.get("Idempotency-Key"),
        seen=facts.seen,
        received_at=now,
        due_at=None if fate.end is None else now + _seconds(world, ask, facts.seen) * fate.slowness,
        outputs=tuple(spoil_shape(odd_shape(output, fate.odd), fate.spoils) for output in outputs),
        bill_micros=round(bill * fate.bill_factor) if fate.bill_micros is None else fate.bill_micros,
        fate=fate,
        reply=reply,
        faults=names,
    )
    for sheet in world.witness.both(call.account):
        sheet.accepted.add(world.clock.real())
    world.jobs.add(job)
    world.changes += 1
    return job


def _decide(world: World, facts: Facts) -> tuple[Fate, list[str]]:
    fate = Fate()
    chosen = world.rules.choose_all("fate", facts) + (world.rules.choose_all("webhook", facts) if facts.has_webhook else [])
    for one in chosen:
        world.note_fault(one)
        if one.fault.decide:
            one.fault.decide(fate, one.fault.taking(one.options))
    return fate, [one.fault.name for one in chosen]


def _reply(world: World, facts: Facts, author: Author, fate: Fate) -> tuple[Reply, list[str]]:
    """What is said, and the fault that it has, if any."""
    chosen = world.choose("reply", facts)
    said = chosen.fault.say(author, chosen.fault.taking(chosen.options)) if chosen and chosen.fault.say else author.reply()
    reply = author.bounded(said)
    if fate.is_empty:
        # A filter takes away what has been written, and counted.
        reply = replace(reply, text=None, finish="content_filter")
    return reply, [chosen.fault.name] if chosen else []


def _seconds(world: World, ask: Ask, seen: int) -> float:
    latency = world.options.latency
    spread = latency.jitter * (2 * throw(world.options.seed, "latency", ask.identity, seen) - 1)
    return latency.by_kind.get(ask.kind, latency.seconds) * (1 + spread)


def _drop_if_asked(world: World, job: Job, changed: Chosen) -> None:
    """A fault with `dropped` loses the job: it is never made, never billed, and nobody finds it."""
    if changed.options.get("dropped"):
        job.is_dropped = True
        job.fate = replace(job.fate, end="failed", error="dropped", bills=False)
        world.jobs.end_now(job)
