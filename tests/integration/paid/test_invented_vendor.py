"""A provider is added by a YAML file alone: a vendor that nobody knows, with a protocol of its own, makes a season."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.factories.media import make_film
from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio
from tests.integration.paid.conftest import end

KEY = "a key that is made up for this test".replace(" ", "-")
LOOKS = 2


@dataclass
class Ganymede:
    """A film service with words of its own. An order is `waiting`, then `filming`, then `ready`; its film is at another address."""

    film: bytes
    orders: list[dict[str, Any]] = field(default_factory=list)
    looks: dict[int, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any]:
        if headers.get("X-Ganymede-Pass") != KEY:
            self.refused.append(f"{method} {path}")
            return 403, {"trouble": {"word": "no-pass"}}
        if (method, path) == ("POST", "/kino/v9/orders"):
            self.orders.append(json.loads(body))
            return 201, {"receipt": {"number": len(self.orders)}}
        number = int(path.split("/")[4])
        if path.endswith("/reel"):
            return 200, {"reel": {"place": f"/kino/v9/orders/{number}/film"}}
        self.looks[number] = self.looks.get(number, 0) + 1
        return 200, {"order": {"mood": "ready" if self.looks[number] > LOOKS else ("waiting", "filming")[self.looks[number] - 1]}}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    ganymede: Ganymede


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: Any) -> None:
        pass

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/film"):
            self._send(200, "video/mp4", self.server.ganymede.film)
            return
        status, document = self.server.ganymede.answer(self.command, self.path, self.headers, body)
        if "reel" in document:
            document["reel"]["place"] = f"http://127.0.0.1:{self.server.server_address[1]}{document['reel']['place']}"
        self._send(status, "application/json", json.dumps(document).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _do  # noqa: N815  # http.server's names


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.ganymede = Ganymede(make_film(tmp_path / "film.mp4", seconds=2.0).read_bytes())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class GanymedeStudio(Studio):
    """A studio that has written a row for the service."""

    port: int = 0

    def __post_init__(self) -> None:
        row = ROW.replace("PORT", str(self.port))
        (self.folder / "ganymede.yaml").write_text(row, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        mine = {
            "CLIFFHANGER_CATALOGUE": str(self.folder / "ganymede.yaml"),
            "CLIFFHANGER_ALLOW_HOSTS": f"127.0.0.1:{self.port}",
            "GANYMEDE_PASS": KEY,
        }
        return {**super().environment(), **mine}


ROW = """
ganymede:
  description: films from another moon
  verified: false
  base_url: http://127.0.0.1:PORT/kino/v9
  auth: {kind: header, header: X-Ganymede-Pass, env: GANYMEDE_PASS}
  engine: job
  submit:
    path: /orders
    body:
      film: {what: "{prompt}", how_long_ms: "{milliseconds}", grain: "{seed}", canvas: "{width}*{height}", kind: "{model}"}
    id: /receipt/number
  poll: {path: "/orders/{id}", status: /order/mood, interval: 0.1, max_interval: 0.2, deadline: 60}
  status_map: {waiting: running, filming: running, ready: done, burnt: failed}
  resolve: {path: "/orders/{id}/reel", outputs: /reel/place}
  errors: {code: /trouble/word, auth: [no-pass]}
  limits: {rpm: 600, concurrency: 4}
  models:
    luna-1:
      capability: video
      durations: [2, 4]
      price: {unit: per_second, amount: "0.03"}
"""


@pytest.fixture
def studio(tmp_path: Path, server: _Server) -> Iterator[GanymedeStudio]:
    studio = GanymedeStudio(tmp_path, port=server.server_address[1])
    yield studio
    end(studio)  # type: ignore[arg-type]  # ends any studio's processes


def test_a_season_runs_on_a_vendor_that_only_a_yaml_knows(studio: GanymedeStudio, server: _Server) -> None:
    scenes = [a_scene_of("We are not alone.", duration_seconds=2), a_scene_of("We never were.", duration_seconds=2, setting="Dome, night")]
    providers = {"reference": ["studio/rig"], "video": ["ganymede/luna-1"], "speech": ["studio/espeak"], "lipsync": ["studio/lips"]}
    season = a_season_file(scenes, music=False, providers=providers, budget_usd=1)

    done = studio.run("produce", studio.write(season), "--json")

    assert done.returncode == 0, f"{done.stderr}\n{studio.log()}"
    manifest = studio.manifest()
    assert (manifest["state"], manifest["total_cost_usd"]) == ("done", 0.12)
    assert manifest["cost_by_model"]["ganymede/luna-1"] == 0.12
    assert server.ganymede.refused == []
    assert len(server.ganymede.orders) == 2
    film = server.ganymede.orders[0]["film"]
    assert (film["how_long_ms"], film["kind"]) == (2000, "luna-1")
    assert isinstance(film["grain"], int)
    assert {product["provider_job_id"] for product in clips(manifest)} == {"1", "2"}


def test_a_wrong_pass_is_told_in_one_line_and_nothing_is_ordered(studio: GanymedeStudio, server: _Server) -> None:
    rows = yaml.safe_load((studio.folder / "ganymede.yaml").read_text(encoding="utf-8"))
    rows["ganymede"]["auth"]["header"] = "X-Europa-Pass"
    (studio.folder / "ganymede.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
    providers = {"reference": ["studio/rig"], "video": ["ganymede/luna-1"], "speech": ["studio/espeak"], "lipsync": ["studio/lips"]}
    season = a_season_file([a_scene_of("Nobody hears this.", duration_seconds=2)], music=False, providers=providers)

    done = studio.run("produce", studio.write(season))

    assert done.returncode == 1
    problem = next(line for line in done.stderr.splitlines() if "scene 1" in line)
    assert "no-pass" in problem
    assert "HTTP 403" in problem
    assert KEY not in done.stderr + studio.log()
    assert server.ganymede.orders == []


def clips(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    products = [product for episode in manifest["episodes"] for scene in episode["scenes"] for product in scene["products"]]
    return [product for product in products if product["stage"] == "video"]
