"""Vendors over HTTP: rows of data, laid over each other, checked whole."""

import pytest

from shared.catalogue import load, load_catalogue
from shared.catalogue.load import FOLDER
from shared.errors import InputError, SettingsError
from shared.settings import Settings, load_settings

ROW = """\
atlascloud:
  verified: {date: 2026-11-21, source: docs}
  base_url: https://api.atlascloud.ai/api/v1
  auth: {kind: bearer, env: ATLASCLOUD_API_KEY}
  engine: job
  submit: {method: POST, path: /model/generateVideo, body: {...}, id: [/data/id], ok_when: {/code: 200}, client_ref_field: null}
  poll: {path: "/model/prediction/{id}", url_ptr: null, status: /data/status, interval: 3, backoff: 1.5, max_interval: 30, deadline: 900}
  status_map: {starting: running, processing: running, completed: done, succeeded: done, failed: failed, timeout: failed}
  outputs: [/data/outputs, /data/output]
  done_but_failed_if: [/data/error]
  resolve: null
  cancel: null
  download: {auth: false, ttl: 24h, refresh_by_poll: false, allowed_hosts: []}
  errors: {code: [/data/error_code, /code], message: [/data/error, /msg], moderation: [1039], no_funds: [402], retry: [429, 503], retry_once: [500]}
  webhook: {field: webhook_url, verifier: ed25519_jwks, dedupe: /session_id}
  limits: {rpm: 60, concurrency: 5, scope: account, max_body: 50MB}
  timeouts: {connect: 10, read: 60}
  models:
    bytedance/seedance-v1.5-pro/text-to-video: {capability: video, durations: [5, 10], resolutions: [480p, 720p, 1080p], aspect_ratios: ["9:16"], seed: true,
      reference_images: {max: 0}, price: {unit: per_second, amount: "0.022", currency: USD, as_of: 2026-02-28}}
"""  # noqa: E501  # as it is documented


def read(folder, text, **more):
    for name, content in {"a": text, **more}.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return load(folder)


def refusal(folder, text):
    with pytest.raises(InputError) as refused:
        read(folder, text)
    return str(refused.value).removeprefix(f"{folder}/")


def test_the_documented_row_is_read_as_it_is(tmp_path):
    vendor = read(tmp_path, ROW).vendors["atlascloud"]
    model = next(iter(vendor.models.values()))
    endpoint = vendor.endpoint(model, "video")

    assert endpoint.submit.id == ("/data/id",)
    assert endpoint.poll.deadline == 900
    assert endpoint.download.ttl == 86_400
    assert endpoint.errors.retry == ("429", "503")
    assert (vendor.limits.concurrency, vendor.limits.rpm, vendor.limits.max_body) == (5, 60, 50_000_000)
    assert str(vendor.verified.date) == "2026-11-21"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{starting: running", "{starting: runing", "a.yaml:8: atlascloud.status_map.starting: must be one of running, done,"),
        ("path: /model/generateVideo", "pth: /x", "a.yaml:6: atlascloud.submit.pth: unknown field; did you mean 'path'?"),
        (
            "unit: per_second",
            "unit: per_sec",
            "a.yaml:20: atlascloud.models.bytedance/seedance-v1.5-pro/text-to-video.price.unit: must be one of per_call,",
        ),
        ("  webhook:", "  webhok:", "a.yaml:15: atlascloud.webhok: unknown field; did you mean 'webhook'?"),
        ("backoff: 1.5", "backof: 1.5", "a.yaml:7: atlascloud.poll.backof: unknown field; did you mean 'backoff'?"),
        ("[/data/outputs, /data/output]", "[data]", "a.yaml:9: atlascloud.outputs.0: 'data' is no JSON pointer"),
        ("  outputs: [/data/outputs, /data/output]\n", "", "a.yaml:1: atlascloud.outputs: is missing; engine job needs it"),
        ("id: [/data/id], ", "", "a.yaml:6: atlascloud.submit.id: is missing"),
        ("status: /data/status, ", "", "a.yaml:7: atlascloud.poll.status: is missing"),
        ("engine: job", "engine: jobb", "a.yaml:5: atlascloud.engine: must be one of studio, job, call, openai"),
        ("{...}", '{p: "{promt}"}', "a.yaml:6: atlascloud.submit.body: nothing fills {promt}; did you mean 'prompt'?"),
        ("completed: done, succeeded: done, ", "", "a.yaml:1: atlascloud: status_map has no word for done"),
        ("ttl: 24h", "ttl: 24 fortnights", "a.yaml:13: atlascloud.download.ttl: '24 fortnights' is not a duration such as"),
        ("env: ATLASCLOUD_API_KEY", "env: atlas", "a.yaml:4: atlascloud.auth.env: String should match pattern"),
        ("base_url: https://api", "base_url: https://user:pass@api", "a.yaml:3: atlascloud.base_url: String should match pattern"),
        ("  resolve: null\n", "  resolve: null\n  resolve: null\n", "a.yaml:12: atlascloud.resolve: is there twice"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(tmp_path, old, new, told):
    assert old in ROW

    assert refusal(tmp_path, ROW.replace(old, new)).startswith(told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("env: ATLASCLOUD_API_KEY", "env: sk-" + "a1" * 12),
        ("{...}", "{key: Bearer " + "a1" * 12 + "}"),
        ("  engine: job", "  engine: job\n  headers: {X-Api-Key: whatever}"),
    ],
)
def test_a_row_that_holds_a_key_is_refused_without_showing_it(tmp_path, old, new):
    told = refusal(tmp_path, ROW.replace(old, new))

    assert "holds something like a key" in told
    assert "a1a1" not in told
    assert "whatever" not in told


def test_an_endpoint_is_laid_over_the_vendors_own_fields(tmp_path):
    endpoints = "  endpoints:\n    video: {}\n    reference: {engine: call, submit: {path: /image}, outputs: /url}\n"

    vendor = read(tmp_path, ROW.replace("  models:", endpoints + "  models:")).vendors["atlascloud"]

    assert vendor.endpoints["video"] == vendor.flat
    assert vendor.endpoints["reference"].submit.path == "/image"
    assert vendor.endpoints["reference"].submit.ok_when == {"/code": 200}
    assert vendor.endpoints["reference"].engine == "call"


def test_a_mistake_in_what_endpoints_share_is_told_where_it_is_written(tmp_path):
    text = ROW.replace("  models:", "  endpoints: {video: {}, reference: {}}\n  models:").replace("backoff: 1.5", "backof: 1.5")

    assert refusal(tmp_path, text).startswith("a.yaml:7: atlascloud.poll.backof: unknown field; did you mean 'backoff'?")


def test_a_model_that_no_endpoint_serves_is_refused(tmp_path):
    text = ROW.replace("{capability: video,", "{capability: video, endpoint: fast,")

    assert "there is no endpoint 'fast'" in refusal(tmp_path, text)


def test_a_file_over_the_catalogue_changes_only_the_fields_that_it_names(tmp_path):
    (tmp_path / "mine.yaml").write_text("atlascloud: {base_url: 'http://127.0.0.1:8900/api/v1', limits: {concurrency: 8}, outputs: [/x]}")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.yaml").write_text(ROW.replace("atlascloud:", "acme:", 1))

    catalogue = load_catalogue(Settings(catalogue=f"{tmp_path / 'mine.yaml'}:{tmp_path / 'more'}"))
    vendor, shipped = catalogue.vendors["atlascloud"], load().vendors["atlascloud"]

    assert vendor.endpoints["video"].base_url == vendor.endpoints["reference"].base_url == "http://127.0.0.1:8900/api/v1"
    assert (vendor.limits.concurrency, vendor.limits.rpm) == (8, shipped.limits.rpm)
    assert vendor.endpoints["video"].outputs == ("/x",)
    assert vendor.models == shipped.models
    assert "acme" in catalogue.vendors


def test_a_mistake_in_a_file_over_the_catalogue_names_that_file(tmp_path):
    (tmp_path / "mine.yaml").write_text("atlascloud:\n  limits: {concurency: 8}\n")

    with pytest.raises(InputError, match=r"mine\.yaml:2: atlascloud\.limits\.concurency: unknown field; did you mean 'concurrency'\?"):
        load(FOLDER, (tmp_path / "mine.yaml",))


def test_a_file_that_is_not_there_names_the_setting(tmp_path):
    with pytest.raises(InputError, match="there is no such file or folder; correct CLIFFHANGER_CATALOGUE"):
        load_catalogue(Settings(catalogue=str(tmp_path / "nothing.yaml")))


def test_the_catalogue_is_read_once(tmp_path):
    assert load_catalogue(Settings()) is load_catalogue(Settings())


def test_a_vendor_says_which_keys_it_wants_and_how_long_they_are():
    vendors = load().vendors

    assert vendors["holysheep"].wanted_keys() == {"HOLYSHEEP_API_KEY": 32}


def test_the_keys_of_a_stand_in_on_this_machine_are_its_operators(tmp_path):
    over = tmp_path / "over.yaml"
    over.write_text('holysheep: {base_url: "http://127.0.0.1:8900/v1"}')

    assert load(FOLDER, (over,)).vendors["holysheep"].wanted_keys() == {"HOLYSHEEP_API_KEY": 8}


def test_the_simulators_rows_are_whole():
    catalogue = load(FOLDER, (FOLDER.parents[1] / "ops" / "simulator" / "catalogue.yaml",))
    blind, open_ = catalogue.vendors["simulator-blind"], catalogue.vendors["simulator"]

    assert {capability for model in open_.models.values() for capability in model.capabilities} == {
        "video",
        "reference",
        "speech",
        "lipsync",
        "music",
    }
    assert all(endpoint.lookup and endpoint.cancel and endpoint.cost_from_response for endpoint in open_.endpoints.values())
    assert not any(
        endpoint.lookup or endpoint.listing or endpoint.submit.idempotency_header or endpoint.submit.client_ref_field
        for endpoint in blind.endpoints.values()
    )
    assert all(
        endpoint.base_url.startswith("http://127.0.0.1:8900")
        for name in ("atlascloud", "holysheep")
        for endpoint in catalogue.vendors[name].endpoints.values()
    )


def test_hosts_that_may_be_private_are_named_one_by_one(monkeypatch):
    monkeypatch.setenv("CLIFFHANGER_ALLOW_HOSTS", "127.0.0.1:8900, Media.Local,[::1]:80")

    assert load_settings().allowed_hosts == {"127.0.0.1:8900", "media.local", "[::1]:80"}


@pytest.mark.parametrize("text", ["http://x", "a b", "10.0.0.0/8", "*", "x:y"])
def test_what_is_no_host_is_refused(monkeypatch, text):
    monkeypatch.setenv("CLIFFHANGER_ALLOW_HOSTS", text)

    with pytest.raises(SettingsError, match=r"CLIFFHANGER_ALLOW_HOSTS: .* is neither host nor host:port"):
        load_settings()
