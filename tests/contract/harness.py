"""Plays a shipped row, as it is, against a stand-in: only its scheme and port are changed, so that it stays on loopback."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from shared.catalogue import load
from shared.catalogue.models import Capability, Model
from shared.catalogue.variables import variables_in
from shared.catalogue.vendors import HttpVendor
from tests.contract.asking import REFERENCE, files_of, values_of
from tests.contract.providers.vendor import COMPATIBLE_HOST, REGION, SECRET, Standin
from worker.engines.download import Downloads
from worker.engines.engine import Ask, Engine, Finished, Job, Running
from worker.engines.registry import ENGINES
from worker.engines.session import Session

MOST_POLLS = 12
KEY = "contract-test-0123456789abcdef0123456789abcdef0123456789abcdef"
"""What every row's variables hold; it looks like no vendor's key."""


@dataclass(frozen=True)
class Case:
    """A model of a shipped row, for one of its capabilities, with so many pictures."""

    vendor: str
    model: str
    capability: Capability
    pictures: int = 0

    def __str__(self) -> str:
        return f"{self.vendor}/{self.model}-{self.capability}" + (f"-{self.pictures}-pictures" if self.pictures else "")


def rows() -> dict[str, HttpVendor]:
    """The shipped vendors that are asked over the network."""
    return {name: vendor for name, vendor in load().vendors.items() if isinstance(vendor, HttpVendor)}


def cases() -> list[Case]:
    """Every model and capability; video once without a picture, and once with one where the model takes any."""
    found = []
    for name, vendor in rows().items():
        for model in vendor.models.values():
            for capability in sorted(model.capabilities):
                takes = capability == "video" and (model.reference_images is None or model.reference_images.max > 0)
                found += [Case(name, model.model, capability, pictures) for pictures in ((0, 1) if takes else (0,))]
    return found


def is_refused_at_once(case: Case) -> bool:
    """Whether the row itself says that the line cannot ask this: a picture is needed, or files only as addresses of the web."""
    vendor = rows()[case.vendor]
    endpoint = vendor.endpoint(vendor.models[case.model], case.capability)
    lacks_picture = case.pictures == 0 and "image" in endpoint.submit.needs
    return lacks_picture or (case.capability == "lipsync" and ".url}" in str(endpoint.submit.body) and endpoint.upload is None)


def moved(value: Any, port: int) -> Any:
    """A part of a row with every https address at this port, without TLS."""
    if isinstance(value, str) and value.startswith("https://"):
        parts = urlsplit(value)
        return urlunsplit(("http", f"{parts.netloc}:{port}", parts.path, parts.query, ""))
    if isinstance(value, dict):
        return {name: moved(inner, port) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(moved(inner, port) for inner in value)
    return value


def here(vendor: HttpVendor, port: int) -> HttpVendor:
    """The row with its addresses at this port; hosts, paths and everything else stay."""

    def endpoint(one: Any) -> Any:
        return type(one).model_validate(moved(one.model_dump(by_alias=True), port))

    flat = endpoint(vendor.flat) if vendor.flat else None
    return vendor.model_copy(update={"flat": flat, "endpoints": {name: endpoint(one) for name, one in vendor.endpoints.items()}})


def loopback_session(port: int) -> Session:
    """A session whose every connection goes to loopback, with the host's own name in the request."""
    session = Session()
    adapter = session._session.get_adapter("http://")
    send = adapter.send

    def send_here(request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        request.headers["Host"] = parts.netloc
        request.url = urlunsplit((parts.scheme, f"127.0.0.1:{port}", parts.path, parts.query, ""))
        return send(request, *args, **kwargs)

    adapter.send = send_here  # type: ignore[method-assign]  # the wire ends here
    return session


@dataclass
class Line:
    """One model of a row, the stand-in that plays its vendor, and the engine of the row."""

    case: Case
    standin: Standin
    engine: Engine
    ask: Ask
    folder: Path

    @property
    def model(self) -> Model:
        return self.ask.model

    @property
    def question(self) -> Ask:
        """The ask as the line has it after submit: without what was asked."""
        return Ask(self.ask.reference, self.ask.capability, self.ask.vendor, self.ask.model, {})

    def submit(self) -> Job | Finished:
        """Prepare and send; the kept answer must mean the same later."""
        kept: list[bytes] = []
        accepted = self.engine.submit(self.ask, self.engine.prepare(self.ask), kept.append)
        assert [self.engine.resume(self.question, answer) for answer in kept] == [accepted], "a kept answer means what it meant"
        return accepted

    def finish(self, accepted: Job | Finished) -> tuple[Finished, list[str]]:
        """Poll to the end; the product's record, and the words on the way."""
        words: list[str] = []
        while not isinstance(accepted, Finished):
            asked = self.engine.poll(self.question, accepted)
            if isinstance(asked, Finished):
                return asked, words
            words.append(asked.word)
            assert len(words) <= MOST_POLLS, f"still running after {words}"
        return accepted, words

    def poll(self, job: Job | Finished) -> Running | Finished:
        assert isinstance(job, Job), "this vendor has jobs"
        return self.engine.poll(self.question, job)

    def fetch(self, finished: Finished, index: int = 0) -> bytes:
        file = self.engine.fetch(self.question, finished.outputs[index], self.folder / "product")
        product = file.read_bytes()
        file.unlink()
        return product


def line_of(case: Case, standin: Standin, media: Mapping[str, Path], folder: Path) -> Line:
    """Everything that a test needs to play one model."""
    vendor = here(rows()[case.vendor], standin.port)
    model = vendor.models[case.model]
    session = loopback_session(standin.port)
    allowed = frozenset(f"{host}:{standin.port}" for host in (standin.host, standin.file_host))
    downloads = Downloads(allowed, resolve=lambda _host, _port: ["127.0.0.1"])
    engine = ENGINES[vendor.endpoint(model, case.capability).engine](session, downloads)
    ask = Ask(
        REFERENCE, case.capability, vendor, model, values_of(model, case.capability), files_of(model, case.capability, media, case.pictures)
    )
    return Line(case, standin, engine, ask, folder)


def environment_of(vendor: HttpVendor, key: str, port: int) -> dict[str, str]:
    """What the variables that a row names hold in a test: keys, and what stands in its addresses."""
    held = {}
    for endpoint in [*vendor.endpoints.values(), *([vendor.flat] if vendor.flat else [])]:
        is_whole = endpoint.base_url.startswith("${")
        held |= dict.fromkeys(variables_in(endpoint.base_url), f"http://{COMPATIBLE_HOST}:{port}/v1" if is_whole else REGION)
        held |= {endpoint.auth.env: key} if endpoint.auth.env else {}
        held |= {endpoint.auth.secret_env: key + SECRET} if endpoint.auth.secret_env else {}
    return held


def needs_of(line: Line) -> set[str]:
    """What a request must carry by what was asked, and by what the vendor lets one choose."""
    needs = {"images"} if line.case.pictures else set()
    needs |= {"seed"} if line.model.seed else set()
    if line.case.capability == "video":
        needs |= {"resolution"} if line.case.pictures else {"resolution", "aspect"}
        needs -= line.standin.fixed.get(line.model.model, frozenset())
    return needs
