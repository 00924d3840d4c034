"""Whatever a script holds, it is understood or refused in one line that names it."""

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from producer.intake import read_season
from shared.errors import InputError

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parents[4] / "examples" / "import").iterdir())]
ENDINGS = [".md", ".txt", ".fountain", ".json", ".yaml", ".docx", ".epub", ""]
PIECES = [
    *(
        "第1集",
        "第零集",
        "第²集",
        "E0",
        "1-1 天台 夜 外",
        "1-99999",
        "場٣-١ 日 內",
        "# ",
        "△",
        "甲：",
        "（冷笑）",
        "[VO] ",
        "【",
        "】",
        "（",
        "）",
    ),
    *(
        "字幕：",
        "时长：²秒",
        "時長：٣秒",
        "INT. A\n\n",
        "EMMA\n",
        "@\n",
        "~",
        ">",
        "<",
        "^",
        "=",
        "**",
        "#²#",
        "[[seconds: 9",
        "[[",
        "]]",
        "/*",
        "*/",
    ),
    *(
        "\x1b",
        "\0",
        "\u2028",
        "\ufeff",
        "㊀",
        "\n",
        "\n\n",
        "  \n",
        "\t",
        "\r",
        "shots:",
        "title: x",
        '[{"shot": ',
        "1e9",
        "9" * 50,
        "：",
        "text",
    ),
]


def is_understood_or_refused_in_one_line(folder: Path, ending: str, data: bytes) -> None:
    path = folder / f"script{ending}"
    path.write_bytes(data)
    line = ""

    try:
        read_season(path, rehearse=True)
    except InputError as error:
        line = str(error)

    assert line == "" or line.startswith(str(path))
    assert not any(character in line for character in "\n\r\t\0\x1b\x85\u2028\u2029")


FUZZ = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@FUZZ
@given(ending=st.sampled_from(ENDINGS), pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30))
@example(".fountain", ["INT. A\n\n", "@\n", "text"])
def test_any_mixture_of_marks(tmp_path, ending, pieces):
    is_understood_or_refused_in_one_line(tmp_path, ending, "".join(pieces).encode(errors="ignore"))


@FUZZ
@given(
    ending=st.sampled_from(ENDINGS),
    sample=st.sampled_from(SAMPLES),
    at=st.integers(0, 2500),
    cut=st.integers(0, 9),
    put=st.sampled_from(PIECES),
)
def test_any_sample_cut_and_patched(tmp_path, ending, sample, at, cut, put):
    is_understood_or_refused_in_one_line(tmp_path, ending, sample[:at] + put.encode() + sample[at + cut :])
