"""How files are given: as parts of a form, by an upload before, in JSON or multipart; and never by a name that tells of the script."""

import base64
from dataclasses import replace

import pytest

from worker.engines.failures import AuthFailed, InvalidRequest, NoFunds, Overloaded
from worker.engines.uploading import file_key

from .conftest import KEY, Say

CLIP, SOUND = b"\x00\x00\x00\x18ftypmp42 clip", b"RIFF\x00\x00\x00\x00WAVE sound"
JOB = {"id": "j1"}


@pytest.fixture
def scene(tmp_path):
    """A scene's clip and sound, named as no provider should read."""
    clip, sound = tmp_path / "the-heir-dies.mp4", tmp_path / "the-heir-dies.wav"
    clip.write_bytes(CLIP)
    sound.write_bytes(SOUND)
    return {"video": (clip,), "audio": (sound,)}


def prepared(engine, ask):
    return engine.prepare(ask)


def sent(engine, ask):
    return engine.submit(ask, engine.prepare(ask), lambda _: None)


def lips(ask, scene, form, **row):
    return ask("lipsync", {}, scene, submit={"path": "/jobs", "form": form, "id": "/id", **row.pop("submit", {})}, **row)


def test_a_form_takes_files_beside_fields(provider, job, ask, scene):
    provider.say("/jobs", JOB)

    sent(job, lips(ask, scene, {"video": "{video.file}", "audio": "{audio.file}", "model": "{model}", "options": {"mode": "loop"}}))

    raw = provider.asked[0].raw
    assert provider.asked[0].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="video"; filename="video.mp4"\r\nContent-Type: video/mp4\r\n\r\n' + CLIP in raw
    assert b'name="audio"; filename="audio.wav"\r\nContent-Type: audio/' in raw
    assert SOUND in raw
    assert b'name="model"\r\n\r\nm/1\r\n' in raw
    assert b'name="options"\r\n\r\n{"mode": "loop"}\r\n' in raw


def test_no_name_of_a_file_is_told(provider, job, ask, scene):
    provider.say("/jobs", JOB)

    sent(job, lips(ask, scene, {"video": "{video.file}", "audio": "{audio.file}"}))

    assert b"heir" not in provider.asked[0].raw


def test_a_list_of_files_is_a_part_each(job, ask, tmp_path):
    pictures = [tmp_path / f"{number}.png" for number in range(2)]
    for picture in pictures:
        picture.write_bytes(picture.name.encode())

    request = prepared(
        job, ask(files={"image": tuple(pictures)}, submit={"path": "/jobs", "form": {"image[]": "{images.file}"}, "id": "/id"})
    )

    assert request.files == (("image[]", "image.png", b"0.png"), ("image[]", "image.png", b"1.png"))


def test_a_file_that_is_not_there_leaves_its_field_out(job, ask):
    request = prepared(job, ask(submit={"path": "/jobs", "form": {"prompt": "{prompt}", "image": "{image.file}"}, "id": "/id"}))

    assert (request.form, request.files) == ({"prompt": "a street"}, ())


def test_a_form_carries_our_reference_and_the_models_own_fields(job, ask, scene):
    it = lips(ask, scene, {"video": "{video.file}"}, submit={"client_ref_field": "ref"}, model={"request": {"mode": "precise"}})

    request = prepared(job, it)

    assert request.form == {"mode": "precise", "ref": it.reference}


def test_files_of_a_form_are_held_to_the_largest_request(job, ask, scene):
    with pytest.raises(InvalidRequest, match=r"larger than limits\.max_body"):
        prepared(job, lips(ask, scene, {"video": "{video.file}"}, limits={"max_body": len(CLIP) - 1}))


def test_the_same_ask_makes_the_same_form(job, ask, scene):
    it = lips(ask, scene, {"video": "{video.file}", "audio": "{audio.file}", "model": "{model}"})

    assert prepared(job, it) == prepared(job, it)


UPLOAD = {"path": "/references", "body": {"image": "{file.base64}", "name": "character"}, "url": ["/data/reference_id"]}


def by_id(ask, picture, upload_ttl=None, **row):
    submit = {"path": "/jobs", "body": {"character_reference": "{image}"}, "id": "/id"}
    return ask("video", {}, {"image": (picture,)}, inputs="upload", upload={**UPLOAD, "ttl": upload_ttl}, submit=submit, **row)


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "li-wei-the-heir.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n face")
    return path


def test_a_file_is_given_again_to_the_account_of_another_key(ask, picture, monkeypatch):
    it = by_id(ask, picture)
    first, again = file_key(it, picture), file_key(it, picture)

    monkeypatch.setenv(it.vendor.endpoint(it.model, "video").auth.env, "the-key-of-another-account")

    assert first == again != file_key(it, picture)


class Remembered(dict):
    """Names of files, as all workers remember them."""

    def name(self, key, _ttl_s, give):
        return self.setdefault(key, None) or self.__setitem__(key, give()) or self[key]

    def forget(self, key):
        self.pop(key, None)


def test_a_file_whose_name_is_refused_is_given_again(provider, job, ask, picture):
    provider.say("/references", {"data": {"reference_id": "ref-1"}}, {"data": {"reference_id": "ref-2"}})
    provider.say("/jobs", Say(400, {"error": "no such reference"}), {"id": "j1"})
    it = replace(by_id(ask, picture, upload_ttl="24h"), given=Remembered())

    with pytest.raises(InvalidRequest):
        job.submit(it, job.prepare(it), lambda _answer: None)
    job.submit(it, job.prepare(it), lambda _answer: None)

    assert [body["character_reference"] for body in provider.bodies("/jobs")] == ["ref-1", "ref-2"]


@pytest.mark.parametrize("reference_id", ["ref_1", 17])
def test_an_upload_in_json_is_answered_by_an_id(provider, job, ask, picture, reference_id):
    provider.say("/references", {"data": {"reference_id": reference_id}})

    request = prepared(job, by_id(ask, picture))

    assert request.body == {"character_reference": str(reference_id)}
    assert provider.bodies("/references") == [{"image": base64.b64encode(picture.read_bytes()).decode(), "name": "character"}]
    assert provider.asked[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("answer", "failure"),
    [(Say(500, {}), Overloaded), (Say(200, {"data": {}}), Overloaded), (Say(402, {}), NoFunds), (Say(422, {}), InvalidRequest)],
)
def test_an_upload_that_is_refused_says_why_and_nothing_is_paid(provider, job, ask, picture, answer, failure):
    provider.say("/references", answer)

    with pytest.raises(failure, match="upload"):
        prepared(job, by_id(ask, picture))


def test_a_multipart_upload_may_have_fields_of_its_own(provider, job, ask, picture):
    provider.say("/files", {"url": "https://x/1.png"})
    upload = {"path": "/files", "field": "data", "form": {"purpose": "reference"}, "url": "/url"}

    request = prepared(
        job,
        ask(
            "video", {}, {"image": (picture,)}, inputs="upload", upload=upload, submit={"path": "/j", "body": {"i": "{image}"}, "id": "/id"}
        ),
    )

    assert request.body == {"i": "https://x/1.png"}
    assert b'name="purpose"\r\n\r\nreference\r\n' in provider.asked[0].raw
    assert b'name="data"; filename="input.png"\r\nContent-Type: image/png' in provider.asked[0].raw


def test_an_address_takes_its_variables_from_the_environment(provider, job, ask, monkeypatch):
    monkeypatch.setenv("ACME_HOST", f"127.0.0.1:{provider.port}")

    request = prepared(job, ask(base_url="http://${ACME_HOST}/v1"))

    assert request.url == f"{provider.url}/v1/jobs"


def test_an_address_without_its_variable_is_refused_before_anything_is_sent(job, ask, monkeypatch):
    monkeypatch.delenv("ACME_HOST", raising=False)

    with pytest.raises(AuthFailed, match=r"ACME_HOST is not set; the address is http://\$\{ACME_HOST\}"):
        prepared(job, ask(base_url="http://${ACME_HOST}"))


@pytest.mark.parametrize("given", ["evil.example/x?", "a b", "user@evil.example", "x${Y}"])
def test_a_variable_that_makes_no_address_is_refused(job, ask, monkeypatch, given):
    monkeypatch.setenv("ACME_HOST", given)

    with pytest.raises(AuthFailed, match="no http or https address"):
        prepared(job, ask(base_url="https://${ACME_HOST}/v1"))


def test_a_file_goes_by_its_address_in_the_store_where_it_has_one(job, ask, scene):
    given = []
    asked = lips(ask, scene, {"video": "{video.url}", "again": "{video.url}"})
    asked = replace(asked, address=lambda path, ttl_s: given.append((path, ttl_s)) or "https://bucket.example/clip?signed")

    request = prepared(job, asked)

    assert request.form == {"video": "https://bucket.example/clip?signed", "again": "https://bucket.example/clip?signed"}
    assert [path for path, ttl_s in given if ttl_s >= 3600] == [scene["video"][0]]


def test_a_file_without_an_address_is_refused_with_what_gives_it_one(job, ask, scene):
    with pytest.raises(InvalidRequest, match=r"takes files only as public addresses, and .*CLIFFHANGER_STORE=s3://"):
        prepared(job, lips(ask, scene, {"video": "{video.url}"}))
