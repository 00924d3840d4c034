"""The report page in a real browser: opened as a file and from a web server, it plays, shows, and asks nobody for anything."""

import base64
import http.server
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from shared.delivery import report
from shared.delivery.manifest import LineEntry, RemarkEntry
from tests.factories.manifest import make_episode, make_manifest, make_scene
from tests.factories.media import make_film, make_picture
from tests.support.browser import open_browser
from tests.support.ranges import QuietHandler

HOSTILE = "</title></script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'"
SUBTITLES = "WEBVTT\n\n00:00.000 --> 00:01.000\n三年了。\n\n00:01.000 --> 00:02.000\n我等了你整整三年。\n"

PLAY = """
const [player, done] = arguments;
player.muted = true;
const from = player.currentTime;
player.addEventListener("timeupdate", () => {
  if (player.currentTime <= from + 0.1) return;
  player.pause();
  done([player.readyState, player.currentTime, player.videoWidth, player.videoHeight]);
});
player.addEventListener("error", () => done(player.error.message));
player.play().catch((error) => done(String(error)));
"""
LOADED = """
const [element, done] = arguments;
const say = () => done(element.readyState);
if (element.readyState >= 2) say(); else { element.addEventListener("load", say); element.addEventListener("error", say); }
element.track.mode = "showing";
"""
DECODED = """
const [image, done] = arguments;
image.loading = "eager";
image.decode().then(() => done([image.naturalWidth, image.naturalHeight]), (error) => done(String(error)));
"""
SEEKED = """
const [player, link, done] = arguments;
player.muted = true;
player.addEventListener("playing", () => { const at = player.currentTime; player.pause(); done(at); }, { once: true });
link.click();
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with open_browser() as driver:
        yield driver


def write_season(folder: Path, manifest) -> Path:
    film, picture = make_film(folder / "film.mp4"), make_picture(folder / "picture.jpg")
    for path in manifest.files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith(".mp4"):
            target.hardlink_to(film)
        elif path.endswith(".jpg"):
            target.hardlink_to(picture)
        elif path.endswith(".vtt"):
            target.write_text(SUBTITLES, encoding="utf-8")
    page = folder / "report.html"
    page.write_text(report.render(manifest, folder), encoding="utf-8")
    return page


def hostile_season():
    """Two episodes, one partial, with a script that attacks wherever it has a say."""
    lines = (LineEntry(character=HOSTILE, text=HOSTILE),)
    scenes = (
        make_scene(1, 1, scene_seconds=0.8, lines=lines, action=HOSTILE),
        make_scene(1, 2, scene_seconds=0.8, state="failed", reason=HOSTILE, picture=None),
    )
    episodes = (
        make_episode(1, state="partial", subtitles_missing={HOSTILE: HOSTILE}).model_copy(update={"scenes": scenes}),
        make_episode(2, scenes=2, scene_seconds=0.8),
    )
    review = tuple(
        RemarkEntry(
            check="pace", kind="pace.scene", severity=severity, file="剧本.md", line=27, episode=1, scene=scene, wrong=wrong, right=right
        )
        for severity, scene, wrong, right in (("warning", 2, "is 48 s long", "split it"), ("note", None, HOSTILE, HOSTILE * 3))
    )
    return make_manifest(episodes_made=episodes, state="partial", title=f"豪门 {HOSTILE}", genre=HOSTILE, notes=(HOSTILE,), review=review)


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    return write_season(tmp_path_factory.mktemp("hostile"), hostile_season())


@pytest.fixture(scope="module")
def server(page) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(page.parent))) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/report.html"
        httpd.shutdown()
        thread.join()


@pytest.fixture(params=["file", "http"])
def opened(request, browser, page, server):
    """The browser with the page open; at the end, what it logged and asked for is judged."""
    browser.get_log("browser")
    browser.get_log("performance")
    address = page.as_uri() if request.param == "file" else server
    browser.get(address)
    yield browser
    asked = requests_of(browser)
    allowed = (address.removesuffix("report.html"), "data:", "blob:")
    assert [entry["message"] for entry in browser.get_log("browser")] == []
    assert address in asked
    assert [url for url in asked if not url.startswith(allowed)] == []


def requests_of(browser) -> list[str]:
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    # chrome:// is what the browser itself opened before the page.
    return [url for url in sent if not url.startswith("chrome")]


def find(browser, selector):
    return browser.find_elements("css selector", selector)


def test_every_episode_plays(opened):
    players = find(opened, "video")

    assert len(players) == 2
    for player in players:
        state, at, width, height = opened.execute_async_script(PLAY, player)
        assert state >= 2
        assert at > 0
        assert (width, height) == (180, 320)


def test_subtitles_load_with_their_lines(opened):
    tracks = find(opened, "track")

    assert len(tracks) == 2
    for track in tracks:
        assert opened.execute_async_script(LOADED, track) == 2
        assert opened.execute_script("return [...arguments[0].track.cues].map((cue) => cue.text)", track) == [
            "三年了。",
            "我等了你整整三年。",
        ]


def test_every_picture_is_decoded(opened):
    pictures = find(opened, "img")

    assert len(pictures) == 1 + 3 + 2  # the backdrop, three finished scenes, the cast
    for picture in pictures:
        width, height = opened.execute_async_script(DECODED, picture)
        assert width > 0
        assert height > width


def test_the_timeline_has_a_visible_bar_for_each_product(opened):
    rows = opened.execute_script(
        "return [...document.querySelectorAll('#timeline .row .bars')].map((row) => ({width: row.getBoundingClientRect().width,"
        " bars: [...row.querySelectorAll('rect.bar')].map((bar) => bar.getBoundingClientRect().width)}))"
    )

    # Two scenes and the episode itself, twice: four products a scene, music and the join for the episode.
    assert [len(row["bars"]) for row in rows] == [4, 4, 2, 4, 4, 2]
    assert all(0 < bar <= row["width"] for row in rows for bar in row["bars"])


def test_hovering_over_a_bar_says_what_it_is(opened):
    bar = find(opened, "#timeline .row rect.bar.s-video")[0]
    opened.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", bar)
    webdriver.ActionChains(opened).move_to_element(bar).perform()

    tip = find(opened, "#tip")[0]
    assert tip.is_displayed()
    assert tip.text.startswith("video · studio/rig · 6 s")


def test_the_review_is_shown_with_its_lines_and_leads_to_its_scenes(opened):
    warning, note = find(opened, "#review li")

    assert " ".join(warning.text.split()) == "warning Episode 1, scene 2 is 48 s long; split it 剧本.md:27"
    assert HOSTILE in note.text
    opened.execute_script("arguments[0].click()", find(opened, "#review li a")[0])
    assert opened.execute_script("return document.querySelector(':target').id") == "E01-S02"


def test_a_scene_plays_from_its_start_in_its_episode(opened):
    link, player = find(opened, "#E02-S02 a.play")[0], find(opened, "#E02 video")[0]

    assert opened.execute_async_script(SEEKED, player, link) == pytest.approx(0.8, abs=0.2)


def test_a_hostile_script_is_shown_and_not_run(opened):
    assert opened.execute_script("return window.hacked") is None
    assert opened.title.startswith(f"豪门 {HOSTILE}"[:40])
    assert HOSTILE in find(opened, "h1")[0].text


def test_a_script_that_got_in_would_not_run(opened):
    opened.execute_script("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.hacked = 1\">')")
    inserted = find(opened, "body > img:last-child")[0]
    opened.execute_async_script("const [image, done] = arguments; image.decode().then(done, () => setTimeout(done))", inserted)

    refusals = [entry["message"] for entry in opened.get_log("browser")]
    assert opened.execute_script("return window.hacked") is None
    assert any("Content Security Policy" in refusal for refusal in refusals)


def test_all_can_be_folded_by_keyboard(opened):
    summary = find(opened, "#E01-scenes > summary")[0]
    before = find(opened, "#E01-scenes")[0].get_property("open")
    summary.send_keys(Keys.ENTER)

    assert find(opened, "#E01-scenes")[0].get_property("open") is not before


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [390, 768, 1600])
def test_nothing_is_wider_than_the_window(browser, page, width, scheme):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        browser.get(page.as_uri())

        # Where the window has a scroll bar, the page is that much narrower.
        assert browser.execute_script("const page = document.documentElement; return page.scrollWidth - page.clientWidth") == 0
        assert base64.b64decode(browser.get_screenshot_as_base64()).startswith(b"\x89PNG")
        assert too_faint(browser) == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def too_faint(browser) -> list[str]:
    """Texts whose contrast with the nearest painted ground is below WCAG's 4.5 : 1."""
    return browser.execute_script("""
      const paint = (text) => text.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
      const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const colour = paint(getComputedStyle(at).backgroundColor);
          if (colour[3] === undefined && !getComputedStyle(at).backgroundColor.startsWith("color")) return colour;
        }
        return [255, 255, 255];
      };
      return [...document.querySelectorAll("main *, footer *")].filter((element) => !element.closest(".slate, svg, .still, video")
          && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .filter((element) => {
          const [a, b] = [light(paint(getComputedStyle(element).color)), light(ground(element))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
        }).map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 30)}`);
    """)


def test_a_season_of_sixty_episodes_is_folded_and_loads_only_the_first_films(browser, tmp_path):
    page = write_season(tmp_path, make_manifest(episodes=60, scenes=8))
    requests_of(browser)

    browser.get(page.as_uri())

    assert len(find(browser, "#scenes details[open], #timeline details[open]")) == 0
    assert len(find(browser, "#timeline details.track")) == 60
    films = {url for url in requests_of(browser) if url.endswith(".mp4")}
    assert 1 <= len(films) <= 24
    find(browser, "#timeline button[data-open]")[0].send_keys(Keys.ENTER)
    heights = browser.execute_script(
        "return [...document.querySelectorAll('#timeline .row')].map((row) => row.getBoundingClientRect().height)"
    )
    assert len(heights) == 60 * 9
    assert min(heights) >= 16
