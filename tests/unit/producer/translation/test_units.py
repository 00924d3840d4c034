"""What is asked of translators: parts that fit, keys that only the dialogue decides, names asked once for all episodes."""

from typing import Any

from producer.translation.beside import Entry, Translated, kept_lines, kept_names, write_beside
from producer.translation.parts import MOST_LINES, parts_of
from producer.translation.prompts import Brief, Member
from producer.translation.units import Unit, Wanted, units_of
from shared.line.filling import fill
from shared.line.translation import translation_needs
from shared.production import Episode, Line, Scene


def an_episode(*scenes: list[str], number: int = 1) -> Episode:
    made = tuple(
        Scene(number=index, setting=f"Room {index}", dialogue=tuple(Line(character="张枫", text=text) for text in lines))
        for index, lines in enumerate(scenes, 1)
    )
    return Episode(number=number, scenes=made)


def wanted(**changes: Any) -> Wanted:
    brief = Brief("The Letter", "romance", "zh-CN", (Member("张枫", "the heir"), Member("林雪")))
    return Wanted(**{"brief": brief, "models": ("acme/a", "acme/b"), "glossary": {}, **changes})


def the_unit(episode: Episode, language: str = "en", **changes: Any) -> Unit:
    (unit,) = units_of(wanted(**changes), [episode], {language: [episode.number]})
    return unit


def keys(unit: Unit) -> list[str]:
    return [need.key for need in translation_needs(unit.job, 0)]


def test_a_long_episode_is_cut_at_a_scene_and_shown_what_is_around() -> None:
    episode = an_episode(["一"] * 30, ["二"] * 30, ["三"] * 30)

    parts = parts_of(episode, {})

    assert [len(part.told) for part in parts] == [30, 30, 30]
    assert [part.told[0].id for part in parts] == [1, 1, 1]
    assert parts[1].before[-1].text == "一"
    assert parts[1].after[0].text == "三"


def test_a_scene_of_a_hundred_lines_is_cut_within() -> None:
    parts = parts_of(an_episode([f"第{number}句" for number in range(100)]), {})

    assert [len(part.told) for part in parts] == [MOST_LINES, MOST_LINES, 20]


def test_the_key_is_what_is_said_not_how_it_is_asked_nor_what_is_known() -> None:
    episode = an_episode(["你好，林雪。", "再见。"])
    first = keys(the_unit(episode))

    assert keys(the_unit(episode, keeps={(1, "en"): {(1, 1): "Goodbye."}}))[2:] == first[2:]
    assert keys(the_unit(episode, dubs=("en",)))[2:] == first[2:]
    assert keys(the_unit(episode, glossary={"别人": {"en": "Others"}})) == first
    assert keys(the_unit(episode, glossary={"再见": {"en": "Farewell"}}))[2:] != first[2:]
    assert keys(the_unit(an_episode(["你好，林雪。", "再会。"])))[2:] != first[2:]
    assert keys(the_unit(episode, "fr"))[2:] != first[2:]


def test_names_are_asked_once_for_all_episodes_and_change_no_key() -> None:
    one, two = an_episode(["你好，林雪。"]), an_episode(["张枫来了。"], number=2)

    units = units_of(wanted(), [one, two], {"en": [1, 2]})
    alone = the_unit(one)

    assert keys(units[0])[:2] == keys(units[1])[:2]
    # Another name in another episode: that of this one stays as it is.
    assert keys(alone)[:2] != keys(units[0])[:2]
    assert keys(alone)[2:] == keys(units[0])[2:]


def test_names_stay_as_they_are_where_both_languages_are_written_alike() -> None:
    brief = Brief("The Letter", "", "en", (Member("Emma"),))
    (unit,) = units_of(wanted(brief=brief), [an_episode(["Emma, come."])], {"es": [1]})

    assert unit.job.cast is None
    assert unit.job.parts[0].cast == {"Emma": "Emma"}


def test_lines_without_words_and_known_lines_are_not_asked_for() -> None:
    (part,) = the_unit(an_episode(["……", "好。", "再见。"]), keeps={(1, "en"): {(1, 1): "Okay."}}).job.parts

    assert [line.text for line in part.asks] == ["再见。"]
    assert part.keeps == {1: "……", 2: "Okay."}
    assert "=> Okay." in part.prompt
    assert "these numbers: 3." in part.prompt


def test_what_is_said_opens_no_place_in_the_prompt() -> None:
    (part,) = the_unit(an_episode(["{names} 张枫"])).job.parts

    assert "{names} 张枫" in fill(part.prompt, {"names": "张枫 = Zhang Feng"})
    assert "张枫 = Zhang Feng" in fill(part.prompt, {"names": "张枫 = Zhang Feng"})


def a_translation(*texts: tuple[str, str | None], take: int = 0) -> Translated:
    lines = tuple(Entry(1, number, "张枫", text, said, None if said else "it is missing") for number, (text, said) in enumerate(texts, 1))
    return Translated(1, "en", take, ("acme/a",), lines)


def test_lines_that_did_not_change_keep_what_they_were(tmp_path: Any) -> None:
    write_beside(tmp_path, [a_translation(("一", "One"), ("二", "Two"), ("三", "Three"), ("四", None))], {"en": {"林雪": "Lin Xue"}})

    kept = kept_lines(tmp_path, an_episode(["一", "新", "三", "四"]), "en", 0)

    assert kept == {(1, 0): "One", (1, 2): "Three"}
    assert kept_lines(tmp_path, an_episode(["一"]), "en", 1) == {}
    assert kept_lines(tmp_path, an_episode(["一"]), "fr", 0) == {}
    assert kept_names(tmp_path, "en") == {"林雪": "Lin Xue"}
    assert "张枫: 一\n    One" in (tmp_path / "translations/E01.en.txt").read_text(encoding="utf-8")


def test_a_file_that_is_none_of_ours_keeps_nothing(tmp_path: Any) -> None:
    (tmp_path / "translations").mkdir()
    for text in ("", "[]", "{", '{"take": 0, "lines": [1]}', '{"take": 0, "lines": [{"x": 1}]}', '{"take": "0", "lines": []}'):
        (tmp_path / "translations/E01.en.json").write_text(text)

        assert kept_lines(tmp_path, an_episode(["一"]), "en", 0) == {}
