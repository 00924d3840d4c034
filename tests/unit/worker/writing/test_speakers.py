"""Names are matched to the cast where only one can be meant."""

import pytest

from worker.writing.speakers import Cast, off_screen

CAST = Cast(("Emma Stone", "Daniel", "Zhang Feng", "Mrs. Zhang", "Guard 1", "Guard 2", "陆思远", "王医生", "旁白"))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Daniel", "Daniel"),
        ("DANIEL:", "Daniel"),
        ("Daniel (V.O.)", "Daniel"),
        ("daniel [offscreen]", "Daniel"),
        ("Mr. Daniel", "Daniel"),
        ("Daniel Craig", "Daniel"),
        ("Emma", "Emma Stone"),
        ("Ms. Stone", "Emma Stone"),
        ("Mr. Zhang", "Zhang Feng"),
        ("Zhang", None),
        ("Guard", None),
        ("guard 2", "Guard 2"),
        ("Emma and Daniel", None),
        ("Emma's mother", None),
        ("Bob", None),
        ("", None),
        ("思远", "陆思远"),
        ("陆思远（内心独白）", "陆思远"),
        ("陆思远先生", "陆思远"),
        ("旁白", "旁白"),
        ("Narrator", None),
        ("x" * 100_000, None),
    ],
)
def test_one_of_the_cast_is_meant_or_nobody(written: str, name: str | None) -> None:
    assert CAST.named(written) == name


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Emma (V.O.)", "VO"),
        ("艾玛（画外音）", "VO"),
        ("Emma (O.S.)", "OS"),
        ("艾玛（内心）", "OS"),
        ("Emma (coldly)", None),
        ("Emma", None),
    ],
)
def test_who_is_only_heard_is_read_off_the_brackets(written: str, heard: str | None) -> None:
    assert off_screen(written) == heard
