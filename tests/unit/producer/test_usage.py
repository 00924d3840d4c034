"""A command that is given wrongly: one line that says what, and where to read more; exit code 2."""

import pytest

from producer.cli import app


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "worker nonsense",
            "Invalid value for 'KIND': 'nonsense' is not one of 'media', 'paid', 'control'. See 'cliffhanger worker --help'.",
        ),
        ("worker", "Missing argument 'KIND'. Choose from: media, paid, control. See 'cliffhanger worker --help'."),
        ("plan a.yaml --frm json", "No such option: --frm. See 'cliffhanger plan --help'."),
        ("nonsense", "No such command 'nonsense'. See 'cliffhanger --help'."),
        ("worker media --concurrency many", "Invalid value for '--concurrency':"),
    ],
)
def test_a_wrong_word_is_told_in_one_line(
    words: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cliffhanger", *words.split()])
    monkeypatch.setattr(app.interrupts, "listen", lambda: None)

    with pytest.raises(SystemExit) as ended:
        app.main()

    (line,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == app.EXIT_INPUT
    assert line.startswith(f"cliffhanger: {told}"), line
    assert "Value error" not in line
