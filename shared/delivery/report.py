"""The report of a season: one page that plays the episodes and shows scenes, timeline, costs and cast, without a network."""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from shared.delivery import captions, pictures, timeline, wording
from shared.delivery.manifest import Manifest

_PAGE = "report.html.j2"
_DIGEST_NAME = "cliffhanger-digest"
_HEAD_BYTES = 4096

# Up to so many pictures a page can afford large ones; 540 small ones are about 6 MB.
_FEW_PICTURES = 80
_WIDTHS_FEW = {"cover": 480, "scene": 360, "cast": 360, "verdict": 216}
_WIDTHS_MANY = {"cover": 270, "scene": 216, "cast": 270, "verdict": 160}
_BACKDROP_WIDTH = 48


def render(manifest: Manifest, folder: Path) -> str:
    """The page, to be kept beside the manifest in `folder`, where its pictures and subtitles are read.

    The same manifest and files give the same page.
    """
    backdrop = next((path for episode in manifest.episodes if (path := episode.cover)), None)
    css, script = _text("report.css"), _text("report.js")
    return (
        _environment()
        .get_template(_PAGE)
        .render(
            manifest=manifest,
            digest_name=_DIGEST_NAME,
            digest=digest(manifest),
            policy=_content_policy(css, script),
            css=Markup(css),  # noqa: S704 - the package's own file
            script=Markup(script),  # noqa: S704 - the package's own file
            pictures=pictures.embed(_picture_widths(manifest), folder),
            backdrop=next(iter(pictures.embed({backdrop: _BACKDROP_WIDTH}, folder).values()), None) if backdrop else None,
            tracks={episode.name: captions.tracks(episode, folder) for episode in manifest.films()},
            timeline=timeline.build(manifest),
            film_seconds=sum(episode.duration_seconds or 0 for episode in manifest.episodes),
        )
    )


def digest(manifest: Manifest) -> str:
    """What the page depends on: all of the manifest but the time of its writing, and the templates."""
    text = manifest.model_dump_json(exclude={"generated_at"})
    return hashlib.sha256(f"{_templates_digest()}\n{text}".encode()).hexdigest()


def digest_of(page: Path) -> str | None:
    """The digest that a page was rendered with, or None where it is absent or not ours."""
    try:
        with page.open("rb") as stream:
            head = stream.read(_HEAD_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    _, found, rest = head.partition(f'<meta name="{_DIGEST_NAME}" content="')
    return rest.partition('"')[0] if found else None


def _picture_widths(manifest: Manifest) -> dict[str, int]:
    """Which pictures the page shows, and how wide (pixels)."""
    wanted = list(_pictures(manifest))
    widths = _WIDTHS_FEW if len(wanted) <= _FEW_PICTURES else _WIDTHS_MANY
    return {path: widths[kind] for kind, path in wanted}


def _pictures(manifest: Manifest) -> Iterator[tuple[str, str]]:
    for episode in manifest.films():
        if not episode.language:
            yield from (("scene", scene.picture) for scene in episode.scenes if scene.picture)
        if episode.cover:
            yield "cover", episode.cover
    yield from (("cast", character.picture) for character in manifest.characters if character.picture)
    yield from (("verdict", picture) for picture in manifest.verdict_pictures())


def _content_policy(css: str, script: str) -> str:
    """A Content-Security-Policy under which nothing but our own script and style runs, and nothing is fetched but the films."""
    rules = {
        "default-src": "'none'",
        "img-src": "data:",
        "media-src": "'self' file: data:",
        "style-src": _source_hash(css),
        "script-src": _source_hash(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


@cache
def _text(name: str) -> str:
    return resources.files("shared.delivery").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _templates_digest() -> str:
    folder = resources.files("shared.delivery").joinpath("templates")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith((".j2", ".css", ".js")))
    return hashlib.sha256("\0".join(_text(name) for name in names).encode()).hexdigest()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FunctionLoader(_text),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": wording.money,
        "running": wording.running,
        "span": wording.span,
        "day": wording.day,
        "language": wording.language,
        "href": quote,
        "stage": timeline.stage_class,
        "percent": lambda number: f"{number:.3f}".rstrip("0").rstrip("."),
    }
    return environment
