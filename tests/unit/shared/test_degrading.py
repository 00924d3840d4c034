"""What is asked for instead: each rung differs from the one above in the one field that it names, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.fit import has_aspect, misfit, wants_of
from shared.line.degrading import LEAST_CLIP_SIDE, LEAST_PICTURE_SIDE, Rung, less, longest, softer
from shared.line.keys import content_key
from shared.line.need import Need, Option
from shared.line.requests import Format, Look, ReferenceRequest, SpeechRequest, VideoRequest
from shared.line.softening import load_softening, soften
from shared.season import FormatChoice
from tests.factories.catalogue import a_catalogue, a_model
from tests.factories.season import a_character, a_production, an_episode

ALL = ("lower_resolution", "shorter", "softer_prompt")
EMMA = Look(name="Emma", appearance="red hair, a knife in her belt", seed=7)


def a_clip(form: Format, seconds: float = 8.0, **changes: object) -> VideoRequest:
    return VideoRequest(
        episode=1, scene=1, setting="Kitchen", action="Emma kills time.", visual_prompt="blood on the floor", style="noir", beat="tense",
        cast=(EMMA,), speakers=("Emma",), seconds=seconds, format=form, seed=3, references=("a" * 32,),
    ).model_copy(update=changes)  # fmt: skip


def a_portrait(form: Format) -> ReferenceRequest:
    return ReferenceRequest(look=EMMA, style="noir", format=form)


formats = st.builds(
    lambda aspect, resolution, fps: FormatChoice(aspect=aspect, resolution=resolution, fps=fps).pixels(),
    st.sampled_from(["9:16", "16:9", "1:1", "3:4", "4:3", "4:5", "5:4", "2:3", "3:2"]),
    st.sampled_from(["480p", "540p", "720p", "1080p"]),
    st.sampled_from([24, 30]),
)
models = st.builds(
    lambda resolutions, durations: a_model(resolutions=resolutions, durations=durations),
    st.lists(st.sampled_from(["360p", "480p", "540p", "720p", "1080p", "4K", "1280x720", "cinema"]), unique=True, max_size=5),
    st.lists(st.sampled_from([3, 4, 5, 6, 8, 10, 15]), unique=True, max_size=4),
)
allowed = st.lists(st.sampled_from(ALL), unique=True).map(tuple)


def fields_that_differ(one, other) -> set[str]:
    return {name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)}


@given(
    form=formats,
    model=models,
    allow=allowed,
    seconds=st.floats(1, 15).map(lambda seconds: round(seconds, 1)),
    is_clip=st.booleans(),
)
def test_every_rung_changes_the_one_field_that_it_names_and_the_way_down_ends(form, model, allow, seconds, is_clip) -> None:
    rung = Rung(Option(model.name, a_clip(form, seconds) if is_clip else a_portrait(form)))

    for _ in range(20):
        below = less(rung, model, allow, "after 2 timeouts")
        if below is None:
            break
        above_request, request = rung.option.request, below.option.request
        (field,) = fields_that_differ(above_request, request)
        (named,) = below.changed[len(rung.changed) :]
        assert below.changed[: len(rung.changed)] == rung.changed
        assert field == {"resolution": "format", "length": "seconds"}[named.split()[0]]
        assert {"format": "lower_resolution", "seconds": "shorter"}[field] in allow
        if field == "format":
            least = LEAST_CLIP_SIDE if is_clip else LEAST_PICTURE_SIDE
            assert least <= min(request.format.width, request.format.height)
            assert request.format.fps == form.fps
            assert request.format.width % 2 == request.format.height % 2 == 0
        else:
            assert request.seconds < above_request.seconds or request.seconds in model.durations
        rung = below
    else:
        pytest.fail("there is no bottom")


@given(form=formats, sides=st.sets(st.sampled_from(["480p", "720p", "1080p"]), min_size=1))
def test_a_lower_resolution_keeps_the_shape_and_is_one_that_the_model_makes(form, sides) -> None:
    aspect = next(a for a in ("9:16", "16:9", "1:1", "3:4", "4:3", "4:5", "5:4", "2:3", "3:2") if has_aspect(form, a))
    model = a_model(resolutions=sorted(sides), aspect_ratios=[aspect])
    rung = Rung(Option(model.name, a_clip(form)))

    while (rung := less(rung, model, ("lower_resolution",), "")) is not None:
        small = rung.option.request.format
        assert f"{min(small.width, small.height)}p" in sides
        assert has_aspect(small, aspect)


def test_a_rung_is_another_call() -> None:
    model = a_model(resolutions=["480p", "720p"], durations=[5, 10])
    top = Rung(Option(model.name, a_clip(Format(width=720, height=1280, fps=24))))
    lower = less(top, model, ALL, "")
    shorter = less(lower, model, ALL, "")
    soft = softer(top, "violence")

    assert len({content_key("video", model.name, rung.option.request) for rung in (top, lower, shorter, soft)}) == 4


def test_a_row_without_resolutions_is_asked_for_the_usual_ones() -> None:
    rung = Rung(Option("acme/clips", a_clip(Format(width=1080, height=1920, fps=24))))

    sides = []
    while (rung := less(rung, a_model(), ALL, "")) is not None:
        sides.append(rung.option.request.format.width)

    assert sides == [720, 480]


def test_only_prompts_of_what_is_seen_are_softened() -> None:
    speech = SpeechRequest(character="Emma", text="I will kill you.", language="en", voice="v", beat="angry")

    assert softer(Rung(Option("acme/speech", speech)), "violence") is None


def test_a_softened_clip_differs_in_its_words_alone_and_only_once() -> None:
    clip = a_clip(Format(width=720, height=1280, fps=24))

    rung = softer(Rung(Option("acme/clips", clip)), "violence")
    request = rung.option.request

    assert fields_that_differ(clip, request) == {"action", "visual_prompt", "style", "cast"}
    assert fields_that_differ(clip.cast[0], request.cast[0]) == {"appearance"}
    assert request.visual_prompt == "red light on the floor"
    assert request.style == "noir. Tasteful and restrained, suitable for all audiences."
    assert softer(rung, "again") is None


def test_names_and_parts_of_words_are_not_softened() -> None:
    softening = load_softening()

    assert softening.text("Gun Axeman begun with Kill Bill's warm axe", ["Kill Bill", "Gun Axeman"]) == (
        "Gun Axeman begun with Kill Bill's warm tool"
    )
    assert softening.text("血泊中的枪王举枪", ["枪王"]) == "地面中的枪王举手电筒"


def test_chinese_is_softened_in_chinese() -> None:
    clip = a_clip(Format(width=720, height=1280, fps=24), visual_prompt="他持枪，鲜血淋漓", action="")

    request = soften(clip)

    assert request.visual_prompt == "他对峙，神情痛苦"
    assert request.style.endswith("老少皆宜。")


def test_what_is_milder_is_not_itself_to_be_softened() -> None:
    softening = load_softening()

    assert {milder: softened for milder in softening.words.values() if (softened := softening.text(milder)) != milder} == {}


def needing(seconds: float, *names: str) -> Need:
    request = a_clip(Format(width=720, height=1280, fps=24), seconds)
    return Need("video", names[0], request, others=tuple(Option(name, request) for name in names[1:]))


def test_the_longest_clip_of_all_models_comes_first_where_none_is_long_enough() -> None:
    catalogue = a_catalogue(
        acme={"clips": {"capability": "video", "durations": [5]}},
        other={"clips": {"capability": "video", "durations": [5, 10]}},
        wide={"clips": {"capability": "video", "durations": [11], "aspect_ratios": ["16:9"]}},
    )
    need = needing(12.0, "acme/clips", "other/clips", "wide/clips")
    production = a_production(an_episode(), allow=("shorter",), characters=(a_character(),))

    rungs = longest(need, production, catalogue)

    assert [(rung.option.model, rung.option.request.seconds) for rung in rungs] == [("other/clips", 10), ("acme/clips", 5)]
    wants = wants_of(production, production.characters)
    assert all(misfit(catalogue.model(rung.option.model), "video", rung.option.request, wants) is None for rung in rungs)
    assert longest(need, production.model_copy(update={"allow": ()}), catalogue) == ()
    assert longest(needing(10.0, "acme/clips", "other/clips"), production, catalogue) == ()
