"""A jobs file that is wrong is refused in one line: the file, the line, the field, what is wrong, what would be right."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from producer.batch.read import read_batch
from producer.order import Order
from shared.errors import InputError
from shared.job import ImageJob, TextJob, VideoJob
from tests.factories.catalogue import a_catalogue, a_price

IMAGE = {"name": "a", "type": "image", "model": "draw", "prompt": "a door"}
VIDEO = {"name": "v", "type": "video", "model": "film", "prompt": "a train"}
TEXT = {"name": "t", "type": "text", "model": "write", "prompt": "a poem"}
CATALOGUE = a_catalogue(
    acme={
        "draw": {"capability": "reference"},
        "plain": {"capability": "reference", "seed": False},
        "film": {"capability": "video", "durations": [5, 10], "resolutions": ["720p", "1080P"], "aspect_ratios": ["9:16"]},
        "silent/text-to-video": {"capability": "video", "reference_images": {"max": 0}},
        "silent/image-to-video": {"capability": "video", "reference_images": {"max": 1}},
        "blind": {"capability": "video", "reference_images": {"max": 0}},
        "write": {
            "capability": "text",
            "context_tokens": 16000,
            "price": a_price("per_mtok_out", "1"),
            "input_price": a_price("per_mtok_in", "1"),
        },
    },
    other={"sketch": {"capability": "reference"}},
)


def read(tmp_path: Path, *rows: Any, text: str | None = None, name: str = "jobs.yaml", **head: Any) -> Order:
    path = tmp_path / name
    path.write_text(text if text is not None else yaml.safe_dump({**head, "jobs": list(rows)}, allow_unicode=True, sort_keys=False))
    return read_batch(path, catalogue=CATALOGUE, is_configured=lambda vendor: vendor in ("acme", "studio"))


def refused(tmp_path: Path, *rows: Any, **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        read(tmp_path, *rows, **more)
    told = str(caught.value).replace(f"{tmp_path}/", "")
    assert "\n" not in told
    return told


def without(row: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != field}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (without(IMAGE, "type"), "jobs[0].type: is missing; write one of image, video, text"),
        (IMAGE | {"type": "imgae"}, "jobs[0].type: must be one of image, video, text, not 'imgae'; did you mean 'image'?"),
        (IMAGE | {"type": 3}, "jobs[0].type: must be one of image, video, text, not 3"),
        (IMAGE | {"widht": 3}, "jobs[0].widht: unknown field; did you mean 'width'?"),
        (IMAGE | {"duration": 3}, "jobs[0].duration: is a field of video jobs, and this is one of type image; take it out"),
        (without(IMAGE, "model"), "jobs[0].model: is missing; write it, such as 'model: google/imagen4-ultra/text-to-image'"),
        (IMAGE | {"model": "darw"}, "jobs[0].model: no model is called 'darw'; did you mean 'draw'?"),
        (IMAGE | {"model": "acme/darw"}, "jobs[0].model: no model is called 'acme/darw'; did you mean 'acme/draw'?"),
        (IMAGE | {"model": ""}, "jobs[0].model: '' names no model; write 'vendor/model', or the model's name alone"),
        (IMAGE | {"model": 3}, "jobs[0].model: must be a name, or a list of names; put what looks like a number or a date in quotes"),
        (IMAGE | {"model": []}, "jobs[0].model: is empty; at least one is needed"),
        (IMAGE | {"model": "film"}, "jobs[0].model: 'film' makes clips, not pictures; name a model that does"),
        (IMAGE | {"model": "sketch"}, "jobs[0].model: other/sketch cannot be asked: set OTHER_KEY"),
        (IMAGE | {"model": "studio/rig"}, "studio/rig makes no jobs of a jobs file"),
        (IMAGE | {"model": "plain", "seed": 3}, "jobs[0].seed: acme/plain has no seed, and the job asks for 3"),
        (IMAGE | {"seed": 2**31}, "jobs[0].seed: must be 2147483647 or less, not 2147483648"),
        (IMAGE | {"width": "1024px"}, "jobs[0].width: must be a whole number, not '1024px'"),
        (IMAGE | {"name": 2024}, "jobs[0].name: must be text, not 2024; put it in quotes"),
        (IMAGE | {"name": "n" * 201}, "jobs[0].name: has 201 characters; at most 200 are allowed"),
        (IMAGE | {"prompt": " "}, "jobs[0].prompt: is empty; write what is to be made"),
        (IMAGE | {"prompt": "a\x07b"}, "jobs[0].prompt: holds the control character U+0007; take it out"),
        (VIDEO | {"duration": "10s"}, "jobs[0].duration: must be a number of seconds without a unit, such as 5, not '10s'"),
        (VIDEO | {"duration": 0}, "jobs[0].duration: must be more than 0, not 0"),
        (VIDEO | {"duration": 12}, "jobs[0].duration: acme/film makes at most 10 s, the job asks for 12 s"),
        (VIDEO | {"resolution": "4K"}, "jobs[0].resolution: acme/film makes 720p, 1080P, not 4K"),
        (VIDEO | {"resolution": "1080"}, "jobs[0].resolution: 1080 is no resolution; did you mean '1080p'?"),
        (VIDEO | {"aspect_ratio": "16:9"}, "jobs[0].aspect_ratio: acme/film makes 9:16, not 16:9"),
        (VIDEO | {"aspect_ratio": "wide"}, "jobs[0].aspect_ratio: 'wide' is no aspect ratio; write one such as '9:16' or '16:9'"),
        (VIDEO | {"video_model": "film"}, "jobs[0].video_model: is given beside model, and means the same; keep one of them"),
        (
            VIDEO | {"image": "no.png"},
            "jobs[0].image: no.png: no such file; name a PNG, JPEG or WebP picture (no job has this name either)",
        ),
        (
            VIDEO | {"image": "jobs.yaml"},
            "jobs[0].image: jobs.yaml: is not a picture in PNG, JPEG or WebP; give one (no job has this name either)",
        ),
        (VIDEO | {"image": "https://x/a.png"}, "jobs[0].image: is a web address; download the picture, and name the file"),
        (VIDEO | {"image": "v"}, "jobs[0].image: 'v' makes no picture; name an image job, or a file"),
        (
            VIDEO | {"image_prompt": "x", "image_model": "film"},
            "jobs[0].image_model: 'film' makes clips, not pictures; name a model that does",
        ),
        (
            VIDEO | {"image_prompt": "x", "model": "blind"},
            "jobs[0].model: acme/blind takes no picture to begin with; these take one: acme/silent",
        ),
        (
            VIDEO | {"image_model": "draw"},
            "jobs[0].image_model: is for the picture that image_prompt has made first, and there is no image_prompt",
        ),
        (VIDEO | {"width": 300}, "jobs[0].width: is for the picture that image_prompt has made first, and there is no image_prompt"),
        (TEXT | {"temperature": "1"}, "jobs[0].temperature: must be a number, not '1'"),
        (TEXT | {"timeout": "60s"}, "jobs[0].timeout: must be a number of seconds without a unit, such as 5, not '60s'"),
        (TEXT | {"max_tokens": 20000}, "jobs[0].max_tokens: acme/write takes 16000 tokens in all, the job may need 200"),
        (TEXT | {"input": "no.txt"}, "jobs[0].input: no.txt: no such file; name a text file (no job is called 'no.txt' either)"),
        (
            TEXT | {"prompt": "Of {input}"},
            "jobs[0].prompt: holds {input}, and the job has no input; give one, or write the text into the prompt",
        ),
        (TEXT | {"input": "t"}, "jobs[0].input: goes round in a circle: 't' for 't'; take one of these inputs out"),
    ],
)
def test_a_wrong_job_is_refused_at_its_field(tmp_path: Path, row: dict[str, Any], told: str) -> None:
    found = refused(tmp_path, row)

    assert told in found
    assert found.startswith("jobs.yaml:")


def test_the_line_is_that_of_the_field(tmp_path: Path) -> None:
    text = "jobs:\n- name: a\n  type: video\n  video_model: fil\n  video_prompt: x\n- name: b\n  type: image\n"

    assert refused(tmp_path, text=text).startswith("jobs.yaml:6: jobs[1].model: is missing")
    assert refused(tmp_path, text=text.partition("- name: b")[0]).startswith("jobs.yaml:4: jobs[0].model: no model is called 'fil'")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "jobs.yaml:1: is empty; a jobs file is a mapping that holds 'jobs: …'"),
        ("- a\n", "jobs.yaml: holds a list; a jobs file is a mapping that holds 'jobs: …'"),
        ("output_dir: x\n", "jobs.yaml:1: jobs: is missing; write it"),
        ("jobs: []\n", "jobs.yaml:1: jobs: is empty; at least one is needed"),
        ("jobs:\n", "jobs.yaml:1: jobs: is empty; write a value, or leave the field out"),
        ("jobs:\n- hello\n", "jobs.yaml:2: jobs[0]: must be a mapping of fields to values, not 'hello'"),
        (
            "title: Heirs\nepisodes: 3\n",
            "jobs.yaml:1: title: is a season's, and a batch needs jobs; make a season with 'cliffhanger produce'",
        ),
    ],
)
def test_what_is_no_jobs_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert refused(tmp_path, text=text) == told


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"max_worker": 3}, "max_worker: unknown field; did you mean 'max_workers'?"),
        ({"max_workers": 0}, "max_workers: must be 1 or more, not 0"),
        ({"output_dir": "/"}, "output_dir: '/' is no folder for a batch; name one in it"),
        ({"output_dir": "~nobody-of-that-name/x"}, "output_dir: '~nobody-of-that-name/x': there is no such user; write the path out"),
        ({"on_failure": "stpo"}, "on_failure: must be one of continue, stop, not 'stpo'; did you mean 'stop'?"),
    ],
)
def test_a_wrong_head_is_refused(tmp_path: Path, head: dict[str, Any], told: str) -> None:
    assert refused(tmp_path, IMAGE, **head) == f"jobs.yaml:1: {told}"


def test_a_missing_file_is_a_jobs_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file; name a jobs file"):
        read_batch(tmp_path / "no.yaml")


def test_a_circle_of_texts_is_refused_by_name(tmp_path: Path) -> None:
    rows = [TEXT | {"name": name, "input": after} for name, after in (("t", "u"), ("u", "w"), ("w", "t"))]

    assert (
        refused(tmp_path, *rows)
        == "jobs.yaml:6: jobs[0].input: goes round in a circle: 't' for 'u' for 'w' for 't'; take one of these inputs out"
    )


def test_two_jobs_of_one_name_are_two_jobs_unless_a_third_means_one_of_them(tmp_path: Path) -> None:
    assert len(read(tmp_path, IMAGE, IMAGE).episodes[1].scenes) == 2
    assert "jobs[2].image: 2 jobs are called 'a'; give each a name of its own" in refused(tmp_path, IMAGE, IMAGE, VIDEO | {"image": "a"})


def test_a_name_in_another_normal_form_of_unicode_is_found(tmp_path: Path) -> None:
    order = read(tmp_path, TEXT | {"name": "cafe\u0301"}, TEXT | {"name": "of", "input": "caf\u00e9"})

    job = order.episodes[1].scenes[1].job
    assert isinstance(job, TextJob)
    assert job.after == (1,)


def test_the_json_form_is_the_same_order(tmp_path: Path) -> None:
    by_yaml = read(tmp_path, IMAGE, VIDEO)
    by_json = read(tmp_path, text=json.dumps({"jobs": [IMAGE, VIDEO]}), name="jobs.json")

    assert by_json.episodes == by_yaml.episodes


def test_the_articles_defaults_hold(tmp_path: Path) -> None:
    order = read(tmp_path, IMAGE, VIDEO)
    image, video = (scene.job for scene in order.episodes[1].scenes)

    assert isinstance(image, ImageJob)
    assert isinstance(video, VideoJob)
    assert (image.request.width, image.request.height) == (1024, 1024)
    assert (video.request.seconds, video.request.resolution) == (5, "1080P"), "as the model spells it"
    assert order.production.at_once == 3
    assert order.folder.name == "pipeline_output"


def test_the_articles_names_for_a_chain_are_taken(tmp_path: Path) -> None:
    chain = {
        "name": "c",
        "type": "video",
        "video_model": "silent/text-to-video",
        "video_prompt": "x",
        "image_prompt": "y",
        "image_model": "draw",
    }
    order = read(tmp_path, chain)
    job = order.episodes[1].scenes[0].job

    assert isinstance(job, VideoJob)
    assert job.models == ("acme/silent/image-to-video",)
    assert job.picture is not None
    assert any("silent/image-to-video makes it" in note for note in order.notes)


def test_models_that_cannot_be_asked_are_passed_over_and_told_of(tmp_path: Path) -> None:
    order = read(tmp_path, IMAGE | {"model": ["sketch", "draw"]})
    job = order.episodes[1].scenes[0].job

    assert job is not None
    assert job.models == ("acme/draw",)
    assert order.notes == ("a: sketch is passed over: its key is not set",)


def test_one_folder_is_one_batch_however_it_is_spelled(tmp_path: Path) -> None:
    plain, winding = read(tmp_path, IMAGE, output_dir=str(tmp_path / "x")), read(tmp_path, IMAGE, output_dir=f"{tmp_path}/y/../x/.")

    assert plain.season == winding.season
    assert plain.folder == winding.folder == tmp_path / "x"


def test_a_long_input_is_cut_to_the_models_context(tmp_path: Path) -> None:
    (tmp_path / "book.txt").write_text("One sentence of a book. " * 4000)
    job = read(tmp_path, TEXT | {"input": "book.txt", "prompt": "Translate: {input}", "max_tokens": 500}).episodes[1].scenes[0].job

    assert isinstance(job, TextJob)
    assert len(job.parts) > 2
    assert all(part.prompt.startswith("Translate: One sentence") for part in job.parts)


@pytest.mark.parametrize(("prompt", "times"), [("Sum up", 1), ("Sum up: {input}", 1), ("Compare {input} with {input}", 2)])
def test_a_text_may_be_about_every_part_of_a_long_one_as_often_as_it_is_named(tmp_path: Path, prompt: str, times: int) -> None:
    (tmp_path / "book.txt").write_text("One sentence of a book. " * 4000)
    after = TEXT | {"name": "sum", "input": "t", "prompt": prompt, "max_tokens": 500}
    before = TEXT | {"input": "book.txt", "prompt": "Translate: {input}", "max_tokens": 500}

    sum_up, translate = (scene.job for scene in read(tmp_path, after, before).episodes[1].scenes)

    assert isinstance(sum_up, TextJob)
    assert isinstance(translate, TextJob)
    assert sum_up.parts[0].source_tokens == len(translate.parts) * 500 * times


def test_thousands_of_jobs_are_read_in_seconds(tmp_path: Path) -> None:
    rows = [{**TEXT, "name": f"t{number}", **({"input": f"t{number - 1}"} if number else {}), "max_tokens": 100} for number in range(1000)]

    order = read(tmp_path, text=json.dumps({"jobs": rows}), name="jobs.json")

    assert len(order.episodes[1].scenes) == 1000
