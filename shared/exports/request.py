"""What an export is made of: the request whose hash is its content key."""

from pydantic import Field

from shared.exports.forms import ExportForm
from shared.line.delivery import Delivery
from shared.line.need import Need
from shared.line.request import Request
from shared.line.requests import EpisodeRequest, Format


class Target(Request):
    """Another platform's episode: its size and rate, its loudness, limits and labels."""

    preset: str
    format: Format
    delivery: Delivery


class ExportRequest(Request):
    """One form of one episode, or of the whole season.

    `name` is what its files are called (E01; E01.en for a dub), `episode` the content key of the finished episode. `settings` has
    where each scene plays, for markers. Of a season, `parts` has the content keys of the exports in it by form and name (otio/E01),
    and `said` is the digest of its manifest.
    """

    form: ExportForm
    name: str
    title: str
    episode: str = ""
    cut: EpisodeRequest | None = None
    settings: tuple[str, ...] = ()
    target: Target | None = None
    parts: dict[str, str] = Field(default_factory=dict)
    said: str = ""


def maker_of(form: ExportForm) -> str:
    """Who makes a form: its name among the makers of the line, by whose version its content keys change."""
    return f"line/{form}"


def export_need(request: ExportRequest, inputs: tuple[str, ...]) -> Need:
    """The need of an export."""
    return Need("export", maker_of(request.form), request, inputs)
