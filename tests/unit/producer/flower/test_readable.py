"""Events as Flower shows them."""

import pytest

from producer.flower.readable import readable, stage_of, without_secrets


def test_a_stage_is_shown_with_its_place_and_its_ids() -> None:
    event = {"type": "task-received", "name": "scene.video  E03 S05", "args": "('heirs-7f3a91', 3, 5)", "kwargs": "{}", "uuid": "1"}

    shown = readable(event)

    assert shown == {"type": "task-received", "name": "scene.video  E03 S05", "args": "heirs-7f3a91 3 5", "kwargs": "", "uuid": "1"}
    assert stage_of(shown["name"]) == "scene.video"


def test_what_was_sent_by_name_alone_has_its_first_id_beside_it() -> None:
    assert (
        readable({"type": "task-received", "name": "season.deliver", "args": "['heirs-7f3a91']"})["name"] == "season.deliver  heirs-7f3a91"
    )
    long = readable({"type": "task-received", "name": "call.tend", "args": repr(("0123456789abcdef" * 4,))})
    assert len(long["name"]) < 45
    assert readable({"type": "task-received", "name": "season.sweep", "args": "()"})["name"] == "season.sweep"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("StageFailed('no such voice: \"Nobody\"')", 'no such voice: "Nobody"'),
        ('StageFailed("it\'s broken")', "it's broken"),
        ("Waiting('its provider is at work; comes back in 3 s')", "its provider is at work; comes back in 3 s"),
        ("Retry(Retry(...), Waiting('it goes on with the workers of media'), None)", "it goes on with the workers of media"),
        ("ZeroDivisionError('division by zero')", "ZeroDivisionError: division by zero"),
        ("KeyError('x')", "KeyError: x"),
        ("Odd(1, 2)", "Odd(1, 2)"),
    ],
)
def test_a_reason_is_a_sentence(told: str, reason: str) -> None:
    assert readable({"type": "task-failed", "exception": told})["exception"] == reason


def test_a_task_that_has_succeeded_waits_for_nothing_any_more() -> None:
    assert readable({"type": "task-succeeded", "result": "None"}) == {
        "type": "task-succeeded",
        "result": "",
        "exception": "",
        "traceback": "",
    }


@pytest.mark.parametrize("field", ["exception", "traceback", "args", "kwargs", "result"])
def test_what_looks_like_a_secret_is_struck_out(field: str) -> None:
    told = "Error('Bearer abcdefgh12345678 at https://user:hunter2@host/film.mp4?X-Amz-Signature=0123abcd&x=1')"

    shown = str(readable({"type": "task-failed", field: told})[field])

    assert not any(secret in shown for secret in ("abcdefgh12345678", "hunter2", "0123abcd"))


def test_what_a_worker_tells_of_its_broker_has_no_password() -> None:
    told = {"broker": {"hostname": "h1", "transport_options": {"sentinel_kwargs": {"password": "hunter2"}, "master_name": "line"}}}

    shown = without_secrets({"stats": told, "conf": {"broker_url": "redis://:hunter2@h1/0"}, "list": ["sentinel://u:hunter2@h2"], "n": 1})

    assert "hunter2" not in str(shown)
    assert "line" in str(shown)


@pytest.mark.parametrize("args", ["", "(", "(1,)" * 3, "f(x)", "{'a': 1}", "('a', [1, 2])", None, 5])
def test_whatever_arguments_are_is_shown(args: object) -> None:
    assert isinstance(readable({"type": "task-received", "name": "x", "args": args})["args"], str)
