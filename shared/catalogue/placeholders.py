"""The placeholders that a request may name, and what each stands for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACEHOLDERS: Mapping[str, str] = {
    "model": "the model's name in this vendor's row, without what follows an `@`",
    "reference": "our own name for the call: 32 hexadecimal digits and the attempt",
    "prompt": "what a picture or a clip shows",
    "negative_prompt": "what it must not show",
    "text": "what is spoken",
    "seconds": "a length in seconds; a whole number is written without a fraction",
    "milliseconds": "the same in milliseconds",
    "frames": "seconds times fps",
    "width": "pixels",
    "height": "pixels",
    "size": "`WxH`",
    "aspect": "`9:16`",
    "resolution": "`720p`",
    "fps": "frames a second",
    "seed": "a whole number",
    "voice": "a voice as the provider names it",
    "language": "BCP 47",
    "emotion": "neutral, happy, sad, angry, tense, romantic or shocking",
    "speed": "1.0 is the voice's own",
    "instructions": "how a line is to be spoken, in words",
    "native_audio": "whether a clip is wanted with sound of its own: true or false",
    "mood": "of music: the same words as emotion",
    "genre": "of the season",
    "title": "of the season or product",
    "name": "whom or what a picture shows",
    "description": "of what a picture shows",
    "quality": "the provider's own word",
    "messages": "a chat, as a list of {role, content}",
    "response_format": "of a chat",
    "temperature": "of a chat",
    "max_tokens": "of a chat",
    "image": "the first picture, in the form that `inputs` names",
    "images": "all pictures, as a list",
    "video": "the first clip",
    "videos": "all clips, as a list",
    "audio": "the first sound",
    "audios": "all sounds, as a list",
}
"""What the fields of a request may hold. `image`, `video` and `audio` also take a form: `{image.base64}`, `.data_uri`, `.url`, `.file`,
and `.type`, which is the file's media type."""

LISTS: Mapping[str, str] = {"images": "image", "videos": "video", "audios": "audio"}
"""The placeholders of whole lists, and what one of their items is called."""

IN_PATHS: Mapping[str, str] = {
    "id": "the job's id, as submit's answer gave it",
    "output": "what `resolve.id` found in the answer of the finished job",
    "submitted": "at the beginning: the address that took the job",
}
"""What the paths of poll, cancel and resolve may hold besides."""

PLACEHOLDER = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)(?:\.(?P<form>url|data_uri|base64|file|type))?(?:!(?P<as>[sx]))?\}")
"""`{name}`, with a form of a file, and `!s` for text whatever the value is, `!x` for text that is escaped for XML."""


IN_UPLOADS: Mapping[str, str] = {"file": "the file that is uploaded: `{file.base64}` or `{file.data_uri}`"}
"""What the body of an upload may hold besides."""


def names_in(template: Any) -> Iterator[str]:
    """Every placeholder's name in a template, however deep."""
    yield from (found["name"] for found in _found(template))


def files_in(template: Any) -> bool:
    """Whether a template names a file itself, as `{image.file}`."""
    return any(found["form"] == "file" for found in _found(template))


def each_of(template: Any) -> tuple[str, Any] | None:
    """The list and the form of `{each: images, as: …}`, which stands for an item a picture; None for anything else."""
    if isinstance(template, Mapping) and set(template) == {"each", "as"}:
        return str(template["each"]), template["as"]
    return None


def lists_in(template: Any) -> Iterator[str]:
    """Every list that a template goes through item by item."""
    each = each_of(template)
    if each is not None:
        yield each[0]
    inside = template.values() if isinstance(template, Mapping) else template if isinstance(template, list | tuple) else ()
    for value in inside:
        yield from lists_in(value)


def _found(template: Any) -> Iterator[re.Match[str]]:
    if isinstance(template, str):
        yield from PLACEHOLDER.finditer(template)
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from _found(value)
    elif isinstance(template, list | tuple):
        for value in template:
            yield from _found(value)
