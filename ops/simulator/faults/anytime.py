"""Faults that strike any request while they last: give them with `for_s`."""

from ops.simulator.answer import Answer, Refusal
from ops.simulator.faults.fault import Fault

ANYTIME: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("storm_503", 6, "any", "503 to everything", deny=lambda _: Refusal(503, "overloaded", "Service unavailable")),
        Fault("down", 7, "any", "every connection is closed without an answer", deny=lambda _: Answer(ending="close")),
        Fault(
            "no_answer",
            7,
            "any",
            "no request is answered",
            options={"hold_s": 120},
            deny=lambda o: Answer(ending="hang", hold_s=float(o["hold_s"])),
        ),
    )
}
