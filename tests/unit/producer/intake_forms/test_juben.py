"""剧本 become seasons, and nothing of them is lost."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producer.intake import read_season
from producer.intake.document import Malformed
from producer.intake.draft import Written, paragraphs_of
from producer.intake.importing import read_written
from producer.intake.juben import is_juben, read_juben
from producer.intake.juben_marks import number_of
from shared.season_script import DialogueLine, ScriptFile
from tests.unit.producer.intake_forms.juben_text import juben_text
from tests.unit.producer.intake_forms.scripts import NAMES, optional, scenes, scripts

EXAMPLES = Path(__file__).parents[4] / "examples" / "import"
SCENE = "第1集\n1-1 天台 夜 外\n"


def read(text: str) -> Written:
    return read_juben(paragraphs_of(text))


def scene(text: str) -> dict:
    return read(SCENE + text).data["episodes"][0]["scenes"][0]


def told(text: str) -> list[str]:
    return [f"{finding.severity} {finding}" for finding in read(SCENE + text).findings]


@pytest.mark.parametrize("name", ["rooftop.md", "teahouse.txt"])
def test_the_samples_go_to_scripts_and_back_without_loss(name):
    first = ScriptFile.model_validate(read_written(EXAMPLES / name).data)

    again = ScriptFile.model_validate(read(juben_text(first)).data)

    assert again.model_copy(update={"title": first.title}) == first


def test_the_sample_is_a_season():
    intake = read_season(EXAMPLES / "rooftop.md")

    assert (intake.production.title, intake.production.genre, intake.production.language) == ("继承人的双重生活", "都市情感", "zh-CN")
    assert [[scene.setting for scene in episode.scenes] for episode in intake.episodes] == [
        ["天台 夜 外", "日 内 客厅"],
        ["日 外 街口", "夜 內 茶館"],
    ]
    assert intake.episodes[0].scenes[1].beat == "angry"
    assert intake.episodes[0].scenes[0].seconds == 12


LETTERS = "abc ABC'!?,.甲乙丙天台夜日内一二，。！？…、"
words = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(("甲" + text).split()))
marks = st.builds("[{}：{}]".format, st.sampled_from(["人物", "音效", "字幕", "镜头"]), words)
actions = st.lists(marks | words, max_size=3).map(" ".join)
lines = st.builds(
    DialogueLine,
    character=st.sampled_from(NAMES),
    line=words,
    delivery=st.sampled_from(["", "冷笑", "低声、快", "crying"]),
    off_screen=st.sampled_from([None, None, "VO", "OS"]),
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(script=scripts(scenes(optional(words), actions, lines, words), titles=words, words=words))
def test_any_script_goes_to_a_juben_and_back(script):
    again = ScriptFile.model_validate(read(juben_text(script)).data)

    assert again == script


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from("第1集场二-内夜：:（）()【】[]△#*>|《》完VOS秒 \n\n甲，"), max_size=200))
def test_any_text_is_read_or_malformed(text):
    read(SCENE + text)
    with suppress(Malformed):
        read(text)


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("# 第1集", 1),
        ("## 第一集", 1),
        ("第1集：天台", 1),
        ("第１２集", 12),
        ("第二十一集 信", 21),
        ("**第3集**", 3),
        ("【第4集】", 4),
        ("《继承人》第5集", 5),
        ("EP06", 6),
        ("Episode 7: Ink", 7),
        ("第8話", 8),
    ],
)
def test_headings_of_episodes(heading, number):
    written = read(f"{heading}\n1-1 天台 夜 外\n".replace("1-1", f"{number}-1"))

    assert [episode["episode_number"] for episode in written.data["episodes"]] == [number]
    assert not [finding for finding in written.findings if finding.severity == "warning"]


@pytest.mark.parametrize(
    ("heading", "setting", "number"),
    [
        ("### 1-1 天台 夜 外", "天台 夜 外", 1),
        ("1－2　天台　夜　外", "天台 夜 外", 2),
        ("场1-2 日 内 茶馆", "日 内 茶馆", 2),
        ("場1-3 日 內 茶館", "日 內 茶館", 3),
        ("**1-4 日 内 客厅**", "日 内 客厅", 4),
        ("【1-5 日 内 客厅】", "日 内 客厅", 5),
        ("场景六：茶馆，日，内", "茶馆，日，内", 6),
        ("第七场 茶馆 日", "茶馆 日", 7),
        ("8、天台 夜 外", "天台 夜 外", 8),
        ("Scene 9: Kitchen, day", "Kitchen, day", 9),
        ("日 内 茶馆", "日 内 茶馆", None),
        ("内景 天台 - 夜", "内景 天台 - 夜", None),
        ("场景：天台", "天台", None),
    ],
)
def test_headings_of_scenes(heading, setting, number):
    (found,) = read(f"第1集\n{heading}\n△雨。\n").data["episodes"][0]["scenes"]

    assert (found["setting"], found.get("scene_number"), found["action"]) == (setting, number, "雨。")


@pytest.mark.parametrize("text", ["3-5天后，他回来了。", "他等了 1-2 个小时！", "第一集讲的是天台。", "第1次，他没有来。"])
def test_prose_with_numbers_heads_nothing(text):
    assert scene(text)["action"] == text


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("甲：你好。", {"character": "甲", "line": "你好。"}),
        ("**甲**：你好。", {"character": "甲", "line": "你好。"}),
        ("1. **甲**：你好。", {"character": "甲", "line": "你好。"}),
        ("> **甲：** 你好。", {"character": "甲", "line": "你好。"}),
        ("- 甲: 你好。", {"character": "甲", "line": "你好。"}),
        ("甲：“你好。”", {"character": "甲", "line": "你好。"}),
        ("甲（冷笑）：你好。", {"character": "甲", "line": "你好。", "delivery": "冷笑"}),
        ("甲【冷笑】：你好。", {"character": "甲", "line": "你好。", "delivery": "冷笑"}),
        ("甲：（冷笑）你好。", {"character": "甲", "line": "你好。", "delivery": "冷笑"}),
        ("甲（VO）：你好。", {"character": "甲", "line": "你好。", "off_screen": "VO"}),
        ("甲（Ｖ.Ｏ.，冷笑）：你好。", {"character": "甲", "line": "你好。", "off_screen": "VO", "delivery": "冷笑"}),
        ("甲VO：你好。", {"character": "甲", "line": "你好。", "off_screen": "VO"}),
        ("甲 OS：你好。", {"character": "甲", "line": "你好。", "off_screen": "OS"}),
        ("甲（畫外音）：你好。", {"character": "甲", "line": "你好。", "off_screen": "VO"}),
        ("甲（内心独白）：你好。", {"character": "甲", "line": "你好。", "off_screen": "OS"}),
        ("[VO] 甲：你好。", {"character": "甲", "line": "你好。", "off_screen": "VO"}),
        ("【画外音】你好。", {"character": "旁白", "line": "你好。", "off_screen": "VO"}),
        ("旁白：你好。", {"character": "旁白", "line": "你好。", "off_screen": "VO"}),
        ("甲：茶馆，日，内", {"character": "甲", "line": "茶馆，日，内"}),
        ("CARLOS：你好。", {"character": "CARLOS", "line": "你好。"}),
        ("Mrs. Zhang (coldly): Hello.", {"character": "Mrs. Zhang", "line": "Hello.", "delivery": "coldly"}),
        ("甲：\n你好。", {"character": "甲", "line": "你好。"}),
        ("甲：\n\n你好。", {"character": "甲", "line": "你好。"}),
    ],
)
def test_what_is_said(written, spoken):
    assert scene(written)["dialogue"] == [spoken]


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("△雨。", "雨。"),
        ("*雨。*", "雨。"),
        ("▲雨。", "雨。"),
        ("△茶馆 日 内", "茶馆 日 内"),
        ("【音效】雷声", "[音效：雷声]"),
        ("[SFX] 雷声", "[音效：雷声]"),
        ("（音效：雷声）", "[音效：雷声]"),
        ("音效：雷声", "[音效：雷声]"),
        ("BGM：钢琴", "[音乐：钢琴]"),
        ("字幕：三年后", "[字幕：三年后]"),
        ("[画面文字] 三年后", "[字幕：三年后]"),
        ("[畫面文字] 三年後", "[字幕：三年後]"),
        ("人物：甲、乙", "[人物：甲、乙]"),
        ("出場人物：甲、乙", "[人物：甲、乙]"),
        ("【特写】甲的手", "[镜头：特写] 甲的手"),
        ("镜头：推近", "[镜头：推近]"),
        ("[00:03-00:05] 甲回头", "[时间：00:03-00:05] 甲回头"),
        ("【闪回】", "【闪回】"),
        ("没有记号的一行", "没有记号的一行"),
    ],
)
def test_what_is_seen_and_heard_is_in_the_action(written, action):
    assert scene(written)["action"] == action


@pytest.mark.parametrize(
    ("written", "finding"),
    [
        ("转场：黑场", "warning 3: '转场' is not used"),
        ("切至：", "warning 3: a transition is not used; scenes are cut"),
        ("### 尾声", "warning 3: a heading that begins neither an episode nor a scene is not used"),
        ("甲：", "warning 3: somebody is to speak, but no words follow"),
        ("|镜号|画面|", "warning 3: a table is not read; a storyboard may be given as JSON"),
        ("时长：很久", "warning 3: the length is not understood; write it such as '8秒' or '1分30秒'"),
        ("2-1 夜 内 茶馆", "warning 3: the scene's number names another episode than the one it stands in; it is numbered by its place"),
        ("甲：走。（转身）快。", "note 3: a direction within what is said is kept as how it is said"),
        ("雨。\n\n风。", "note 3: a line without △ or a speaker is taken as action (also: 5)"),
    ],
)
def test_what_is_not_used_or_kept_elsewhere_is_told_by_its_line(written, finding):
    assert told(written) == [finding]


@pytest.mark.parametrize("end", ["（第一集完）", "本集完", "【完】", "——第1集完——", "*（第一集 完）*", "全剧终", "---", "```"])
def test_the_end_of_an_episode_is_no_part_of_it(end):
    assert scene(end) == {"setting": "天台 夜 外", "scene_number": 1}


def test_a_length_is_of_the_episode_before_its_first_scene_and_of_the_scene_after():
    episode = read("第1集\n时长：1分30秒\n1-1 天台 夜 外\n时长：8s\n").data["episodes"][0]

    assert (episode["duration_seconds"], episode["scenes"][0]["duration_seconds"]) == (90, 8)


def test_scenes_tell_their_episodes_where_nothing_else_does():
    written = read("1-1 天台 夜 外\n△雨。\n1-2 茶馆 日 内\n2-1 街口 日 外\n△风。\n")

    assert [(episode["episode_number"], len(episode["scenes"])) for episode in written.data["episodes"]] == [(1, 2), (2, 1)]
    assert written.findings == ()


def test_a_text_that_is_a_script_is_told_whatever_its_ending():
    assert is_juben(paragraphs_of("第1集\n1-1 天台 夜 外\n△雨。\n甲：走。\n"))
    assert not is_juben(paragraphs_of("第一章 雨\n\n他说：走。\n她说：不。\n"))
    assert not is_juben(paragraphs_of("title: x\nepisodes: 1\n"))


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("十", 10), ("十二", 12), ("二十", 20), ("二〇", 20), ("一百零二", 102), ("两", 2), ("三百二十一", 321)],
)
def test_numerals(text, number):
    assert number_of(text) == number


def test_two_episodes_with_one_number_are_refused_at_their_line(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# 第1集\n## 1-1 夜 内 甲\n# 第1集\n## 1-1 夜 内 甲\n", encoding="utf-8")

    with pytest.raises(Exception, match=r"a\.md:3: episodes\[1\]\.episode_number: there are two episodes with the number 1"):
        read_season(path)
