"""The engine `openai`: chat, images and speech as OpenAI and all who imitate it offer them.

Paths, bodies and pointers are in `shared/catalogue/openai_form.py`; here is only what they cannot say.
"""

from typing import Any, NoReturn

from shared.errors import InputError
from shared.keys.quoting import quoted
from shared.pointer import first
from shared.pricing.text import text_micros_of
from worker.engines.answers import document_of
from worker.engines.call import CallEngine
from worker.engines.engine import Ask, Finished
from worker.engines.failures import JobFailed, Moderated
from worker.engines.session import Answer


class OpenAIEngine(CallEngine):
    """A chat may end in a refusal, or before it has said anything; both are charged by the token."""

    def accept(self, ask: Ask, answer: Answer) -> Finished:
        """The product; of a chat its text, with `usage` and `finish_reason` among the facts."""
        if ask.capability == "text":
            self._check(ask, answer)
        return super().accept(ask, answer)

    def _check(self, ask: Ask, answer: Answer) -> None:
        document = document_of(answer)
        reason = first(document, ["/choices/0/finish_reason"])
        refusal = first(document, ["/choices/0/message/refusal"])
        if reason == "content_filter" or refusal:
            line = f"{ask.model.name}: refuses: {quoted(refusal or reason, self.secrets(ask))}"
            raise Moderated(line, is_billed=True, cost_micros=_cost_micros(ask, document))
        if reason is not None and first(document, ["/choices/0/message/content"]) is None:
            _said_nothing(ask, str(reason), _cost_micros(ask, document))


def _said_nothing(ask: Ask, reason: str, cost_micros: int | None) -> NoReturn:
    why = "it used up max_tokens before it said anything" if reason == "length" else f"it ended with {quoted(reason)[:60]}"
    raise JobFailed(f"{ask.model.name}: the answer has no text: {why}", is_billed=True, cost_micros=cost_micros)


def _cost_micros(ask: Ask, document: Any) -> int | None:
    """What the words that came to nothing cost, by the answer's own count; None where it does not say."""
    try:
        return text_micros_of(ask.model, first(document, ["/usage"]))
    except InputError:
        # A row that counts by something else: what was held is what it cost.
        return None
