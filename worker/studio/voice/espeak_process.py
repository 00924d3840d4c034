"""The program that speaks one text with espeak-ng's C library, then ends: a request as JSON in, a JSON line and samples out.

A process a text, because the library carries its oscillator's phase, its noise and more from one text to the next, and nothing
resets them: only in a fresh process are equal texts equal samples. It also keeps a fault in C away from the worker. It needs the
standard library and espeakng_loader only, so that it starts in 50 ms.

Request: `{}` for the languages, else `text`, `voice`, `words_per_minute`, `pitch` (0 to 99). Answer: one line with `languages`, or
with `sample_rate`, `phonemes` (`[[milliseconds, ipa], …]`) and `words` (`[[milliseconds, first character, characters], …]`) followed
by 16-bit samples, or with an `error` and what it is about.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any

# espeak-ng's speak_lib.h.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_PHONEME_EVENTS, _INITIALIZE_PHONEME_IPA, _INITIALIZE_DONT_EXIT = 1 << 0, 1 << 1, 1 << 15
_EVENT_LIST_TERMINATED, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_RATE, _PITCH = 1, 3
_POS_CHARACTER, _CHARS_UTF8 = 1, 1

NOISE_SEED = 1


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Unusable(Exception):
    """The library cannot do what is asked: `missing`, `data`, `voice` or `status`, and what that is about."""


def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer's first line and its samples. Raises Unusable."""
    library, sample_rate = _library()
    if not request:
        listed = {tag for voice in _until_null(library.espeak_ListVoices(None)) for tag in _tags(voice)}
        # Some are listed that it does not find by that name.
        return {"languages": sorted(tag for tag in listed if library.espeak_SetVoiceByName(tag.encode()) == 0)}, b""
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        raise Unusable("voice", request["voice"])
    for parameter, value in ((_RATE, request["words_per_minute"]), (_PITCH, request["pitch"])):
        library.espeak_SetParameter(parameter, value, 0)
    pcm, phonemes, words = bytearray(), list[tuple[int, str]](), list[tuple[int, int, int]]()
    callback = _Callback(lambda wave, count, events: _collect(wave, count, events, pcm, phonemes, words))
    library.espeak_SetSynthCallback(callback)
    text = request["text"].replace("\0", " ").encode()
    status = library.espeak_Synth(text, len(text) + 1, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None)
    if status != 0:
        raise Unusable("status", status)
    return {"sample_rate": sample_rate, "phonemes": phonemes, "words": words}, bytes(pcm)


def _library() -> tuple[Any, int]:
    """The library, initialised, and its sample rate."""
    try:
        import espeakng_loader  # noqa: PLC0415 - an optional part

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError) as error:
        raise Unusable("missing", str(error)) from error
    options = _INITIALIZE_PHONEME_EVENTS | _INITIALIZE_PHONEME_IPA | _INITIALIZE_DONT_EXIT
    sample_rate = library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data.encode(), options)
    if sample_rate <= 0:
        raise Unusable("data", data)
    # The breath of a voice is noise, and without this its seed is the time.
    library.espeak_ng_SetRandSeed(ctypes.c_long(NOISE_SEED))
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    return library, sample_rate


def _until_null(listed: Any) -> Iterator[_Voice]:
    place = 0
    while listed[place]:
        yield listed[place].contents
        place += 1


def _tags(voice: _Voice) -> Iterator[str]:
    """The voice's languages: a byte of priority and a C string each, ended by a priority of 0."""
    if voice.identifier.startswith((b"mb/", b"!v/")):
        return
    address = voice.languages
    while address and ctypes.string_at(address, 1) != b"\0":
        tag = ctypes.string_at(address + 1)
        yield tag.decode().lower()
        address += len(tag) + 2


def _collect(wave: Any, count: int, events: Any, pcm: bytearray, phonemes: list[tuple[int, str]], words: list[tuple[int, int, int]]) -> int:
    if count > 0 and wave:
        pcm += ctypes.string_at(wave, count * 2)
    place = 0
    while events[place].type != _EVENT_LIST_TERMINATED:
        if events[place].type == _EVENT_PHONEME:
            phonemes.append((events[place].audio_position, events[place].id.string.decode("utf-8", "ignore")))
        elif events[place].type == _EVENT_WORD:
            # It counts characters from 1.
            words.append((events[place].audio_position, events[place].text_position - 1, events[place].length))
        place += 1
    return 0


def main() -> None:
    """Read the request from stdin, write the answer to stdout."""
    try:
        head, samples = answer(json.load(sys.stdin))
    except Unusable as unusable:
        head, samples = dict(zip(("error", "about"), unusable.args, strict=True)), b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + samples)


if __name__ == "__main__":
    main()
