"""Whether the file is a picture, a clip or sound that decodes to its end."""

from shared.errors import BadOutput
from worker.media.probe import check_picture
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found

_STILLS = {"reference", "image"}
_SOUNDS = {"speech", "music"}


def judge(subject: Subject) -> Verdict:
    """Decode all of it; of a clip, no more frames may be damaged than the season allows."""
    try:
        if subject.stage in _STILLS:
            width, height = check_picture(subject.file, least_pixels=1)
            return found("decodes", True, f"a picture of {width}x{height}")
        if subject.stage in _SOUNDS:
            return found("decodes", True, f"{subject.heard.lasts_seconds:.2f} s of sound")
        return _clip(subject)
    except BadOutput as error:
        return found("decodes", False, str(error))


def _clip(subject: Subject) -> Verdict:
    film, most = subject.film, subject.quality.decodes.most_corrupt_share
    share = film.corrupt / film.frames
    says = f"{film.frames} frames decode, {film.corrupt} of them damaged; at most {most:.0%} may be"
    return found("decodes", share <= most, says, measured=round(share, 4), limit=most, unit="share of frames")
