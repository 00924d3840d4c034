"""Writes the answer to a question: a good one, the same for the same conversation, and whatever a fault makes of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ops.simulator.answer import Refusal, Refused
from ops.simulator.chat.inventor import Inventor
from ops.simulator.chat.prose import Prose
from ops.simulator.chat.question import Question
from ops.simulator.chat.reply import Reply
from ops.simulator.chat.schema import constants_of
from ops.simulator.chat.tokens import cut_to, tokens
from ops.simulator.chat.translating import task_in, translated

PARAGRAPH_TOKENS = 120
"""How long a text is where nothing bounds it; else it takes half of what is allowed, and never more than four times this."""


class Author:
    """Writes for one question. Raises Refused (400) where its schema is none."""

    def __init__(self, question: Question, seed: int) -> None:
        self.question = question
        self._seed = seed
        self.task = task_in(question.prompt, question.schema)
        self.good = self.write()

    def value(self, language: str | None = None, counts: Mapping[str, int] | None = None) -> Any:
        """The answer before it is written down: JSON values, or text where no JSON is asked.

        `counts`: lists that are to have so many items, right or wrong.
        """
        question = self.question
        if self.task is not None:
            return translated(self.task, self._seed, language)
        speakers = [str(name) for name in constants_of(question.schema, "character", "speaker", "name")]
        prose = Prose(language or question.language, speakers or question.cast, self._seed, question.identity)
        if question.schema is None:
            text = self._paragraph(prose)
            return {"text": text} if question.is_json else text
        try:
            return Inventor(question.schema, prose, question.episode, counts).invent()
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as problem:
            raise Refused(Refusal(400, "invalid", f"the schema of the answer cannot be read: {problem!r}")) from problem

    def write(self, language: str | None = None, counts: Mapping[str, int] | None = None) -> str:
        """The whole answer."""
        value = self.value(language, counts)
        return value if isinstance(value, str) and self.question.schema is None else json.dumps(value, ensure_ascii=False)

    def reply(self) -> Reply:
        """The good answer."""
        return Reply(self.rest_of(self.good))

    def rest_of(self, whole: str) -> str:
        """What an answer still lacks, where a part of it was given; all of it, where that part is not its beginning."""
        return whole.removeprefix(self.question.written)

    def bounded(self, reply: Reply) -> Reply:
        """A reply cut to what was asked at most, and counted."""
        limit, text = self.question.max_tokens, reply.text
        if text is not None and limit is not None and tokens(text) > limit:
            reply = replace(reply, text=cut_to(text, limit), finish="length")
        return replace(reply, prompt_tokens=tokens(self.question.prompt), completion_tokens=tokens(reply.sent))

    def _paragraph(self, prose: Prose) -> str:
        limit = self.question.max_tokens
        share = PARAGRAPH_TOKENS if limit is None else min(limit // 2, 4 * PARAGRAPH_TOKENS)
        text = more = prose.say("action")
        while tokens(more) <= share:
            text, more = more, prose.joined(more, prose.say("action"))
        return text
