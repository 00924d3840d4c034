"""The engine `openai`: chat, images and speech as OpenAI and all who imitate it offer them.

Paths, bodies and pointers are in `shared/catalogue/openai_form.py`; here is only what they cannot say.
"""

from typing import NoReturn

from shared.keys.quoting import quoted
from shared.pointer import first
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
            raise Moderated(f"{ask.model.name}: refuses: {quoted(refusal or reason, self.secrets(ask))}", is_billed=True)
        if reason is not None and first(document, ["/choices/0/message/content"]) is None:
            _said_nothing(ask, str(reason))


def _said_nothing(ask: Ask, reason: str) -> NoReturn:
    why = "it used up max_tokens before it said anything" if reason == "length" else f"it ended with {quoted(reason)[:60]}"
    raise JobFailed(f"{ask.model.name}: the answer has no text: {why}", is_billed=True)
