"""The forms in which a season is exported, and what can be asked of each."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from shared.errors import InputError

ExportForm = Literal["mp4", "master", "cover", "subtitles", "otio", "zip"]


@dataclass(frozen=True)
class Form:
    """What a form is. `of_season` is one product for all episodes; `takes_preset` can be made for another platform."""

    says: str
    of_season: bool = False
    takes_preset: bool = False


FORMS: Mapping[ExportForm, Form] = {
    "mp4": Form("the finished episodes; with --preset, made anew for that platform", takes_preset=True),
    "master": Form("the picture without subtitles or labels, with the mix and without sound, and the sound's stems"),
    "cover": Form("the covers; with --preset, at that platform's size", takes_preset=True),
    "subtitles": Form("all languages as SRT, WebVTT and ASS"),
    "otio": Form("the edit: OpenTimelineIO, FCPXML, Final Cut Pro 7 XML and EDL with all clips and stems"),
    "zip": Form("everything for a hand-over in one file, with checksums", of_season=True),
}


def form_of(name: str) -> ExportForm:
    """The form of that name. Raises InputError."""
    for form in get_args(ExportForm):
        if name == form:
            return form  # type: ignore[no-any-return]  # get_args has no types
    near = difflib.get_close_matches(name.casefold(), FORMS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise InputError(f"--form {name[:60]}: not a form; {hint}give one of {', '.join(FORMS)}")
