"""Casting: everybody has a seed, a gender and a voice of their own, the same whenever a season is read."""

import subprocess
import sys

import pytest

from shared.casting import Role, cast, knows, speaks, speech_model
from shared.catalogue import load
from shared.errors import InputError

KOKORO = load().model("studio/kokoro")
ESPEAK = load().model("studio/espeak")

CAST = [
    Role("张夫人", "female", 52),
    Role("林晚", "female", 25),
    Role("张枫", "male", 28),
    Role("李晨", "male", 45),
]


def voices(title: str, roles: list[Role], model=KOKORO, language: str = "zh-CN") -> list[str]:
    return [part.voice for part in cast(title, roles, model, language)]


def test_everybody_has_a_voice_of_their_own_gender_and_language():
    chosen = voices("T", CAST)

    assert len(set(chosen)) == 4
    assert [voice[:2] for voice in chosen] == ["zf", "zf", "zm", "zm"]


def test_the_older_have_the_weightier_voices():
    lady, girl, young, old = (KOKORO.voices[voice] for voice in voices("T", CAST))

    assert lady.age > girl.age
    assert old.age > young.age


def test_a_character_added_at_the_end_changes_no_one_else():
    more = [*CAST, *(Role(f"P{number}") for number in range(30))]

    assert cast("T", more, KOKORO, "zh-CN")[:4] == cast("T", CAST, KOKORO, "zh-CN")


def test_a_choice_is_the_same_in_another_process():
    code = (
        "from shared.casting import *; from shared.catalogue import load;"
        "print(cast('T', [Role('Emma'), Role('Tom')], load().model('studio/kokoro'), 'en'))"
    )

    prints = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    ]

    assert prints[0] == prints[1] == f"{cast('T', [Role('Emma'), Role('Tom')], KOKORO, 'en')}\n"


def test_the_seed_decides_among_voices_that_suit_alike():
    chosen = {voices("T", [Role("X", "male", 28, seed=seed)], ESPEAK, "ko")[0] for seed in range(20)}

    assert len(chosen) > 1


def test_seeds_differ_by_title_and_by_name():
    seeds = {part.seed for title in ("A", "B") for part in cast(title, [Role("X"), Role("Y")], KOKORO, "en")}

    assert len(seeds) == 4
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_what_the_season_names_is_kept():
    (part,) = cast("T", [Role("X", "female", seed=7, voice="zm_yunxi*0.7+zm_yunjian*0.3")], KOKORO, "zh-CN")

    assert (part.gender, part.seed, part.voice, part.note) == ("female", 7, "zm_yunxi*0.7+zm_yunjian*0.3", None)


def test_a_voice_that_somebody_claims_is_given_to_nobody_else():
    free = voices("T", [Role("X", "male", 28)])[0]

    assert voices("T", [Role("X", "male", 28), Role("Y", "male", voice=free)])[0] != free


def test_a_voice_of_another_provider_is_replaced_and_said_so():
    (part,) = cast("T", [Role("X", "male", voice="Yunyou")], KOKORO, "zh-CN")

    assert part.voice in KOKORO.voices
    assert part.note == f"X: studio/kokoro has no voice 'Yunyou'; {part.voice!r} speaks instead"


def test_voices_are_blended_when_they_run_out_and_shared_only_then():
    parts = cast("T", [Role(f"P{number}", "male") for number in range(23)], KOKORO, "zh-CN")

    chosen = [part.voice for part in parts]
    assert len(set(chosen[:22])) == 22, "4 voices, 6 even blends, 12 uneven ones"
    assert all(knows(KOKORO, voice) for voice in chosen)
    assert all("+" in voice for voice in chosen[4:22])
    assert [bool(part.note) for part in parts] == [False] * 22 + [True]


def test_a_small_boy_without_a_boys_voice_is_spoken_by_a_woman():
    (part,) = cast("T", [Role("Tim", "male", 8)], KOKORO, "en")

    assert part.gender == "male"
    assert KOKORO.voices[part.voice].gender == "female"


@pytest.mark.parametrize(
    ("voice", "known"),
    [
        ("zm_yunxi", True),
        ("zm_yunxi+zm_yunjian", True),
        ("zm_yunxi*0.7+zm_yunjian", True),
        ("zm_yunxi*0.7", False),
        ("zm_yunxi*0+zm_yunjian", False),
        ("zm_yunxi*1+zm_yunjian", False),
        ("zm_yunxi*7+zm_yunjian*3", True),
        ("zm_yunxi+nobody", False),
        ("zm_yunxi+", False),
        ("", False),
        ("zm_yunxi*.+zm_yunjian", False),
    ],
)
def test_a_blend_is_a_voice_where_its_parts_are(voice, known):
    assert knows(KOKORO, voice) is known


def test_espeak_is_told_the_language_with_the_variant():
    parts = cast("T", [Role("X", "male", voice="m3"), Role("Y", "female")], ESPEAK, "es-MX")

    assert parts[0].voice == "es-mx+m3"
    assert parts[1].voice.startswith("es-mx+f")


@pytest.mark.parametrize(
    ("language", "told"), [("zh-HK", "yue"), ("zh-CN", "cmn"), ("no", "nb"), ("pt-BR", "pt-br"), ("es-CO", "es"), ("ko-KR", "ko")]
)
def test_a_language_is_told_as_espeak_lists_it(language, told):
    assert voices("T", [Role("X", voice="m1")], ESPEAK, language) == [f"{told}+m1"]


def test_a_model_that_does_not_blend_knows_no_blends():
    assert not knows(ESPEAK, "m1+m2")


@pytest.mark.parametrize(
    ("language", "model"),
    [
        ("zh-CN", "studio/kokoro"),
        ("zh-TW", "studio/kokoro"),
        ("cmn", "studio/kokoro"),
        ("zh-HK", "studio/espeak"),
        ("yue", "studio/espeak"),
        ("en-GB", "studio/kokoro"),
        ("ko", "studio/espeak"),
        ("vi-VN", "studio/espeak"),
        ("th", "studio/espeak"),
        ("no", "studio/espeak"),
    ],
)
def test_a_language_is_spoken_by_the_best_voice_that_speaks_it(language, model):
    assert speech_model(load(), language).name == model


@pytest.mark.parametrize(("installed", "model"), [(True, "studio/kokoro"), (False, "studio/espeak")])
def test_japanese_is_spoken_by_kokoro_where_its_part_is_installed(installed, model):
    asked = []

    chosen = speech_model(load(), "ja", has=lambda module: asked.append(module) is None and installed)

    assert chosen.name == model
    assert asked == ["pyopenjtalk"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("wuu", "nothing here can speak 'wuu'; the nearest that can be spoken is 'zh-CN'"),
        ("jp", "nothing here can speak 'jp'; the nearest that can be spoken is 'ja'"),
    ],
)
def test_a_language_that_nothing_speaks_is_refused_with_the_nearest(language, line):
    with pytest.raises(InputError) as refused:
        speech_model(load(), language)

    assert str(refused.value) == line


def test_a_model_that_speaks_a_variety_does_not_speak_the_whole_language():
    assert not speaks(KOKORO.model_copy(update={"languages": ("vi-VN-x-south",)}), "vi")
