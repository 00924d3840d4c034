"""The needs of writing a script: each answer with those that may mend it, the checked script, and what builds on what."""

from shared.job import WritingJob
from shared.line.job import JobLine, JobNeeds
from shared.line.keys import content_key
from shared.line.unit import comes_after, unit_chain
from shared.line.writing import CHECKED, MOST_MENDS, script_need
from shared.line.writing_requests import CheckedRequest, WritingRequest
from shared.production import Episode, Production
from tests.factories.writing import a_writing_request, an_order_of_writing


def needs_of(production: Production, episode: Episode) -> list[JobNeeds]:
    line = JobLine(production, episode)
    return [line.needs(scene) for scene in episode.scenes]


def test_a_step_is_an_answer_its_mended_ones_and_what_is_taken_of_them() -> None:
    outline, *_ = needs_of(*an_order_of_writing())

    (_, (answer, first, second, checked)) = outline.steps[0]
    assert MOST_MENDS == 2
    assert isinstance(first.request, WritingRequest)
    assert isinstance(second.request, WritingRequest)
    assert isinstance(checked.request, CheckedRequest)
    assert (first.request.mends, second.request.mends, checked.request.answer) == (answer.key, first.key, second.key)
    assert checked.model == CHECKED
    assert len({need.key for need in outline.all}) == 4


def test_the_last_time_another_model_is_asked_first_where_there_is_one() -> None:
    outline, *_ = needs_of(*an_order_of_writing(models=("acme/cheap", "acme/dear")))

    (_, (answer, first, second, _)) = outline.steps[0]
    assert [need.options[0].model for need in (answer, first, second)] == ["acme/cheap", "acme/cheap", "acme/dear"]


def test_who_else_may_be_asked_changes_no_key() -> None:
    alone, together = (needs_of(*an_order_of_writing(models=models)) for models in (("acme/cheap",), ("acme/cheap", "acme/dear")))

    assert [need.key for unit in alone for need in unit.all] == [need.key for unit in together for need in unit.all]


def test_each_step_builds_on_the_script_as_it_stands() -> None:
    outline, episode, other = needs_of(*an_order_of_writing())

    draft, polish, review, rewrite = (needs[-1] for _, needs in episode.steps)
    sources = {stage: needs[0].request.sources for stage, needs in episode.steps}  # type: ignore[attr-defined]
    plan = script_need(outline.steps).key
    assert sources == {
        "script": {"outline": plan},
        "polish": {"outline": plan, "draft": draft.key},
        "review": {"outline": plan, "draft": polish.key},
        "rewrite": {"outline": plan, "draft": polish.key, "review": review.key},
    }
    assert script_need(episode.steps) == rewrite
    assert script_need(other.steps).key != rewrite.key


def test_what_stood_before_is_taken_where_polish_and_rewrite_come_to_nothing() -> None:
    _, episode, _ = needs_of(*an_order_of_writing())

    draft, polish, review, rewrite = (needs[-1] for _, needs in episode.steps)
    instead = {need.stage: need.request.instead for need in (draft, polish, review, rewrite)}  # type: ignore[attr-defined]
    assert instead == {"script": None, "polish": draft.key, "review": None, "rewrite": polish.key}


def test_a_unit_has_only_the_stages_that_are_wanted() -> None:
    production, episode = an_order_of_writing(("draft", "script"), ("review", "review"))

    outline, written = (unit_chain(scene) for scene in episode.scenes[:2])
    assert [stage for _, stage in outline] == ["script"]
    assert [stage for _, stage in written] == ["script", "review"]
    # A review alone changes nothing.
    assert script_need(needs_of(production, episode)[1].steps).stage == "script"


def test_episodes_wait_for_the_outline_and_not_for_each_other() -> None:
    _, episode = an_order_of_writing()

    assert [comes_after(scene) for scene in episode.scenes] == [(), (1,), (1,)]


def test_a_part_of_a_source_is_a_file_of_the_users_own() -> None:
    production, episode = an_order_of_writing()
    job = episode.scenes[0].job
    assert isinstance(job, WritingJob)
    turn = job.steps[0].model_copy(update={"uses": ("part",)})
    scene = episode.scenes[0].model_copy(update={"job": job.model_copy(update={"steps": (turn,), "files": {"part": "f" * 64}})})

    needs = JobLine(production, episode.model_copy(update={"scenes": (scene, *episode.scenes[1:])})).needs(scene)

    assert needs.steps[0][1][0].inputs == ("f" * 64,)


def test_another_take_of_one_episode_leaves_the_other_as_it_is() -> None:
    before = needs_of(*an_order_of_writing())
    after = needs_of(*an_order_of_writing(takes={"job/polish/1/episode 1": 1}))

    changed = [
        [stage for stage, needs in new.steps if needs not in [each for _, each in old.steps]]
        for old, new in zip(before, after, strict=True)
    ]
    assert changed == [[], ["polish", "review", "rewrite"], []]


def test_a_better_wording_is_no_other_product() -> None:
    production, episode = an_order_of_writing()
    job = episode.scenes[0].job
    assert isinstance(job, WritingJob)
    keys = set()
    for changes in ({}, {"prompt": "Write better. {form}", "system": "", "max_tokens": 5, "temperature": 0.1}):
        request = job.steps[0].request.model_copy(update=changes)
        changed = job.model_copy(update={"steps": (job.steps[0].model_copy(update={"request": request}),)})
        scenes = (episode.scenes[0].model_copy(update={"job": changed}), *episode.scenes[1:])
        keys.add(tuple(need.key for needs in needs_of(production, episode.model_copy(update={"scenes": scenes})) for need in needs.all))

    assert len(keys) == 1


def test_another_brief_is_another_script() -> None:
    keys = {content_key("script", "acme/cheap", a_writing_request("outline", brief=brief * 32)) for brief in "01"}

    assert len(keys) == 2
