"""A model is told what to do; a reviewer what counting finds."""

from worker.writing.asking import mend_words
from worker.writing.pace import remarks


def test_a_cut_answer_is_continued() -> None:
    told = mend_words(["it broke off"], is_cut=True, language="en")

    assert "Continue exactly where it stopped" in told
    assert "again" not in told


def test_a_bad_answer_is_written_again_with_its_problems_named() -> None:
    told = mend_words([f"problem {number}" for number in range(30)], is_cut=False, language="zh-CN")

    assert "Write the whole JSON again" in told
    assert "- problem 0\n" in told
    assert "- and 10 more of that kind" in told
    assert "'zh-CN'" in told


def test_a_good_episode_has_no_remarks(wanted, episode) -> None:
    assert remarks(episode, wanted()) == []


def test_crowded_scenes_and_missing_hooks_and_cliffhangers_are_remarked(wanted, episode) -> None:
    first, second = episode["scenes"]
    first |= {"dialogue": [], "emotional_beat": "happy"}
    second["duration_seconds"] = 2.0
    episode["cliffhanger"] = ""

    found = remarks(episode, wanted())

    assert [(each["scene_number"], each["problem"].split(":")[0].split(" takes")[0]) for each in found] == [
        (2, "its dialogue"),
        (1, "no hook"),
        (None, "no cliffhanger"),
    ]
    assert all(each["suggestion"] for each in found)


def test_the_last_episode_needs_no_cliffhanger(wanted, episode) -> None:
    episode["cliffhanger"] = ""

    assert remarks(episode, wanted(episode=2)) == []
