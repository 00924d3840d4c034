"""What is wrong with a season is told in one line: the file, the line, the field, what is wrong, what would be right."""

import os
import struct
import zlib
from pathlib import Path

import pytest

from producer.intake import read_season
from shared.errors import InputError
from tests.factories.catalogue import a_catalogue

SEASON = """\
title: The Last Letter
language: en
characters:
  - {name: Emma, gender: female}
  - {name: Daniel}
episodes:
  - episode_number: 1
    scenes:
      - scene_number: 1
        dialogue:
          - {character: Emma, line: Hello.}
"""
SCENE = "episodes[0].scenes[0]"
KNOWN = "studio/writer, studio/rig, studio/kokoro, studio/espeak, studio/lips, studio/score"


def changed(old: str, new: str) -> str:
    assert SEASON.count(old) == 1
    return SEASON.replace(old, new)


def scene(fields: str) -> str:
    return changed("      - scene_number: 1\n", f"      - {fields}\n")


CASES = {
    "broken YAML": ("title: [1,\n", ":2:1: broken YAML: did not find expected node content while parsing a flow node"),
    "an unprintable character": ('title: x\ngenre: "y\x01z"\n', ":2:10: broken YAML: the character U+0001 is not allowed; take it out"),
    "a tab": ("title: x\n\tgenre: y\n", ":2:1: broken YAML: found a tab character that violates indentation while scanning a plain scalar"),
    "an empty file": ("", ":1: is empty; a season file is a mapping that starts with 'title: …'"),
    "a list": ("- title\n", ": holds a list; a season file is a mapping that starts with 'title: …'"),
    "a single value": ("title\n", ": holds a single value; a season file is a mapping that starts with 'title: …'"),
    "two documents": (SEASON + "---\ntitle: x\n", ":12:1: a second document begins; one file holds one season"),
    "a field twice": ("title: a\ntitle: b\n", ":2:1: the field 'title' is given twice; keep one"),
    "a tag": (
        "title: !!python/name:os.system x\n",
        ":1:8: the tag 'tag:yaml.org,2002:python/name:os.system' is not used here; take it out",
    ),
    "an alias of itself": ("a: &x [*x]\n", ":1:8: the alias *x stands for nothing that is complete before it"),
    "deep nesting": ("a: " + "[" * 1000, ":1:35: nested deeper than 32 levels; a season file needs eight"),
    "a bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
        ":6:8: more than 200000 values (aliases written out); a season has far fewer",
    ),
    "an unknown field": (
        changed("{name: Daniel}", "{name: Daniel, agee: 3}"),
        ":5: characters[1].agee: unknown field; did you mean 'age'?",
    ),
    "an unknown field like no other": (
        SEASON + "music: {zzz: 3}\n",
        ":12: music.zzz: unknown field; known here are: volume",
    ),
    "a merge key": (SEASON + "format: {<<: 1}\n", ":12: format.<<: unknown field; known here are: aspect, resolution, fps"),
    "an empty field": (SEASON + "genre:\n", ":12: genre: is empty; write a value, or leave the field out"),
    "no title": (changed("title: The Last Letter\n", ""), ":1: title: is missing; write it, such as 'title: The Heir's Double Life'"),
    "a path as title": (
        changed("The Last Letter", "../../x"),
        ":1: title: '../../x' looks like a path, and a title names a folder; write it without '/', '\\' and lone dots",
    ),
    "dots as title": (
        changed("The Last Letter", ".."),
        ":1: title: '..' looks like a path, and a title names a folder; write it without '/', '\\' and lone dots",
    ),
    "a number as title": (changed("The Last Letter", "2026"), ":1: title: must be text, not 2026; put it in quotes"),
    "a control character": (changed("The Last Letter", '"a\\x07b"'), ":1: title: holds the control character U+0007; take it out"),
    "a long title": (changed("The Last Letter", "x" * 201), ":1: title: has 201 characters; at most 200 are allowed"),
    "a speaker who is not in the cast": (
        changed("character: Emma", "character: Ema"),
        f":11: {SCENE}.dialogue[0].character: 'Ema' speaks in episode 1, scene 1, but is not in the cast; did you mean 'Emma'?",
    ),
    "a speaker like nobody": (
        changed("character: Emma", "character: 张枫"),
        f":11: {SCENE}.dialogue[0].character: '张枫' speaks in episode 1, scene 1, but is not in the cast; the cast is: Emma, Daniel",
    ),
    "two scenes with one number": (
        SEASON + "      - scene_number: 1\n",
        ":12: episodes[0].scenes[1].scene_number: episode 1 has two scenes with the number 1; give each its own",
    ),
    "two episodes with one number": (
        SEASON + "  - episode_number: 1\n    scenes: [{action: x}]\n",
        ":12: episodes[1].episode_number: there are two episodes with the number 1; give each its own",
    ),
    "two characters with one name": (
        changed("Daniel", "Emma"),
        ":5: characters[1].name: 'Emma' is in the cast twice; give each character a name of its own",
    ),
    "a character without a name": (
        changed("Daniel", "' '"),
        ":5: characters[1].name: is empty; write it, or leave the field out where it is optional",
    ),
    "no episodes": (
        "title: T\n",
        ":1: episodes: nothing here can write a script; give one: the episodes under 'episodes', or a file as 'script'",
    ),
    "a premise that a language model is to write": (
        "title: T\npremise: Two meet.\nepisodes: 3\nproviders: {script: [holysheep/deepseek-v3.2]}\n",
        ":2: premise: nothing here can write a script; give one: the episodes under 'episodes', or a file as 'script'",
    ),
    "an empty list of episodes": ("title: T\nepisodes: []\n", ":2: episodes: is empty; at least one is needed"),
    "an empty list of scenes": ("title: T\nepisodes: [{scenes: []}]\n", ":2: episodes[0].scenes: is empty; at least one is needed"),
    "no scenes": ("title: T\nepisodes: [{logline: x}]\n", ":2: episodes[0].scenes: is missing; write it"),
    "episodes that are true": (
        "title: T\nepisodes: true\n",
        ":2: episodes: must be how many episodes to make, such as 3, or the list of them, not true",
    ),
    "episodes that are yes": (
        "title: T\nepisodes: yes\n",
        ":2: episodes: must be how many episodes to make, such as 3, or the list of them, not 'yes'",
    ),
    "episodes that are a mapping": ("title: T\nepisodes: {a: 1}\n", ":2: episodes: must be a list, not a mapping"),
    "no episode at all": ("title: T\nepisodes: 0\n", ":2: episodes: must be 1 or more, not 0"),
    "absurdly many episodes": ("title: T\nepisodes: 100000\n", ":2: episodes: must be 200 or less, not 100000"),
    "more episodes than are written": (
        "title: T\nepisodes: 5\nscript: {episodes: [{scenes: [{action: x}]}]}\n",
        ":2: episodes: asks for 5, but the script has 1; ask for at most that many",
    ),
    "a duration that is no number": (scene("duration_seconds: .nan"), f":9: {SCENE}.duration_seconds: must be a finite number, not nan"),
    "an endless duration": (scene("duration_seconds: .inf"), f":9: {SCENE}.duration_seconds: must be a finite number, not inf"),
    "a negative duration": (scene("duration_seconds: -5"), f":9: {SCENE}.duration_seconds: must be 1 or more, not -5"),
    "an absurd duration": (scene("duration_seconds: 99999"), f":9: {SCENE}.duration_seconds: must be 300 or less, not 99999"),
    "a clock time as duration": (scene("duration_seconds: 12:30"), f":9: {SCENE}.duration_seconds: must be a number, not '12:30'"),
    "a true duration": (scene("duration_seconds: true"), f":9: {SCENE}.duration_seconds: must be a number, not true"),
    "a scene number that is true": (scene("scene_number: true"), f":9: {SCENE}.scene_number: must be a whole number, not true"),
    "a long line": (changed("Hello.", "x" * 1001), f":11: {SCENE}.dialogue[0].line: has 1001 characters; at most 1000 are allowed"),
    "dialogue that is no list": (
        scene("dialogue: Hello").split("        dialogue:\n")[0],
        f":9: {SCENE}.dialogue: must be a list, not 'Hello'",
    ),
    "a script twice": (SEASON + "script: a.json\n", ":12: script: is given although 'episodes' holds a script too; keep one of them"),
    "a script that is not there": (
        "title: T\nscript: none.json\n",
        ":2: script: there is no file 'none.json'; give a path from the season file's folder",
    ),
    "a folder as script": ("title: T\nscript: .\n", ":2: script: there is no file '.'; give a path from the season file's folder"),
    "a language nobody speaks": (
        changed("language: en", "language: cn"),
        ":2: language: nothing here can speak 'cn'; the nearest that can be spoken is 'zh-CN'",
    ),
    "a language by its name": (
        changed("language: en", "language: English"),
        ":2: language: 'English' is not a BCP 47 language tag; did you mean 'en'?",
    ),
    "a language that is false": (changed("language: en", "language: false"), ":2: language: must be text, not false; put it in quotes"),
    "a language of subtitles": (
        SEASON + "subtitles: [en, zh_CN]\n",
        ":12: subtitles[1]: 'zh_CN' is not a BCP 47 language tag; did you mean 'zh-CN'?",
    ),
    "a language of a translation": (
        changed("line: Hello.", "line: Hello., translations: {Chinese: 你好。}"),
        f":11: {SCENE}.dialogue[0].translations.Chinese: 'Chinese' is not a BCP 47 language tag; did you mean 'zh-CN'?",
    ),
    "a translation without a language": (
        changed("line: Hello.", "line: Hello., translations: {" + "x" * 36 + ": 你好。}"),
        f":11: {SCENE}.dialogue[0].translations.{'x' * 36}: has 36 characters; at most 35 are allowed",
    ),
    "a gender": (
        changed("gender: female", "gender: femal"),
        ":4: characters[0].gender: 'femal' is not a gender known here; write 'male', 'female' or 'unspecified'",
    ),
    "an age": (changed("gender: female", "age: 200"), ":4: characters[0].age: must be 120 or less, not 200"),
    "an age in quotes": (changed("gender: female", "age: '28'"), ":4: characters[0].age: must be a whole number, not '28'"),
    "a seed": (changed("gender: female", "seed: -1"), ":4: characters[0].seed: must be 0 or more, not -1"),
    "a picture that is not there": (
        changed("gender: female", "reference_image: none.png"),
        ":4: characters[0].reference_image: none.png: no such file; name a PNG, JPEG or WebP picture",
    ),
    "a picture that is none": (
        changed("gender: female", "reference_image: text.png"),
        ":4: characters[0].reference_image: text.png: is not a picture in PNG, JPEG or WebP; give one",
    ),
    "a broken picture": (
        changed("gender: female", "reference_image: broken.png"),
        ":4: characters[0].reference_image: broken.png: begins like a PNG picture, but cannot be decoded; save it again",
    ),
    "a picture that claims to be huge": (
        changed("gender: female", "reference_image: huge.png"),
        ":4: characters[0].reference_image: huge.png: is 60000x60000 pixels; each side must have 64 to 8192",
    ),
    "a budget below zero": (SEASON + "budget_usd: -1\n", ":12: budget_usd: must be 0 or more, not -1"),
    "a budget without end": (SEASON + "budget_usd: .inf\n", ":12: budget_usd: must be a finite amount in dollars such as 25 or 12.50"),
    "a budget finer than a micro-dollar": (
        SEASON + "budget_usd: 1.1234567\n",
        ":12: budget_usd: 1.1234567 has more than six decimals; write at most six",
    ),
    "a budget that is true": (SEASON + "budget_usd: true\n", ":12: budget_usd: must be an amount in dollars such as 25 or 12.50"),
    "a frame rate": (SEASON + "format: {fps: 23}\n", ":12: format.fps: must be one of 24, 25, 30, 48, 50, 60, not 23"),
    "an aspect": (
        SEASON + "format: {aspect: 9x16}\n",
        ":12: format.aspect: must be one of 9:16, 16:9, 1:1, 3:4, 4:3, 4:5, 5:4, 2:3, 3:2, not '9x16'; did you mean '9:16'?",
    ),
    "a volume": (SEASON + "music: {volume: 2}\n", ":12: music.volume: must be 1 or less, not 2"),
    "loud music": (SEASON + "music: loud\n", ":12: music: must be 'false' for none, or a volume such as {volume: 0.25}, not 'loud'"),
    "burned subtitles": (SEASON + "burn_subtitles: 3\n", ":12: burn_subtitles: must be true, false or a language such as 'en', not 3"),
    "what a failure does": (
        SEASON + "on_failure: stopp\n",
        ":12: on_failure: must be one of continue, stop, not 'stopp'; did you mean 'stop'?",
    ),
    "a webhook": (
        SEASON + "webhook_url: ftp://x\n",
        ":12: webhook_url: is not a web address; write one such as 'https://example.com/hook'",
    ),
    "a webhook with a password": (
        SEASON + "webhook_url: https://me:secret@example.com/\n",
        ":12: webhook_url: holds a user name or a password, which would be seen in logs; leave them out",
    ),
    "a stage": (SEASON + "providers: {vidoe: [studio/rig]}\n", ":12: providers.vidoe: unknown field; did you mean 'video'?"),
    "a model": (
        SEASON + "providers: {video: [studio/rigg]}\n",
        f":12: providers.video[0]: studio has no model 'rigg'; did you mean 'studio/rig'? known are: {KNOWN}",
    ),
    "a vendor": (
        SEASON + "providers: {video: [nobody/video]}\n",
        f":12: providers.video[0]: there is no vendor 'nobody'; known are: {KNOWN}",
    ),
    "a model of another trade": (
        SEASON + "providers: {video: [studio/kokoro]}\n",
        ":12: providers.video[0]: studio/kokoro cannot do video; these can: studio/rig",
    ),
    "a model without a vendor": (
        SEASON + "providers: {video: [rig]}\n",
        ":12: providers.video[0]: 'rig' names no model; write 'vendor/model', such as 'studio/rig'",
    ),
    "a voice model for another language": (
        changed("language: en", "language: ko") + "providers: {speech: [studio/kokoro]}\n",
        ":2: language: studio/kokoro cannot speak 'ko'; studio/espeak can",
    ),
    "several things": (
        scene("duration_seconds: -5") + "agee: 1\nmusic: 3\n",
        f":9: {SCENE}.duration_seconds: must be 1 or more, not -5 (and 2 more)",
    ),
}


def png(width: int, height: int, pixels: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("text.png").write_text("no picture")
    Path("broken.png").write_bytes(png(100, 100, b"no pixels"))
    Path("huge.png").write_bytes(png(60_000, 60_000, zlib.compress(b"\0")))
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("text", "line"), CASES.values(), ids=CASES.keys())
def test_what_is_wrong_is_told_in_one_line(text, line):
    Path("season.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as refused:
        read_season(Path("season.yaml"), catalogue=a_catalogue())

    assert str(refused.value) == f"season.yaml{line}"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_season(path)
    return str(refused.value)


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_not_there_is_named():
    assert refusal(Path("none.yaml")) == "none.yaml: no such file; name a season or script file"


@pytest.mark.usefixtures("folder")
def test_a_folder_is_no_season():
    Path("seasons").mkdir()

    assert refusal(Path("seasons")) == "seasons: is a folder; name the season or script file in it"


@pytest.mark.usefixtures("folder")
def test_a_large_file_is_refused_by_its_size_alone():
    with Path("big.yaml").open("wb") as file:
        file.truncate(50_000_000)

    assert refusal(Path("big.yaml")) == "big.yaml: has 50.0 MB; a season or script file has at most 5 MB"


@pytest.mark.usefixtures("folder")
def test_a_pipe_is_not_waited_for():
    os.mkfifo("pipe.yaml")

    assert refusal(Path("pipe.yaml")) == "pipe.yaml: is not a plain file; name a season or script file"


@pytest.mark.usefixtures("folder")
def test_text_in_another_encoding_is_refused_with_its_line():
    Path("gbk.yaml").write_bytes("title: a\ngenre: 爱情\n".encode("gbk"))

    assert refusal(Path("gbk.yaml")) == "gbk.yaml:2: is not UTF-8 text (byte 17); save it as UTF-8"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"title": "T",}', ":1:15: broken JSON: a field's name in double quotes is expected"),
        ('{"title": "T"\n "genre": "x"}', ":2:2: broken JSON: ',' is expected"),
        ('{"title": "T"', ":1:14: broken JSON: the file ends where ',' is expected"),
        ('{"title": "T",\n "title": "U"}', ":2:2: broken JSON: the field 'title' is given twice; keep one"),
        ('{"title": "T", "episode_seconds": NaN, "premise": "x"}', ":1: episode_seconds: must be a finite number, not nan"),
        ("[" * 100_000, ":1:34: broken JSON: nested deeper than 32 levels; a season file needs eight"),
        ('{"title": "\\ud800"}', ":1: title: holds half of a character (an unpaired surrogate) in '\\ud800'; write the whole character"),
        ("", ":1: is empty; a season file is an object that starts with '{\"title\": …'"),
        ('{"title": "T", "episodes": ' + "9" * 41 + "}", ":1:28: broken JSON: a number of more than 40 digits"),
    ],
)
def test_json_is_refused_with_its_line_and_column(text, line):
    Path("season.json").write_text(text)

    assert refusal(Path("season.json")) == f"season.json{line}"


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_in_a_script_file_is_told_with_that_file():
    Path("season.yaml").write_text("title: T\nscript: script.json\ncharacters: [{name: Emma}]\n")
    Path("script.json").write_text('{"episodes": [{"scenes": [\n{"dialogue": [{"character": "Tom", "line": "Hi."}]}]}]}')

    assert refusal(Path("season.yaml")) == (
        "script.json:2: episodes[0].scenes[0].dialogue[0].character: "
        "'Tom' speaks in episode 1, scene 1, but is not in the cast; the cast is: Emma"
    )


@pytest.mark.usefixtures("folder")
def test_what_would_break_a_line_or_hide_it_is_escaped():
    Path("season.yaml").write_text(SEASON + '"a\\n\\e[2J\\u202e": 1\n')

    assert refusal(Path("season.yaml")).startswith("season.yaml:12: a\\n\\x1b[2J\\u202e: unknown field; known here are: title,")


@pytest.mark.usefixtures("folder")
def test_of_very_many_problems_only_the_first_is_worded(monkeypatch):
    worded = []
    monkeypatch.setattr("producer.intake.problems.did_you_mean", lambda word, *rest: worded.append(word) or rest[-1])
    Path("season.yaml").write_text("title: T\nepisodes: 1\n" + "".join(f"field{number}: 1\n" for number in range(2000)))

    line = refusal(Path("season.yaml"))

    assert line.endswith("(and 1999 more)")
    assert worded == ["field0"]
