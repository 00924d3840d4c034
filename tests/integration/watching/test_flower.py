"""Flower over the line: its page in a real browser, its door, and what it must not show."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.integration.conftest import wait_for
from tests.integration.watching.conftest import PASSWORD, Watched, start_flower
from tests.support.browser import open_browser

AUTH = ("watcher", PASSWORD)
TIMEOUT_S = 20
PAGES = ("/", "/workers", "/tasks", "/broker", "/api/tasks", "/api/workers", "/api/queues/length", "/api/task/types", "/metrics")
WRITES = (
    *("/api/worker/shutdown/media@x", "/api/worker/pool/restart/media@x", "/api/worker/pool/shrink/media@x"),
    *("/api/worker/queue/cancel-consumer/media@x?queue=media", "/api/task/send-task/season.start", "/api/task/apply/call.tend"),
    *("/api/task/async-apply/call.tend", "/api/task/revoke/1?terminate=true", "/api/task/abort/1", "/api/task/rate-limit/x"),
)


@pytest.fixture(scope="session")
def page(watched: Watched) -> Iterator[webdriver.Chrome]:
    """A browser that has given the password."""
    given = base64.b64encode(":".join(AUTH).encode()).decode()
    with open_browser() as browser:
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Authorization": f"Basic {given}"}})
        yield browser


def rows(page: webdriver.Chrome, address: str) -> list[list[str]]:
    """The cells of the table of tasks, as they are seen."""
    page.get(address)

    def cells() -> list[list[str]]:
        script = "return [...document.querySelectorAll('#tasks-table tbody tr')].map(r => [...r.cells].map(c => c.innerText))"
        return [row for row in page.execute_script(script) if len(row) > 1]

    return list(wait_for("the table of tasks", cells))


def asked(watched: Watched, path: str, **given: Any) -> requests.Response:
    return requests.get(f"{watched.flower}{path}", timeout=TIMEOUT_S, allow_redirects=False, **given)


def test_the_page_reads_well(watched: Watched, page: webdriver.Chrome) -> None:
    names = {row[0] for row in rows(page, f"{watched.flower}/tasks?state=SUCCESS")}
    (failed,) = rows(page, f"{watched.flower}/tasks?state=FAILURE")

    assert {"episode.join  E01", "scene.lipsync  E01 S01", "scene.speech  E02 S01", f"season.deliver  {watched.season}"} <= names
    assert not any(name.startswith("season.sweep") for name in names)
    assert failed[:2] == ["scene.video  E01 S02", "FAILURE"]
    assert failed[2] == "simulator/sim-video: HTTP 400, code moderation: Content policy violation"
    assert failed[3] == f"{watched.season} 1 2"
    assert [entry for entry in page.get_log("browser") if entry["level"] == "SEVERE"] == []


@pytest.mark.parametrize(("width", "height"), [(1500, 950), (390, 844)])
def test_it_fits_a_wide_screen_and_a_phone(watched: Watched, page: webdriver.Chrome, width: int, height: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    (failed,) = rows(page, f"{watched.flower}/tasks?state=FAILURE")
    box = page.find_element(By.CSS_SELECTOR, "#tasks-table td:nth-child(3)").rect

    assert " ".join(failed[0].split()) == "scene.video E01 S02"
    assert box["x"] + 60 < width, "the beginning of the reason is in sight"
    assert page.execute_script("return document.documentElement.scrollWidth") <= width, "the page itself is not wider than the screen"


def test_a_wait_is_told_with_its_reason(watched: Watched) -> None:
    tasks = asked(watched, "/api/tasks", auth=AUTH).json()

    paid = [task for task in tasks.values() if task["name"] == "scene.video  E01 S01"]
    assert len(paid) == 1, "a task keeps its number over all its waits"
    assert paid[0]["retries"] >= 2
    assert paid[0]["state"] == "SUCCESS"
    assert not paid[0]["exception"]


def test_nobody_is_let_in_without_the_password(watched: Watched) -> None:
    wrong = ("watcher", PASSWORD[:-1])

    for path in (*PAGES, "/static/css/flower.css", "/tasks/datatable", "/nothing"):
        assert asked(watched, path).status_code == 401, path
        assert asked(watched, path, auth=wrong).status_code == 401, path
    assert "Basic" in asked(watched, "/tasks").headers["WWW-Authenticate"]
    healthy = asked(watched, "/healthcheck")
    assert (healthy.status_code, healthy.text) == (200, "OK"), "whoever asks for its health learns that, and nothing else"


@pytest.mark.parametrize("path", WRITES)
def test_nothing_can_be_changed_by_it(watched: Watched, path: str) -> None:
    for send in (requests.post, requests.put, requests.delete):
        answer = send(f"{watched.flower}{path}", auth=AUTH, data="{}", timeout=TIMEOUT_S)

        assert answer.status_code == 403
        assert "cliffhanger cancel" in answer.text


def test_no_page_shows_a_secret(watched: Watched) -> None:
    workers = asked(watched, "/workers?json=1", auth=AUTH).json()["data"]
    tasks = list(asked(watched, "/api/tasks", auth=AUTH).json())
    details = [f"/worker/{worker['hostname']}" for worker in workers] + [f"/task/{task}" for task in tasks]

    assert len(workers) == 3
    for path in (*PAGES, "/api/workers?refresh=1", *details):
        answer = asked(watched, path, auth=AUTH)
        assert answer.status_code == 200, path
        assert [secret for secret in watched.secrets if secret in answer.text] == [], path
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers.get("Cache-Control")


def test_its_metrics_do_not_grow_with_the_scenes(watched: Watched) -> None:
    told = asked(watched, "/metrics", auth=AUTH).text

    assert 'task="scene.video"' in told
    assert "E01" not in told


def test_all_addresses_of_the_page_are_under_its_prefix(watched: Watched) -> None:
    told = asked(watched, "/tasks", auth=AUTH).text

    parts = [piece.split('"')[0] for mark in ('href="', 'src="') for piece in told.split(mark)[1:]]
    ours = [part for part in parts if part.startswith("/")]
    assert ours
    assert all(part.startswith("/flower/") for part in ours)
    assert requests.get(watched.flower.removesuffix("/flower") + "/tasks", auth=AUTH, timeout=TIMEOUT_S).status_code == 404


def test_queues_are_told_with_their_lengths(watched: Watched) -> None:
    told = asked(watched, "/api/queues/length", auth=AUTH).json()

    assert {"media", "control"} <= {queue["name"] for queue in told["active_queues"]}
    assert all(isinstance(queue["messages"], int) for queue in told["active_queues"])


def test_without_a_password_it_answers_to_this_machines_names_alone(watched: Watched, tmp_path: Path) -> None:
    process, address = start_flower(tmp_path, {**watched.line.environment(), "FLOWER_UNAUTHENTICATED_API": "true"})
    try:
        page = requests.get(f"{address}/tasks", timeout=TIMEOUT_S)
        elsewhere = requests.get(f"{address}/tasks", headers={"Host": "studio.example.com"}, timeout=TIMEOUT_S)
        api = requests.get(f"{address}/api/tasks", timeout=TIMEOUT_S)
        write = requests.post(f"{address}/api/task/send-task/season.start", timeout=TIMEOUT_S)
        command = [sys.executable, "-m", "producer", "flower", "--port", address.rsplit(":", 1)[1]]
        second = subprocess.run(
            command, env=watched.line.environment(), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
    finally:
        process.terminate()
        ended = process.wait(timeout=20)

    assert [page.status_code, elsewhere.status_code, api.status_code, write.status_code] == [200, 403, 401, 403]
    assert "localhost" in elsewhere.text
    assert (second.returncode, len(second.stderr.strip().splitlines())) == (2, 1)
    assert "cannot listen there" in second.stderr
    assert ended == 0


def test_log_lines_of_its_own_show_no_secret(watched: Watched) -> None:
    text = (watched.line.line_folder / "flower.log").read_text(encoding="utf-8")

    assert json.loads(text.splitlines()[0])["message"].startswith("Flower at http://127.0.0.1")
    assert [secret for secret in watched.secrets if secret in text] == []
