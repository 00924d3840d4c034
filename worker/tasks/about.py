"""What a task is about, by its name and arguments: for log lines, traces, and whoever looks on."""

from collections.abc import Mapping, Sequence
from itertools import chain

from shared.queues import EPISODE_CHAIN, JOB_CHAIN, SCENE_CHAIN, TaskName

_STAGES: Mapping[str, str] = {task.value: stage for task, stage in chain(SCENE_CHAIN, EPISODE_CHAIN, *JOB_CHAIN.values())}
_CALL_TASKS = frozenset({TaskName.CALL_TEND.value})


def about(name: str, args: Sequence[object]) -> dict[str, str | int]:
    """The season, episode, scene, stage and call of a task, as far as its message has them."""
    if name in _CALL_TASKS:
        return {"call": str(args[0])} if args else {}
    fields: dict[str, str | int] = {}
    if args:
        fields["season"] = str(args[0])
    if not name.startswith(("season.", "notice.")):
        if len(args) > 1 and isinstance(args[1], int):
            fields["episode"] = args[1]
        if len(args) > 2 and isinstance(args[2], int):
            fields["scene"] = args[2]
    if name in _STAGES:
        fields["stage"] = _STAGES[name]
    return fields
