"""The engine `openai`: chat, images and speech as OpenAI and all who imitate it offer them.

Paths, bodies and pointers are in `shared/catalogue/openai_form.py`; here is only what they cannot say.
"""

from typing import Any

from shared.errors import InputError
from shared.keys.quoting import quoted
from shared.pointer import first
from shared.pricing.text import text_micros_of
from worker.engines.answers import document_of
from worker.engines.call import CallEngine
from worker.engines.engine import Ask, Finished, Output
from worker.engines.failures import JobFailed, Moderated
from worker.engines.http import endpoint_of
from worker.engines.outputs import SUFFIXES, finished
from worker.engines.session import Answer


class OpenAIEngine(CallEngine):
    """A chat may end in a refusal, or before it has said anything; both are charged by the token.

    They are failures, except for those who judge whatever is said.
    """

    def accept(self, ask: Ask, answer: Answer) -> Finished:
        """The product; of a chat its text, with `usage` and `finish_reason` among the facts."""
        if ask.capability == "text":
            document = document_of(answer)
            words = self._instead_of_an_answer(ask, document)
            if words is not None:
                # A product has bytes; as a text without words this one is empty.
                said = Output(data=(words or "\n").encode(), suffix=SUFFIXES["text"])
                return finished(ask, endpoint_of(ask), answer, document, (said,), None)
        return super().accept(ask, answer)

    def _instead_of_an_answer(self, ask: Ask, document: Any) -> str | None:
        """What a model that has ended says where it does not answer, be it nothing; None where it answers."""
        if not ask.judges:
            return "" if self._says_nothing(ask, document) else None
        has_ended = first(document, ["/choices/0/finish_reason"]) is not None
        if not has_ended or first(document, ["/choices/0/message/content"]):
            return None
        return str(first(document, ["/choices/0/message/refusal"]) or "")

    def _says_nothing(self, ask: Ask, document: Any) -> bool:
        """Whether a model ended well without a word: what becomes of that is for whoever asked. Raises Moderated, JobFailed."""
        reason = first(document, ["/choices/0/finish_reason"])
        refusal = first(document, ["/choices/0/message/refusal"])
        if reason == "content_filter" or refusal:
            line = f"{ask.model.name}: refuses: {quoted(refusal or reason, self.secrets(ask))}"
            raise Moderated(line, is_billed=True, cost_micros=_cost_micros(ask, document))
        is_empty = reason is not None and first(document, ["/choices/0/message/content"]) is None
        if is_empty and reason == "length":
            line = f"{ask.model.name}: the answer has no text: it used up max_tokens before it said anything"
            raise JobFailed(line, is_billed=True, cost_micros=_cost_micros(ask, document))
        return is_empty


def _cost_micros(ask: Ask, document: Any) -> int | None:
    """What the words that came to nothing cost, by the answer's own count; None where it does not say."""
    try:
        return text_micros_of(ask.model, first(document, ["/usage"]))
    except InputError:
        # A row that counts by something else: what was held is what it cost.
        return None
