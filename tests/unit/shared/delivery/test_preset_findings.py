"""What a platform would not take of an episode stands in the manifest: with the episode, and once for all among the notes."""

from shared.delivery.manifest import EpisodeEntry, FindingEntry, beyond

LONG = FindingEntry(check="length", says="it lasts 200.0 s; YouTube Shorts takes at most 180 s", measured=200.0, limit=180, unit="s")
UNSEEN = FindingEntry(check="visible_label", says="the visible mark is not in the picture at 0.00 s")


def test_what_is_true_of_many_episodes_is_said_once():
    dub = EpisodeEntry(number=1, state="done", language="en", preset_findings=(LONG,))
    first = EpisodeEntry(number=1, state="done", preset_findings=(LONG, UNSEEN), dubs=(dub,))
    second = EpisodeEntry(number=2, state="done", preset_findings=(LONG,))

    assert list(beyond((first, second))) == [f"E01, E01.en, E02: {LONG.says}", f"E01: {UNSEEN.says}"]


def test_an_episode_without_findings_has_no_such_field():
    kept = EpisodeEntry(number=1, state="done")

    assert "preset_findings" not in kept.model_dump(mode="json")
    assert list(beyond((kept,))) == []
