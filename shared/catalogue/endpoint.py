"""What a vendor's row says of one of its protocols: how to submit, poll, fetch, look up, cancel, and what its errors mean."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from shared.catalogue.access import LEAST_OF_A_STAND_IN, Auth, Check, is_loopback
from shared.catalogue.fields import Bytes, Codes, DurationS, PathTemplate, Pointer, Pointers
from shared.catalogue.models import Row
from shared.catalogue.placeholders import files_in, names_in

Meaning = Literal["running", "done", "failed", "timeout", "cancelled", "moderated"]


class Submit(Row):
    """The one billable request. `body` is sent as JSON (a text as it is), `form` as multipart."""

    method: Literal["POST", "PUT", "GET"] = "POST"
    path: PathTemplate
    headers: dict[str, str] = Field(default_factory=dict)
    body: dict[str, Any] | list[Any] | str | None = None
    form: dict[str, Any] = Field(default_factory=dict)
    """`{video.file}` makes a part that is the file itself."""
    id: Pointers = ()
    """Where an accepting answer has the job's id."""
    ok: frozenset[int] = frozenset({200, 201, 202})
    """Statuses of an accepting answer."""
    ok_when: dict[Pointer, Any] = Field(default_factory=dict)
    """What an accepting body has: a pointer to a value, or to a list of values."""
    client_ref_field: Pointer | None = None
    """Where the body takes our reference."""
    idempotency_header: str | None = Field(None, pattern=r"^[A-Za-z0-9-]+$")
    """The header that makes a repeated submit of one reference harmless."""
    needs: tuple[str, ...] = ()
    """Placeholders without which nothing is sent: `image` of a model that only brings pictures to life."""

    @model_validator(mode="before")
    @classmethod
    def _field_by_name(cls, row: Any) -> Any:
        # A field at the top of the body may be given by its bare name.
        field = row.get("client_ref_field") if isinstance(row, dict) else None
        if isinstance(field, str) and not field.startswith("/"):
            row = {**row, "client_ref_field": f"/{field}"}
        return row

    @model_validator(mode="after")
    def _has_one_content(self) -> "Submit":
        if self.form and self.body is not None:
            raise ValueError("body and form are both there; a request has one of them (take the other away with null)")
        if files_in((self.path, self.headers, self.body)):
            raise ValueError("only a part of form can be a file; elsewhere write {image.base64}, {image.data_uri} or {image.url}")
        return self


class Poll(Row):
    """How to ask about a job: at `path`, or at the address that `url_ptr` finds in submit's answer."""

    method: Literal["GET", "POST"] = "GET"
    path: PathTemplate | None = None
    url_ptr: Pointers = ()
    status: Pointers
    interval: DurationS = 3.0
    backoff: float = Field(1.5, ge=1, le=10)
    max_interval: DurationS = 30.0
    deadline: DurationS = 900.0

    @model_validator(mode="after")
    def _has_an_address(self) -> "Poll":
        if self.path is None and not self.url_ptr:
            raise ValueError("path is missing; give the path, or url_ptr where submit's answer has the address")
        if not self.status:
            raise ValueError("status is missing; give the pointer to the status word")
        return self


class Resolve(Row):
    """One more question after the job is done: where its product is."""

    method: Literal["GET", "POST"] = "GET"
    path: PathTemplate | None = None
    """With `{output}` (what `id` finds in the poll's answer) or `{id}` (the job's)."""
    url_ptr: Pointers = ()
    """Where submit's or the poll's answer has the address instead."""
    id: Pointers = ()
    outputs: Pointers = Field(min_length=1)
    failed: frozenset[int] = frozenset()
    """Statuses by which this answer, and not the poll's, says that the job failed."""


class Cancel(Row):
    """How to stop a job."""

    method: Literal["DELETE", "POST", "PUT", "GET"] = "POST"
    path: PathTemplate | None = None
    url_ptr: Pointers = ()

    @model_validator(mode="after")
    def _has_an_address(self) -> "Cancel":
        if self.path is None and not self.url_ptr:
            raise ValueError("path is missing; give the path, or url_ptr where submit's answer has the address")
        return self


class Download(Row):
    """How products are fetched. `allowed_hosts` (`*.x.com`): only from there; empty: from any public host."""

    auth: bool = False
    """Send the key too, to base_url's host and to allowed_hosts only."""
    ttl: DurationS | None = None
    """How long an address lives."""
    refresh_by_poll: bool = False
    """Whether another poll gives a new address."""
    allowed_hosts: tuple[str, ...] = ()
    max_bytes: Bytes | None = None
    """Default: 2 GB for pictures that move, 200 MB for all else."""


class Errors(Row):
    """What refusals mean. Every list holds HTTP statuses and the vendor's own codes."""

    code: Pointers = ()
    message: Pointers = ()
    moderation: Codes = ()
    moderated_if: Pointers = ()
    """Where a finished job says how much was held back for its content."""
    no_funds: Codes = ()
    auth: Codes = ()
    invalid: Codes = ()
    concurrency: Codes = ()
    """Too many jobs at once, where that is told apart from too many requests."""
    rate: Codes = ()
    """Too many requests, of vendors that say so otherwise than by a 429."""
    retry: Codes = ()
    """The vendor says that it took nothing, and later is fine."""
    retry_once: Codes = ()
    """The same; on submit never an HTTP 5xx."""
    unclear: Codes = ()
    """The vendor does not know either whether it took a submit: a timeout or an inner error that comes as a 200."""
    timeout: Codes = ()
    """The vendor gave the request or the job up for time, took or made nothing, and charges nothing."""
    job_unknown: Codes = ()
    """Of a poll: no such job."""


class Lookup(Row):
    """How to find a call by our reference. Without `items` the answer itself is the job."""

    path: PathTemplate
    items: Pointers = ()
    id: Pointers = ()
    """In an item; defaults to the last part of submit's id."""
    reference: Pointers = ()
    """Where an item has our reference, so that a job of somebody else is never taken for ours."""


class Listing(Row):
    """How to list recent jobs, and where each has our reference."""

    path: PathTemplate
    items: Pointers = Field(min_length=1)
    reference: Pointers = Field(min_length=1)
    id: Pointers = Field(min_length=1)
    full_at: int = Field(100, ge=1)
    """So many items fill a page: there may be more, hence nothing can be said of a call that is not among them."""
    total: Pointers = ()
    """Where the answer says how many there are; more of them than are shown mean the same."""


class Upload(Row):
    """How an input is given before: multipart with the file as `field` beside `form`, or JSON where there is a `body`."""

    path: PathTemplate
    field: str = "file"
    form: dict[str, Any] = Field(default_factory=dict)
    body: dict[str, Any] | None = None
    """`{file.base64}` or `{file.data_uri}` is the file."""
    url: Pointers = Field(min_length=1)
    """Where the answer has what the request then names: an address, or an id."""
    ttl: DurationS | None = None
    """How long that is good for: a file is given once in this time. None: given anew with each request."""

    @model_validator(mode="after")
    def _has_the_file(self) -> "Upload":
        if self.body is not None and "file" not in names_in(self.body):
            raise ValueError("body lacks the file; name it as {file.base64} or {file.data_uri}")
        return self


class CostFromResponse(Row):
    """Where the provider says what it charged: a pointer into the last answer, or a header.

    One unit is worth `usd_each`; or it `counts` what the model's own price is for.
    """

    pointer: Pointers = ()
    header: str | None = None
    usd_each: Decimal = Field(Decimal(1), gt=0, allow_inf_nan=False)
    counts: Literal["seconds", "images", "characters", "tokens_in", "tokens_out"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, row: Any) -> Any:
        return ({"pointer": row} if row.startswith("/") else {"header": row}) if isinstance(row, str) else row

    @model_validator(mode="after")
    def _has_a_place(self) -> "CostFromResponse":
        if not self.pointer and self.header is None:
            raise ValueError("pointer is missing; give a pointer into the answer, or a header")
        return self


class Derived(Row):
    """A placeholder made from another one, or from a text with several, by a table. What it becomes may have placeholders itself.

    From `image`, `video` or `audio`: whether there is one.
    """

    origin: str = Field(alias="from")
    table: dict[str, Any] = Field(default_factory=dict, alias="map")
    default: Any = None
    """For what the table does not have."""
    absent: Any = None
    """For what has no value."""


class Timeouts(Row):
    """Seconds: to connect, without a byte while reading, and for a whole download."""

    connect: DurationS = 10.0
    read: DurationS = 60.0
    download: DurationS = 900.0


StatusMap = Annotated[
    dict[str, Meaning],
    BeforeValidator(lambda row: {str(word).casefold(): meaning for word, meaning in row.items()} if isinstance(row, dict) else row),
]


class Endpoint(Row):
    """One protocol of a vendor, whole: the top of its row with the endpoint's own fields laid over."""

    engine: Literal["job", "call", "openai"]
    base_url: str = Field(pattern=r"^(https?://[^\s/@?#]+|\$\{[A-Z][A-Z0-9_]*\})(/[^\s?#]*)?$")
    """What paths follow. `${NAME}` stands for an environment variable (`shared/catalogue/variables.py`)."""
    auth: Auth
    headers: dict[str, str] = Field(default_factory=dict)
    submit: Submit
    poll: Poll | None = None
    status_map: StatusMap = Field(default_factory=dict)
    outputs: Pointers = ()
    """Empty with engine call: the body itself is the product."""
    encoding: Literal["base64", "hex"] = "base64"
    """How an output is written that is neither an address nor a data URI."""
    facts: dict[str, Pointers] = Field(default_factory=dict)
    """What the last answer tells of the product, by our names."""
    done_but_failed_if: Pointers = ()
    resolve: Resolve | None = None
    cancel: Cancel | None = None
    download: Download = Download()
    errors: Errors = Errors()
    lookup: Lookup | None = None
    listing: Listing | None = None
    inputs: Literal["upload", "data_uri", "base64", "url"] = "data_uri"
    upload: Upload | None = None
    check: Check | None = None
    derived: dict[str, Derived] = Field(default_factory=dict)
    cost_from_response: CostFromResponse | None = None
    bills_failures: bool = False
    bills_cancelled: bool = False
    timeouts: Timeouts = Timeouts()
    max_answer: Bytes | None = None
    """The largest answer that is read; default 8 MB, 64 MB where the product is in it."""

    @model_validator(mode="after")
    def _is_whole(self) -> "Endpoint":
        if self.engine == "job":
            self._is_a_job()
        if self.inputs == "upload" and self.upload is None:
            raise ValueError("upload is missing; inputs: upload needs upload: {path, field, url}")
        if self.check is not None and self.submit.method == "GET" and self.check.path == self.submit.path:
            raise ValueError("check.path is where work is bought; a check costs nothing, so name a path that only reads")
        return self

    @property
    def min_key_length(self) -> int | None:
        """How many characters a key has at least; of a stand-in on this machine, whose keys the operator makes up, few."""
        least = self.auth.min_length
        return least if least is None or not is_loopback(self.base_url) else min(least, LEAST_OF_A_STAND_IN)

    def _is_a_job(self) -> None:
        needed = {"submit.id": self.submit.id, "poll": self.poll, "status_map": self.status_map, "outputs": self.outputs or self.resolve}
        for field, value in needed.items():
            if not value:
                raise ValueError(f"{field} is missing; engine job needs it")
        if "done" not in self.status_map.values():
            raise ValueError("status_map has no word for done; a job could never end")
