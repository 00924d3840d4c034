"""What is put into a part of a novel fits the window of the model that reads it, with all that may be said beside it."""

import pytest

from producer.writing.prompts import Brief
from producer.writing.units import most_source_tokens, units_of
from shared.fit import Wants, misfit
from shared.job import WritingJob
from shared.line.writing import steps_of
from shared.line.writing_requests import WritingRequest
from shared.tokens import tokens_about
from tests.factories.catalogue import a_model

SENTENCES = {"zh-CN": "江海集团的继承人在奶茶店打工。", "en": "The heir works in a tea shop. "}


@pytest.mark.parametrize("window", [16_000, 32_000, 64_000, 128_000])
@pytest.mark.parametrize("language", SENTENCES)
def test_every_part_can_be_read_and_its_answer_mended_twice(language: str, window: int) -> None:
    model = a_model("acme/small", "text", context_tokens=window)
    most = most_source_tokens([model])
    sentence = SENTENCES[language]
    part = sentence * (most // tokens_about(sentence))
    brief = Brief("Test", "romance", language, "", "", 12, 8, 120, source="novel")

    first, second, *_ = units_of(brief, {"script": (model.name,)}, [part, part])

    for unit in (first, second):
        assert isinstance(unit.job, WritingJob)
        steps = steps_of(unit.job, {"earlier": "e" * 64}, {})
        asked = [need for _, needs in steps for need in needs if isinstance(need.request, WritingRequest)]
        assert len(asked) == 3
        assert [misfit(model, need.stage, need.request, Wants()) for need in asked] == [None] * 3
