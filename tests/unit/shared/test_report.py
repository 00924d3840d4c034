"""The report page: what it says, that it says it safely, and that it needs nothing from elsewhere."""

import base64
import hashlib
import re
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shared.delivery import pictures, report, wording
from shared.delivery.manifest import LineEntry
from shared.money import usd_of
from tests.factories.manifest import START, make_episode, make_manifest, make_scene
from tests.factories.media import make_picture

HOSTILE = "</title><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'&"


class Page(HTMLParser):
    """The elements of a page, with their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def classed(self, tag, name):
        return [attributes for attributes in self.all(tag) if name in attributes.get("class", "").split()]


def page_of(manifest, folder):
    return Page(report.render(manifest, folder))


def test_the_same_manifest_is_the_same_page(tmp_path):
    assert report.render(make_manifest(), tmp_path) == report.render(make_manifest(), tmp_path)


def test_every_episode_has_a_player_that_names_its_file_beside_the_page(tmp_path):
    page = page_of(make_manifest(episodes=3), tmp_path)

    assert [video["src"] for video in page.all("video")] == ["E01.mp4", "E02.mp4", "E03.mp4"]
    assert all("controls" in video and video["preload"] == "metadata" for video in page.all("video"))


def test_a_dub_is_played_after_its_original_and_its_failures_are_told_where_they_are_its_own(tmp_path):
    (own,) = make_manifest(episodes=1).episodes
    lost = [scene.model_copy(update={"state": "failed", "reason": f"no {scene.number}"}) for scene in own.scenes]
    own = own.model_copy(update={"scenes": (lost[0], *own.scenes[1:])})
    dub = own.model_copy(update={"language": "ko", "path": "dubs/ko/E01.mp4", "scenes": (lost[0], lost[1], *own.scenes[2:])})
    manifest = make_manifest(episodes=1).model_copy(update={"episodes": (own.model_copy(update={"dubs": (dub,)}),)})

    page = page_of(manifest, tmp_path)

    assert [(video["src"], video["data-episode"]) for video in page.all("video")] == [("E01.mp4", "E01"), ("dubs/ko/E01.mp4", "E01.ko")]
    assert page.text.count("no 1") == 3, "among the failures once, and at the scene of each"
    assert [item["href"] for item in page.all("a") if item.get("href") == "#E01.ko-S02"] == ["#E01.ko-S02"]
    assert "dubs/ko/E01.mp4" in manifest.files()


def test_a_file_name_with_reserved_characters_is_a_link_that_works(tmp_path):
    page = page_of(make_manifest(episodes_made=(make_episode(1, path="第1集 #1 100%.mp4"),)), tmp_path)

    assert page.all("video")[0]["src"] == "%E7%AC%AC1%E9%9B%86%20%231%20100%25.mp4"


def test_only_links_data_and_films_are_referred_to(tmp_path):
    make_picture(tmp_path / "E01.cover.jpg")
    page = page_of(make_manifest(), tmp_path)

    sources = [attributes["src"] for name, attributes in page.elements if "src" in attributes and name != "video"]
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert all("//" not in attributes.get("href", "") for _, attributes in page.elements)


def test_the_policy_admits_exactly_the_script_and_style_of_the_page(tmp_path):
    html = report.render(make_manifest(title=HOSTILE), tmp_path)
    policy = next(meta["content"] for meta in Page(html).all("meta") if meta.get("http-equiv") == "Content-Security-Policy")

    scripts, styles = (re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL) for tag in ("script", "style"))
    assert len(scripts) == len(styles) == 1
    for text in (*scripts, *styles):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_hostile_text_anywhere_is_only_text(tmp_path):
    scene = make_scene(
        1,
        1,
        state="failed",
        reason=HOSTILE,
        setting=HOSTILE,
        action=HOSTILE,
        beat=HOSTILE,
        lines=(LineEntry(character=HOSTILE, text=HOSTILE),),
    )
    scene = scene.model_copy(
        update={"products": tuple(entry.model_copy(update={"stage": HOSTILE, "model": HOSTILE}) for entry in scene.products)}
    )
    episode = make_episode(1, reason=HOSTILE, subtitles_missing={HOSTILE: HOSTILE}).model_copy(update={"scenes": (scene,)})
    manifest = make_manifest(
        episodes_made=(episode,), title=HOSTILE, genre=HOSTILE, language=HOSTILE, season=HOSTILE, notes=(HOSTILE,),
        cost_by_stage={HOSTILE: usd_of(1)}, cost_by_model={HOSTILE: usd_of(1)},
    )  # fmt: skip

    page = page_of(manifest, tmp_path)

    assert len(page.all("script")) == 1
    assert not any(attribute.startswith("on") for _, attributes in page.elements for attribute in attributes)
    assert not any(image["src"] == "x" for image in page.all("img"))
    assert page.text.count(HOSTILE) > 10


def test_a_failed_scene_shows_its_reason_on_a_slate(tmp_path):
    scenes = (make_scene(1, 1), make_scene(1, 2, state="failed", reason="the prompt was refused", picture=None))
    episode = make_episode(1, state="partial").model_copy(update={"scenes": scenes})

    page = page_of(make_manifest(episodes_made=(episode,), state="partial"), tmp_path)

    assert len(page.classed("li", "failed")) == 1
    assert page.text.count("the prompt was refused") == 2
    assert "#E01-S02" in [link.get("href") for link in page.all("a")]


def test_a_language_without_subtitles_is_said_once_with_its_reason(tmp_path):
    page = page_of(make_manifest(episodes=3), tmp_path)

    assert page.text.count("No English subtitles: studio/writer cannot translate") == 1


def test_subtitles_are_within_the_page_from_vtt_or_else_from_srt(tmp_path):
    (tmp_path / "E01.zh-CN.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\n你好\n", encoding="utf-8")
    (tmp_path / "E01.en.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n", encoding="utf-8")
    subtitles = {"zh-CN": "E01.zh-CN.srt", "en": "E01.en.srt"}
    manifest = make_manifest(episodes_made=(make_episode(1, subtitles=subtitles, subtitles_missing={}),))

    tracks = page_of(manifest, tmp_path).all("track")

    texts = {track["srclang"]: base64.b64decode(track["src"].partition(",")[2]).decode() for track in tracks}
    assert "你好" in texts["zh-CN"]
    assert texts["en"].startswith("WEBVTT")
    assert "00:00:00.000 --> 00:00:01.000\nHello" in texts["en"]
    assert [track["label"] for track in tracks if "default" in track] == ["简体中文"]


def test_subtitles_in_the_picture_are_not_shown_twice(tmp_path):
    (tmp_path / "E01.zh-CN.vtt").write_text("WEBVTT\n", encoding="utf-8")

    tracks = page_of(make_manifest(episodes=1, burn="zh-CN"), tmp_path).all("track")

    assert len(tracks) == 1
    assert "default" not in tracks[0]


def test_pictures_are_small_and_within_the_page(tmp_path):
    manifest = make_manifest(episodes=1, scenes=2)
    for path in ("E01.cover.jpg", "products/E01/S01/picture.jpg", "products/cast/1.jpg"):
        make_picture(tmp_path / path)
    (tmp_path / "products/E01/S02").mkdir(parents=True)
    (tmp_path / "products/E01/S02/picture.jpg").write_bytes(b"no picture")

    page = page_of(manifest, tmp_path)

    images = [image["src"] for image in page.all("img")]
    assert len(images) == 3  # the backdrop, one scene, one of the cast
    assert all(image.startswith("data:image/jpeg;base64,") for image in images)
    assert page.all("video")[0]["poster"].startswith("data:image/jpeg;base64,")


def test_a_page_tells_by_its_digest_whether_it_is_of_this_manifest(tmp_path):
    manifest = make_manifest()
    page = tmp_path / "report.html"
    assert report.digest_of(page) is None
    page.write_text(report.render(manifest, tmp_path), encoding="utf-8")

    assert report.digest_of(page) == report.digest(manifest)
    assert report.digest(manifest.model_copy(update={"generated_at": START + timedelta(days=1)})) == report.digest(manifest)
    assert report.digest(manifest.model_copy(update={"title": "another"})) != report.digest(manifest)


def test_a_page_that_is_not_ours_has_no_digest(tmp_path):
    (tmp_path / "report.html").write_bytes(b"\xff\xfe<html>")

    assert report.digest_of(tmp_path / "report.html") is None


def test_a_season_of_sixty_episodes_stays_below_fifteen_megabytes_with_its_pictures(tmp_path):
    manifest = make_manifest(episodes=60, scenes=8)
    picture = make_picture(tmp_path / "picture.jpg").read_bytes()
    wanted = report._picture_widths(manifest)

    without_pictures = len(report.render(manifest, tmp_path).encode())
    largest = max(len(pictures.shrink(picture, width)) for width in set(wanted.values()))

    assert len(wanted) == 60 * 8 + 60 + 2
    assert without_pictures + len(wanted) * largest * 4 / 3 < 15_000_000


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "$0.00"), ("1.5", "$1.50"), ("0.0034", "$0.0034"), ("0.000001", "$0.000001"), ("1234.25", "$1,234.25"), ("20", "$20.00")],
)
def test_amounts_are_said_exactly(amount, text):
    assert wording.money(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0 s"),
        (0.44, "0.4 s"),
        (9.96, "10 s"),
        (59.6, "1 min"),
        (185, "3 min 5 s"),
        (3600, "1 h"),
        (7800, "2 h 10 min"),
        (273600, "3 d 4 h"),
    ],
)
def test_how_long_work_took_is_said_in_two_units_at_most(seconds, text):
    assert wording.span(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(None, "–"), (7.4, "0:07"), (59.7, "1:00"), (124, "2:04"), (3723, "1:02:03")])
def test_running_times_are_said_as_players_say_them(seconds, text):
    assert wording.running(seconds) == text


def test_templates_are_found_as_package_resources():
    assert {path.suffix for path in (Path(report.__file__).parent / "templates").iterdir()} == {".j2", ".css", ".js"}
