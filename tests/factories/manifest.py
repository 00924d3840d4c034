"""Sample manifests: seasons of any size, finished or not, with the paths that a delivery has."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.delivery.manifest import (
    CharacterEntry,
    EpisodeEntry,
    LineEntry,
    Manifest,
    ProductEntry,
    SceneEntry,
    count_scenes,
)
from shared.money import usd_of

START = datetime(2026, 3, 1, 14, 0, 0, tzinfo=UTC)
BEATS = ("tense", "romantic", "sad", "shocking")
SETTINGS = ("rooftop bar above the harbour, night, rain", "glass-walled office, dusk", "hospital corridor, morning", "old kitchen, evening")
DIALOGUE = (("林晚", "三年了。我等了你整整三年。"), ("陈默", "晚晚,对不起,我不能告诉你真相。"), ("林晚", "那就别再来找我。"))
SCENE_STAGES = (
    ("video", "studio/rig", 6.0),
    ("speech", "studio/kokoro", 2.0),
    ("speech", "studio/kokoro", 1.5),
    ("lipsync", "studio/lips", 4.0),
)


def digest(name: str) -> str:
    """A SHA-256 that stands for a content."""
    return hashlib.sha256(name.encode()).hexdigest()


def make_product(stage: str, *, path: str | None = None, at_seconds: float = 0.0, seconds: float = 2.0, **fields: Any) -> ProductEntry:
    """A product that was made `at_seconds` after START."""
    key = digest(f"{stage}/{path}/{at_seconds}")
    started = START + timedelta(seconds=at_seconds)
    values: dict[str, Any] = {
        "stage": stage, "model": "studio/rig", "key": key, "path": path, "seconds": seconds, "started_at": started,
        "finished_at": started + timedelta(seconds=seconds), "sha256": digest(path) if path else None,
    }  # fmt: skip
    return ProductEntry(**{**values, **fields})


def make_scene(episode: int, number: int, *, at_seconds: float = 0.0, scene_seconds: float = 12.0, **fields: Any) -> SceneEntry:
    """A finished scene: a clip, two lines of speech, and lip sync, made one after the other."""
    folder = f"products/E{episode:02d}/S{number:02d}"
    products, at = [], at_seconds
    for index, (stage, model, seconds) in enumerate(SCENE_STAGES):
        path = f"{folder}/{stage}-{index}.bin"
        products.append(make_product(stage, path=path, at_seconds=at, seconds=seconds, model=model, cost_usd=usd_of(12_500)))
        at += seconds
    values: dict[str, Any] = {
        "number": number, "state": "done", "products": tuple(products), "setting": SETTINGS[number % 4],
        "action": "She turns away from the window; he steps closer.", "beat": BEATS[number % 4], "picture": f"{folder}/picture.jpg",
        "start_seconds": (number - 1) * scene_seconds, "duration_seconds": scene_seconds,
        "lines": tuple(LineEntry(character=who, text=text) for who, text in DIALOGUE[: 1 + number % 3]),
    }  # fmt: skip
    return SceneEntry(**{**values, **fields})


def make_episode(number: int, *, scenes: int = 4, scene_seconds: float = 12.0, slots: int = 4, **fields: Any) -> EpisodeEntry:
    """A finished episode whose scenes were made `slots` at a time, after those of the episodes before it."""
    name = f"E{number:02d}"
    first = ((number - 1) * scenes) // slots * 14.0
    made = tuple(
        make_scene(number, scene, at_seconds=first + (scene - 1) // slots * 14.0 + scene % slots * 0.7, scene_seconds=scene_seconds)
        for scene in range(1, scenes + 1)
    )
    values: dict[str, Any] = {
        "number": number, "state": "done", "path": f"{name}.mp4", "sha256": digest(f"{name}.mp4"), "cover": f"{name}.cover.jpg",
        "duration_seconds": scenes * scene_seconds, "width": 720, "height": 1280, "fps": 24.0, "loudness_lufs": -14.1,
        "subtitles": {"zh-CN": f"{name}.zh-CN.srt"}, "subtitles_vtt": {"zh-CN": f"{name}.zh-CN.vtt"},
        "subtitles_missing": {"en": "studio/writer cannot translate; name a translate provider"},
        "cost_usd": usd_of(50_000 * scenes), "scenes": made,
        "products": (
            make_product("music", at_seconds=first + 1, seconds=1.1, model="studio/score"),
            make_product("episode", at_seconds=first + 14.0 * ((scenes - 1) // slots + 1), seconds=3.2, model="ffmpeg"),
        ),
    }  # fmt: skip
    return EpisodeEntry(**{**values, **fields})


def make_manifest(*, episodes: int = 3, scenes: int = 4, **fields: Any) -> Manifest:
    """A finished season."""
    made = fields.pop("episodes_made", None) or tuple(make_episode(number, scenes=scenes) for number in range(1, episodes + 1))
    count = scenes * len(made)
    ends = [entry.finished_at for episode in made for entry in episode.products if entry.finished_at]
    values: dict[str, Any] = {
        "season": "the-heirs-double-life-3f9c", "title": "豪门双面人生 The Heir's Double Life", "state": "done",
        "generated_at": START + timedelta(hours=1), "total_cost_usd": usd_of(50_000 * count), "budget_usd": usd_of(25_000_000),
        **count_scenes(made), "episodes": made, "language": "zh-CN", "genre": "romance",
        "cost_by_stage": {"video": usd_of(12_500 * count), "speech": usd_of(25_000 * count), "lipsync": usd_of(12_500 * count)},
        "cost_by_model": {"studio/rig": usd_of(12_500 * count), "studio/kokoro": usd_of(25_000 * count),
            "studio/lips": usd_of(12_500 * count)},
        "notes": ("Voices were chosen by the line: 林晚 zf_xiaoyi, 陈默 zm_yunxi.",),
        "characters": (
            CharacterEntry(name="林晚", voice="zf_xiaoyi", model="studio/kokoro", seed=12345, picture="products/cast/1.jpg"),
            CharacterEntry(name="陈默", voice="zm_yunxi", model="studio/kokoro", seed=67890, picture="products/cast/2.jpg"),
        ),
        "products": (make_product("reference", at_seconds=0.2, seconds=0.9), make_product("reference", at_seconds=0.2, seconds=1.3)),
        "started_at": START, "finished_at": max(ends, default=START),
    }  # fmt: skip
    return Manifest(**{**values, **fields})
