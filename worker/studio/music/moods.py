"""What each mood sounds like: tempo, mode, progressions, instruments and figures, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shared.line.requests import Beat

BassFigure = Literal["held", "fifths", "pulse", "octaves"]
Drums = Literal["none", "brushes", "pop", "heartbeat", "taiko"]

# General MIDI programs, counted from 0. The string sections (48, 49) take four voices a note in the soundfont, hence most of the time
# of a render: one mood has one, as a pad whose common tones are held; the others have strings of one voice or two.
PIANO, ELECTRIC_PIANO, VIBRAPHONE, MUSIC_BOX = 0, 4, 11, 10
NYLON_GUITAR, STEEL_GUITAR = 24, 25
ACOUSTIC_BASS, FINGERED_BASS, SYNTH_BASS = 32, 33, 38
VIOLIN, CELLO, CONTRABASS, TREMOLO, PIZZICATO, HARP = 40, 42, 43, 44, 45, 46
SLOW_STRINGS, SYNTH_STRINGS, CHOIR = 49, 51, 52
HORN, BRASS, TROMBONE = 60, 61, 57
OBOE, CLARINET, FLUTE, SHAKUHACHI = 68, 71, 73, 77
WARM_PAD, POLYSYNTH_PAD, SWEEP_PAD = 89, 90, 95
KOTO = 107


@dataclass(frozen=True)
class Mood:
    """The choices among which a seed picks. Progressions are of four bars, one chord a bar, in the names of `harmony.CHORDS`."""

    bpm: tuple[int, int]
    minor: bool
    verses: tuple[str, ...]
    bridges: tuple[str, ...]
    lead: tuple[int, ...]
    figure: tuple[int, ...]
    pad: tuple[int, ...]
    bass: tuple[int, ...]
    bass_figure: BassFigure
    drums: Drums
    rhythms: tuple[tuple[float, ...], ...]
    """Rhythms of a motif: two bars of notes in beats; a negative length is a rest."""
    figures: tuple[tuple[int, ...], ...]
    """Eight eighths of accompaniment as indices into the chord's voices; -1 is a rest."""
    lead_octave: int = 0
    pentatonic: bool = False
    velocity: Mapping[str, int] = field(default_factory=lambda: {"lead": 78, "figure": 58, "pad": 50, "bass": 66, "drums": 58})


_SINGING = ((1.5, 0.5, 1, 1, 3, -1), (2, 1, 1, 2, 2), (1, 1, 1.5, 0.5, 3, 1), (3, 1, 2, -2))
_LIVELY = ((1, 0.5, 0.5, 1, 1, 1.5, 0.5, 2), (0.5, 0.5, 1, 0.5, 0.5, 1, 1, 1, 2), (1, 1, 0.5, 0.5, 1, 2, 2))
_SPARSE = ((4, -4), (3, 1, 4), (-2, 2, 3, 1), (2, 2, 4))
_DRIVEN = ((1, 1, 0.5, 0.5, 1, 2, 2), (1.5, 1.5, 1, 3, -1), (0.5, 0.5, 1, 2, 1, 1, 2))
_ROLLING = ((0, 1, 2, 3, 2, 1, 2, 1), (0, 2, 1, 2, 3, 2, 1, 2), (0, 1, 2, 1, 3, 1, 2, 1))
_OPEN = ((0, -1, 2, -1, 1, -1, 2, -1), (0, 1, 2, 3, -1, -1, 2, -1), (0, 2, 3, -1, 2, -1, -1, -1))
_OSTINATO = ((0, 0, 2, 0, 1, 0, 2, 0), (0, 1, 0, 2, 0, 1, 0, 3), (0, 0, 0, 1, 0, 0, 2, 1))

MOODS: dict[Beat, Mood] = {
    "neutral": Mood(
        (76, 92), minor=False, verses=("Imaj7 vi7 IVmaj7 V", "Imaj7 IVmaj7 vi7 V", "I V IVadd9 I"),
        bridges=("vi7 iii7 IVmaj7 V", "ii7 V iii7 vi7"),
        lead=(ELECTRIC_PIANO, VIBRAPHONE, PIANO), figure=(STEEL_GUITAR, ELECTRIC_PIANO, NYLON_GUITAR), pad=(WARM_PAD,),
        bass=(ACOUSTIC_BASS,), bass_figure="fifths", drums="brushes", rhythms=_SINGING, figures=_OPEN,
    ),
    "happy": Mood(
        (104, 120), minor=False, verses=("I V vi IV", "I IV vi V", "I iii IV V"),
        bridges=("IV V iii vi", "ii V I vi", "IV I ii V"),
        lead=(FLUTE, VIBRAPHONE, PIANO, CLARINET), figure=(STEEL_GUITAR, NYLON_GUITAR, PIZZICATO), pad=(WARM_PAD, SYNTH_STRINGS),
        bass=(FINGERED_BASS,), bass_figure="fifths", drums="pop", rhythms=_LIVELY, figures=_ROLLING, lead_octave=1,
    ),
    "sad": Mood(
        (60, 72), minor=True, verses=("i VI III VII", "i iv VI V", "i v VI iv"),
        bridges=("VI VII i i", "iv i VI V", "III VII iv V"),
        lead=(PIANO, CELLO, VIOLIN, OBOE), figure=(PIANO, HARP), pad=(SYNTH_STRINGS, WARM_PAD),
        bass=(CONTRABASS,), bass_figure="held", drums="none", rhythms=_SINGING, figures=_ROLLING,
    ),
    "romantic": Mood(
        (72, 86), minor=False, verses=("I iii vi IV", "Imaj7 V vi IV", "IVadd9 I V vi"),
        bridges=("IV V iii vi", "ii7 V Imaj7 vi7", "vi iii IV V"),
        lead=(VIOLIN, FLUTE, PIANO, CLARINET), figure=(HARP, PIANO, NYLON_GUITAR), pad=(SLOW_STRINGS, SYNTH_STRINGS),
        bass=(ACOUSTIC_BASS,), bass_figure="held", drums="none", rhythms=_SINGING, figures=_ROLLING, lead_octave=1,
    ),
    "tense": Mood(
        (92, 104), minor=True, verses=("i i VI V", "i bII i V", "i VI iv V"),
        bridges=("iv bII V V", "VI bII iv V"),
        lead=(HORN, CELLO), figure=(PIZZICATO, CELLO), pad=(TREMOLO,),
        bass=(CONTRABASS,), bass_figure="pulse", drums="heartbeat", rhythms=_SPARSE, figures=_OSTINATO, lead_octave=-1,
    ),
    "angry": Mood(
        (112, 126), minor=True, verses=("i VII VI VII", "i VI VII i", "i iv VI V"),
        bridges=("VI VII i V", "iv VI bII V"),
        lead=(BRASS, HORN, TROMBONE), figure=(CELLO, PIZZICATO), pad=(TREMOLO, SYNTH_STRINGS),
        bass=(CONTRABASS, SYNTH_BASS), bass_figure="octaves", drums="taiko", rhythms=_DRIVEN, figures=_OSTINATO,
    ),
    "shocking": Mood(
        (84, 96), minor=True, verses=("i #iv° VI V", "i bII #iv° V", "i i° iv V"),
        bridges=("bII iv #iv° V", "VI #iv° i V"),
        lead=(TROMBONE, HORN, PIANO), figure=(PIZZICATO, HARP), pad=(TREMOLO, CHOIR),
        bass=(CONTRABASS,), bass_figure="pulse", drums="taiko", rhythms=_SPARSE, figures=_OSTINATO,
    ),
}  # fmt: skip

# A genre's words, and what they change whatever the mood.
_COSTUME = ("costume", "ancient", "wuxia", "xianxia", "palace", "historical", "古装", "古代", "武侠", "仙侠", "宫斗")
_FUTURE = ("sci", "cyber", "future", "科幻", "赛博", "末世")


def mood_of(beat: Beat, genre: str) -> Mood:
    """The mood as the genre colours it: plucked strings, bamboo and five notes for costume drama, synthesisers for the future."""
    mood, words = MOODS[beat], genre.lower()
    if any(word in words for word in _COSTUME):
        return replace(mood, lead=(SHAKUHACHI, KOTO, VIOLIN), figure=(KOTO, HARP), pentatonic=True)
    if any(word in words for word in _FUTURE):
        return replace(mood, figure=(ELECTRIC_PIANO, MUSIC_BOX), pad=(SWEEP_PAD, POLYSYNTH_PAD, WARM_PAD), bass=(SYNTH_BASS,))
    return mood
