"""The one door of Flower: whoever asks is known, asks by a name of this machine, and only looks."""

from dataclasses import dataclass

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform, RequestHandler

from producer.flower.password import Password, is_loopback

# Says "OK" to whoever asks, and no more: container engines ask without a password.
OPEN = "/healthcheck"
# How the table of tasks is read, in pages.
READ_BY_POST = "/tasks/datatable"

LOOK_ONLY = "Flower only shows things here; stop and change seasons with 'cliffhanger cancel', 'redo' and 'resume'"
NO_NAME = "ask for this page by 127.0.0.1 or localhost; it has no password"


@dataclass(frozen=True)
class Denial:
    """Why somebody is not let in."""

    status: int
    reason: str


@dataclass(frozen=True)
class Door:
    """Who is let in. `prefix` is a path such as "/flower", or empty."""

    password: Password | None
    prefix: str = ""

    def denial(self, request: HTTPServerRequest) -> Denial | None:
        """Why a request goes no further; None where it does."""
        path = request.path.removeprefix(self.prefix)
        if path == OPEN and request.method in ("GET", "HEAD"):
            return None
        if self.password is None:
            # A page elsewhere may have its own name point at this machine (DNS rebinding), and read what is here.
            if not is_loopback(request.host_name):
                return Denial(403, NO_NAME)
        elif not self.password.is_given_by(request.headers.get("Authorization", "")):
            return Denial(401, "who are you? Give the user and the password of CLIFFHANGER_FLOWER_AUTH")
        if request.method not in ("GET", "HEAD") and not (request.method == "POST" and path == READ_BY_POST):
            return Denial(403, LOOK_ONLY)
        return None


class Denied(RequestHandler):
    """Answers whoever is not let in, whatever the method."""

    def initialize(self, denial: Denial) -> None:
        """Tornado's way to give a handler what it needs."""
        self._denial = denial

    def check_xsrf_cookie(self) -> None:
        """Nothing is done for anybody here."""

    def prepare(self) -> None:
        """Answer before anything else is looked at."""
        self.set_status(self._denial.status)
        if self._denial.status == 401:
            self.set_header("WWW-Authenticate", 'Basic realm="Cliffhanger", charset="UTF-8"')
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(self._denial.reason + "\n")


class SafeHeaders(OutputTransform):
    """Tells browsers to keep nothing, to show the page in no other's frame, and to tell nobody where they were."""

    def transform_first_chunk(
        self,
        status_code: int,
        headers: HTTPHeaders,
        chunk: bytes,
        finishing: bool,  # noqa: ARG002  # Tornado gives it
    ) -> tuple[int, HTTPHeaders, bytes]:
        """The headers of every answer."""
        headers["X-Frame-Options"] = "DENY"
        headers["Content-Security-Policy"] = "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Content-Type-Options"] = "nosniff"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        if "Server" in headers:
            del headers["Server"]
        return status_code, headers, chunk
