"""What every engine looks like: submit one billable request, then ask about it for nothing, and fetch what it made.

How to write one: a class with these methods in a file of `worker/engines`, listed in `ENGINES` (worker/engines/registry.py).
An engine keeps no state between calls: all that it must remember is in `Job`, which goes through Redis as JSON.
Failures are raised as `worker/engines/failures.py` names them, and nothing else; no engine ever repeats a submit by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from shared.catalogue.models import Capability, Model
from shared.catalogue.vendors import Vendor


class GivenFiles(Protocol):
    """Remembers what files were given to providers before, and under which name or address."""

    def name(self, key: str, ttl_s: float, give: Callable[[], str]) -> str:
        """What the file `key` goes by for `ttl_s`: as remembered, else what `give` answers. Raises what `give` raises."""
        ...

    def forget(self, key: str) -> None:
        """What the file goes by may be good for nothing any more."""
        ...


class NothingGiven:
    """Remembers nothing: every file is given anew."""

    def name(self, _key: str, _ttl_s: float, give: Callable[[], str]) -> str:
        """What `give` answers."""
        return give()

    def forget(self, _key: str) -> None:
        """There is nothing to be forgotten."""


def no_address(_path: Path, _ttl_s: float) -> None:
    """Where nobody outside reaches our files."""


@dataclass(frozen=True)
class Ask:
    """What is asked, in the line's own words; the catalogue's row says how the provider spells it.

    `values`: prompt, seconds, width, height, aspect ("9:16"), resolution ("720p"), fps, seed, text, voice, language, emotion,
    speed, title … whichever the capability has. `files`: role (image, video, audio) to local files, in order.
    `reference` is our own name for this call (32 hexadecimal digits and the attempt): client reference, idempotency key.
    `callback` is the address that the provider may call back, "" for none.
    `timeout_s` is how long the answer to the submit is waited for, None as the row says. `given` remembers uploads, where a row
    says how long they are good for. Where whoever asks `judges` what a language model says, a refusal is an answer as well.
    `address` answers a public address of a local file for so many seconds, or None where it can have none; it may raise StoreAway.
    """

    reference: str
    capability: Capability
    vendor: Vendor
    model: Model
    values: Mapping[str, Any]
    files: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    timeout_s: float | None = None
    callback: str = ""
    given: GivenFiles = field(default_factory=NothingGiven)
    judges: bool = False
    address: Callable[[Path, float], str | None] = no_address


@dataclass(frozen=True)
class Prepared:
    """A request that is ready to be sent at once: files are uploaded, the body is built. No secrets.

    `body` and `form` are JSON values; `files` are parts of a form besides: (field, name, bytes).
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[tuple[str, str, bytes], ...] = ()


@dataclass(frozen=True)
class Job:
    """An accepted job: what is needed to ask about it, as JSON values. `urls` are those that the provider gave (poll, cancel)."""

    id: str
    urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """One thing that was made: an address to be fetched, or the bytes themselves. `suffix` is a guess at the file's (".mp4")."""

    url: str | None = None
    data: bytes | None = None
    suffix: str = ""


@dataclass(frozen=True)
class Finished:
    """A call that has its product. `cost_micros` is what the provider says it charged (USD), None where it does not say.

    `facts` are what the provider tells of the product (alignment of speech, tokens, …): JSON values.
    """

    outputs: tuple[Output, ...]
    job_id: str | None = None
    cost_micros: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Running:
    """A job that goes on. `word` is the provider's own status; `after_s` where it says when to ask again."""

    word: str
    after_s: float | None = None


class Engine(Protocol):
    """One protocol. Every method takes the vendor's row with it (in `ask`), so that an engine serves all vendors of its kind."""

    def prepare(self, ask: Ask) -> Prepared:
        """Build the request; upload what must be uploaded. Costs nothing, may be repeated.

        Raises RateLimited, Overloaded, InvalidRequest, NoFunds, AuthFailed, Moderated.
        """
        ...

    def submit(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished:
        """Send the one billable request.

        `on_answer` gets an accepting answer (headers that matter and body, in the engine's own form) before anything else is
        done with it, so that it can be kept where a crash cannot take it; `resume` understands it later.

        Raises RateLimited, Overloaded, Moderated, InvalidRequest, NoFunds, AuthFailed, JobFailed (accepted, and failed at
        once), AmbiguousSubmit.
        """
        ...

    def resume(self, ask: Ask, answer: bytes) -> Job | Finished:
        """What a kept answer of `submit` means. Raises what `submit` raises."""
        ...

    def poll(self, ask: Ask, job: Job) -> Running | Finished:
        """Ask about a job. Raises JobFailed, JobCancelled, Moderated, JobUnknown, Unanswered, AuthFailed."""
        ...

    def fetch(self, ask: Ask, output: Output, target: Path) -> Path:
        """Write an output into the file `target` (its suffix may be set by what it is); answers the file.

        The host must be public or allowed, also after redirects (I10); size is capped; a wrong length, an HTML page or no
        bytes at all is Unanswered. Raises Unanswered, OutputGone, OutputRefused.
        """
        ...

    def find(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
        """Look a call up by its reference after an ambiguous end: the job, or None where the provider certainly has none.

        `on_answer` as in `submit`, where that is how a call is looked up: an answer with the product in it may come only once.
        Raises Unanswered; LookupUnsupported where this vendor offers no way.
        """
        ...

    def cancel(self, ask: Ask, job: Job) -> bool:
        """Ask the provider to stop a job; False where it offers no way or refuses. Raises Unanswered."""
        ...
