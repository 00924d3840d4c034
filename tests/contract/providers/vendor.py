"""What every vendor's stand-in has in common: routes, jobs, files, bills, and the failures that a test asks for."""

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Literal

from tests.contract.providers.description import COMPATIBLE_HOST, REGION, SECRET, Failure, Route, Work
from tests.contract.providers.shapes import unpacked
from tests.contract.providers.wire import Refused, Reply, Request, Wrong
from worker.engines.failures import JobUnknown, ProviderFailure

__all__ = ["COMPATIBLE_HOST", "REGION", "SECRET", "Failure", "Route", "Standin", "Work"]


class Standin(ABC):
    """A vendor. How to write one: subclass, fill the class variables and the handlers from its documents, list it in STANDINS.

    A handler reads the request strictly (`check`), and answers as the documents say. What it understood of a billable request
    (prompt, seconds, image, …, in our units) goes to `accept`; the tests compare it with what was asked.
    """

    host: ClassVar[str]
    """The API's host."""
    file_host: ClassVar[str] = "cdn.example.com"
    """Where its products lie."""
    routes: ClassVar[tuple[Route, ...]]
    words: ClassVar[Mapping[str, str]] = {}
    """The documented words of a job's status, and what each means: running, done, failed, cancelled or moderated."""
    path_of_words: ClassVar[Sequence[str]] = ()
    """The words through which an ordinary job goes."""
    failures: ClassVar[tuple[Failure, ...]] = ()
    carries: ClassVar[Mapping[str, frozenset[str]]]
    """By capability: what a request must carry so that the product is what was asked."""
    fixed: ClassVar[Mapping[str, frozenset[str]]] = {}
    """By model: what of aspect and resolution nobody can choose."""
    feels: ClassVar[frozenset[str]] = frozenset()
    """The capabilities in which a feeling has a field of its own."""
    has_cancel: ClassVar[bool] = False
    renews: ClassVar[bool | None] = False
    """Whether a poll gives a new address; None where nobody says."""
    finds: ClassVar[Literal["lookup", "listing", "idempotency"] | None] = None
    """How a call can be found again after an ambiguous end."""
    calls_back: ClassVar[str] = ""
    """Where a submit takes an address to be called back: a pointer into its body, `?name` in its address, or nowhere."""
    queries: ClassVar[frozenset[str]] = frozenset()
    """The parameters that its addresses know."""
    file_prefix: ClassVar[str] = "/files/"
    file_needs_key: ClassVar[bool] = False
    has_words: ClassVar[bool] = True
    """Whether a job's state is a word, so that there may be a strange one."""
    forgotten: ClassVar[type[ProviderFailure] | tuple[type[ProviderFailure], ...] | None] = JobUnknown
    """What a poll for a job that the vendor does not know (any more) must be: Unanswered where its answer does not tell, None where
    it says nothing but that the job's state is not known, so that it may run."""
    source: ClassVar[str]
    """Where the protocol was read."""

    def __init__(self, port: int, media: Mapping[str, bytes], key: str) -> None:
        self.port, self.media, self.key = port, media, key
        self.secret = key + SECRET
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.jobs: dict[str, Work] = {}
        self.uploads: dict[str, bytes] = {}
        self.bills: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.expired: set[str] = set()
        self.instead: dict[str, Reply | Callable[[Any, Any], Reply]] = {}
        self.is_reset_after_accepting = False
        self.is_revoked = False

    # What a vendor says for itself

    @abstractmethod
    def authorise(self, request: Request) -> None:
        """Raises Refused, as the vendor answers to a wrong key."""

    @abstractmethod
    def invalid(self, why: str) -> Reply:
        """How the vendor refuses a request that is wrong."""

    @abstractmethod
    def refusing(self, code: str) -> Reply:
        """How the vendor refuses a request with one of its own codes (or words, of vendors without codes)."""

    def failing(self, _job: Work, _code: str) -> Reply | None:
        """How the vendor tells of a job that failed with a code; None where it has no jobs."""
        return None

    def no_route(self, request: Request) -> Reply:
        """How the vendor answers where it has nothing."""
        return Reply(404, {"message": f"no route {request.path}"})

    # What tests ask of it

    @classmethod
    def protocol_of(cls, _model: str) -> str:
        """Models of one protocol fail alike; a vendor with several of them for one capability names them here."""
        return ""

    @classmethod
    def makes_jobs(cls, _model: str, capability: str) -> bool:
        """Whether a submit is answered with a job."""
        return bool(cls.words_of(capability))

    @classmethod
    def words_of(cls, _capability: str) -> Mapping[str, str]:
        """The words of a job that makes this."""
        return cls.words

    @classmethod
    def finds_again(cls, _capability: str) -> bool:
        """Whether a call can be found again."""
        return cls.finds is not None

    @classmethod
    def says_none(cls, capability: str) -> bool:
        """Whether the vendor can say that a call never came."""
        return cls.finds_again(capability) and cls.finds in ("lookup", "listing")

    @classmethod
    def cancels(cls, _capability: str) -> bool:
        """Whether a job can be stopped."""
        return cls.has_cancel

    def means(self, word: str) -> str:
        """What a word of a status means; one that nobody documents means nothing."""
        return self.words.get(word, "")

    def set_word(self, word: str) -> None:
        """The status of every job from now on."""
        for job in self.jobs.values():
            job.words = deque([word])

    def key_is_revoked(self) -> None:
        """The key that the line sends is no longer the account's."""
        self.is_revoked = True

    # What all do alike

    def answer(self, request: Request) -> Reply | None:
        """The reply, None to break the connection."""
        self.requests.append(request)
        if request.host == self.file_host and request.path.startswith(self.file_prefix):
            return self._file(request)
        found = self._route(request)
        if found is None or request.host != self.host:
            self.complaints.append(f"{request.method} {request.host}{request.path}: there is no such thing at {self.host}")
            return self.no_route(request)
        route, arguments = found
        reply = self._answer(request, route, arguments)
        return None if route.kind == "submit" and self.is_reset_after_accepting and reply.status < 300 else reply

    def _answer(self, request: Request, route: Route, arguments: dict[str, str]) -> Reply:
        try:
            self.authorise(request)
            self._check_query(request)
            instead = self._instead(route, arguments)
            return instead or self._handled(request, route, arguments)
        except Refused as refused:
            return refused.reply
        except Wrong as wrong:
            self.complaints.append(str(wrong))
            return self.invalid(str(wrong))
        except Exception as error:  # noqa: BLE001  # whatever a request breaks here is told to the test
            self.complaints.append(f"{route.handler}: {error!r}")
            return Reply(599, {"message": f"the stand-in broke: {error!r}"})

    def _check_query(self, request: Request) -> None:
        if unknown := set(request.query) - self.queries - {self.calls_back.removeprefix("?")}:
            raise Wrong(f"query: nothing is known of {', '.join(sorted(unknown))}")

    def _handled(self, request: Request, route: Route, arguments: dict[str, str]) -> Reply:
        reply = getattr(self, route.handler)(request, **arguments)
        assert isinstance(reply, Reply), f"{route.handler} answers with a reply"
        return reply

    def _route(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        for route in self.routes:
            found = re.fullmatch(route.path, request.path)
            if route.method == request.method and found:
                return route, found.groupdict()
        return None

    def _instead(self, route: Route, arguments: Mapping[str, str]) -> Reply | None:
        reply = self.instead.get(route.kind)
        if reply is None or isinstance(reply, Reply):
            return reply
        job = self.jobs.get(arguments.get("id", "")) or next(reversed(self.jobs.values()), None)
        return reply(self, job)

    def _file(self, request: Request) -> Reply:
        name = request.path.removeprefix(self.file_prefix).partition(":")[0]
        if name not in self.files:
            return Reply(404, {"message": "NoSuchKey"})
        if name in self.expired:
            return Reply(403, b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"})
        if self.file_needs_key:
            self.authorise(request)
        elif self.key in str(request.headers):  # anybody's server could serve a product
            self.complaints.append(f"{request.host}: got the key, which is for {self.host} alone")
        return Reply(200, self.files[name])

    def bill(self, capability: str, understood: Mapping[str, Any]) -> None:
        """Write down what a billable request asked for."""
        self.bills.append({"capability": capability, **understood})

    def accept(self, capability: str, understood: dict[str, Any], id: str, reference: str | None = None) -> Work:  # noqa: A002
        """A new job, billed once."""
        self.bill(capability, understood)
        work = Work(id, capability, understood, deque(self.path_of_words), reference)
        work.word_when_cancelled = next((word for word, meaning in self.words.items() if meaning == "cancelled"), "")
        self.jobs[work.id] = work
        return work

    def job(self, id: str) -> Work:  # noqa: A002
        """A job. Raises Refused as the vendor answers for one that it does not know."""
        if id not in self.jobs:
            raise Refused(self.unknown_job(id))
        return self.jobs[id]

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        """How the vendor answers for a job that it does not know."""
        return Reply(404, {"message": f"{id} not found"})

    def product(self, capability: str) -> bytes:
        """The bytes of what is made."""
        return self.media[capability]

    def file_url(self, work: Work) -> str:
        """The product's address; a new one with each poll where the vendor renews them."""
        suffix = {"reference": "png", "speech": "mp3", "music": "mp3"}.get(work.capability, "mp4")
        name = f"{re.sub('[^A-Za-z0-9]', '', work.id)}-{work.polls if self.renews else 0}.{suffix}"
        self.files[name] = self.product(work.capability)
        return f"http://{self.file_host}:{self.port}{self.file_prefix}{name}"

    def given(self, value: str) -> bytes:
        """A picture, clip or sound that a request gives as an upload's address, a data URI or Base64."""
        if value in self.uploads:
            return self.uploads[value]
        return unpacked(value.partition(",")[2] if value.startswith("data:") else value, "a file")

    def bearer(self, request: Request, refusal: Reply) -> None:
        """`Authorization: Bearer KEY`. Raises Refused."""
        self.header(request, "authorization", f"Bearer {self.key}", refusal)

    def header(self, request: Request, name: str, wanted: str, refusal: Reply) -> None:
        """A header that says who asks. Raises Refused."""
        found = request.headers.get(name)
        if found != wanted:
            self.complaints.append(f"{name}: must be {wanted.replace(self.key, 'KEY')!r}, not {str(found).replace(self.key, 'KEY')!r}")
        if found != wanted or self.is_revoked:
            raise Refused(refusal)
