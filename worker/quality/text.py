"""Whether a reference picture is free of writing: what PP-OCR finds (DB; Liao et al. 2020) and then can read, by the models in a wheel."""

import functools
import importlib.util
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from shared.errors import MissingPart
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found

INSTALL = "the text models are absent; pip install --no-deps rapidocr-onnxruntime (Apache-2.0, 15 MB)"

LONGEST_SIDE = 736
TEXT = 0.3
SURE = 0.6
"""How sure the detector must be of a text, on average."""
READ = 0.8
"""How sure the reader must be of its signs, on average: eyes and folds look like text to the detector, but spell nothing."""
LEAST_SIGNS = 2
LEAST_HEIGHT = 6
LINE_HEIGHT = 48
"""Pixels of a line as the reader wants it."""


def judge(subject: Subject) -> Verdict:
    """The share of its area that writing covers."""
    picture: Any = cv2.imread(str(subject.file), cv2.IMREAD_COLOR)
    most = subject.quality.text.most_text_share
    texts = writing(picture)
    share = min(1.0, sum(area for _, area in texts))
    read = f" ({', '.join(repr(text[:20]) for text, _ in texts[:3])})" if texts else ""
    says = f"{share:.2%} of the picture is writing{read}; {most:.2%} is the most"
    return found("text", share <= most, says, measured=round(share, 4), limit=most, unit="share of picture")


def writing(picture: Any) -> list[tuple[str, float]]:
    """The texts of a BGR picture with their areas as shares of it. Raises MissingPart where the models are not installed."""
    height, width = picture.shape[:2]
    scale = min(1.5, LONGEST_SIDE / max(height, width))
    size = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    probable = _run("det", scaled)[0, 0]
    texts = []
    for box in _boxes(probable):
        text, sure = _read(scaled, box)
        if sure >= READ and len(text) >= LEAST_SIGNS:
            texts.append((text, box[1][0] * box[1][1] / probable.size))
    return texts


def _boxes(probable: Any) -> list[Any]:
    """Turned boxes of lines of text, as OpenCV has them."""
    boxes = []
    outlines, _ = cv2.findContours((probable > TEXT).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        centre, (one, other), angle = cv2.minAreaRect(outline)
        mask = np.zeros(probable.shape, np.uint8)
        cv2.drawContours(mask, [outline], -1, 1, -1)
        if min(one, other) >= LEAST_HEIGHT / 2 and float(probable[mask > 0].mean()) >= SURE:
            # The detector sees the middle of a line of text, about half as high as the line.
            more = 0.9 * min(one, other)
            boxes.append((centre, (one + more, other + more), angle))
    return boxes


def _read(picture: Any, box: Any) -> tuple[str, float]:
    """What a box says, and how sure that is (greedy CTC; the first class is none)."""
    centre, (wide, high), angle = box
    if wide < high:
        wide, high, angle = high, wide, angle + 90
    angle = (angle + 90) % 180 - 90
    turn = cv2.getRotationMatrix2D(centre, angle, LINE_HEIGHT / high)
    length = max(LINE_HEIGHT, round(wide * LINE_HEIGHT / high))
    turn[:, 2] += np.array([length / 2, LINE_HEIGHT / 2]) - centre
    line = cv2.warpAffine(picture, turn, (length, LINE_HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    scores = _run("rec", line)[0]
    best, sure = scores.argmax(axis=1), scores.max(axis=1)
    kept = [i for i, sign in enumerate(best) if sign and (i == 0 or best[i - 1] != sign)]
    signs = _signs()
    text = "".join(signs[best[i] - 1] if best[i] - 1 < len(signs) else " " for i in kept).strip()
    return text, float(np.mean([sure[i] for i in kept])) if kept else 0.0


def _run(model: str, picture: Any) -> Any:
    values = ((picture.astype(np.float32) / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]
    net = _net(model)
    return net.run(None, {net.get_inputs()[0].name: values})[0]


@functools.cache
def _signs() -> list[str]:
    return str(_net("rec").get_modelmeta().custom_metadata_map["character"]).splitlines()


@functools.cache
def _net(model: str) -> Any:
    spec = importlib.util.find_spec("rapidocr_onnxruntime")
    folder = Path(spec.submodule_search_locations[0]) / "models" if spec and spec.submodule_search_locations else None
    files = sorted(folder.glob(f"*_{model}_infer.onnx")) if folder else []
    if not files:
        raise MissingPart(INSTALL)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(files[0]), options, providers=["CPUExecutionProvider"])
