"""Quality gates: what a product must measure before the next payment is made on it, as a season file sets it."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

OnFailure = Literal["remake", "tell", "off"]
"""What a refused product means: another take within the quality budget, else its scene fails; a mark only; or nothing is measured."""

Kind = Literal["certain", "judgement", "ours"]
"""What a gate's measure is: beyond doubt; a judgement, which may be wrong; or of what the line itself made, which no other take mends."""


class Gate(BaseModel):
    """What every gate has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[Kind] = "certain"

    on_failure: OnFailure | None = Field(
        None,
        description="remake (another take within quality_budget_usd, else the scene fails), tell (kept, marked in manifest and report) or "
        "off. By default remake for what can be measured beyond doubt; for judgements (faces, likeness, words) remake where "
        "quality_budget_usd is given, else tell.",
        examples=["tell"],
    )


class DecodesGate(Gate):
    """Whether the file is a picture, a clip or sound that decodes to its end."""

    most_corrupt_share: float = Field(0.02, ge=0, le=1, description="The most of its frames that may be damaged.", examples=[0.05])


class SizeGate(Gate):
    """Whether a picture is large enough to be worked with."""

    least_pixels: int = Field(128, ge=16, description="The fewest pixels of its shorter side.", examples=[512])


class FaceGate(Gate):
    """Whether a reference picture shows a face."""

    kind: ClassVar[Kind] = "judgement"

    least_confidence: float = Field(0.5, gt=0, le=1, description="How sure the detector must be of a face.", examples=[0.7])


class PeopleGate(Gate):
    """Whether a reference picture shows one person only."""

    kind: ClassVar[Kind] = "judgement"

    most_people: int = Field(1, ge=1, description="The most faces that it may show.", examples=[2])


class TextGate(Gate):
    """Whether a reference picture is free of writing, which would come back in every clip made of it."""

    kind: ClassVar[Kind] = "judgement"

    most_text_share: float = Field(0.0015, ge=0, le=1, description="The most of its area that writing may cover.", examples=[0.02])


class LengthGate(Gate):
    """Whether a clip or music is about as long as it was ordered."""

    least_share: float = Field(0.9, gt=0, le=1, description="The least of the ordered length.", examples=[0.8])
    most_extra_seconds: float = Field(
        8.0, ge=0, description="The most seconds beyond it; models with fixed lengths give the next longer one.", examples=[5]
    )


class AspectGate(Gate):
    """Whether a clip has the season's shape; one of another is shown cropped, or whole on a blurred ground."""

    kind: ClassVar[Kind] = "judgement"

    most_off_share: float = Field(0.2, ge=0, description="How far width / height may be off, as a share.", examples=[0.05])


class BlackGate(Gate):
    """Whether a clip shows something; dark scenes and fades from black do."""

    most_share: float = Field(0.35, ge=0, le=1, description="The most of its time that may be black.", examples=[0.5])


class BarsGate(Gate):
    """Whether the picture fills the frame, without black bars at its edges or a black half."""

    most_share: float = Field(0.3, ge=0, le=1, description="The most of the frame that may be black bars.", examples=[0.5])


class FrozenGate(Gate):
    """Whether a clip moves."""

    most_still_share: float = Field(
        0.45, ge=0, le=1, description="The most of its time, in one piece, in which nothing may change at all.", examples=[0.8]
    )


class SoundGate(Gate):
    """Whether a clip that was ordered with sound of its own has it."""

    least_dbfs: float = Field(-55.0, le=0, description="How loud its loudest tenth of a second must be, dBFS (RMS).", examples=[-45])


class LikenessGate(Gate):
    """Whether the people of a clip look like their reference pictures."""

    kind: ClassVar[Kind] = "judgement"

    least_likeness: float = Field(0.42, ge=0, le=1, description="How alike the faces must be: 1 is the same picture.", examples=[0.5])


class SilentGate(Gate):
    """Whether speech or music can be heard."""

    least_dbfs: float = Field(-50.0, le=0, description="How loud its loudest tenth of a second must be, dBFS (RMS).", examples=[-40])


class ClippedGate(Gate):
    """Whether speech or music is free of overdriven peaks."""

    kind: ClassVar[Kind] = "judgement"

    most_share: float = Field(
        0.01, ge=0, le=1, description="The most of its samples that may stand in flat tops at the highest level.", examples=[0.002]
    )


class PaceGate(Gate):
    """Whether speech is about as long as its text."""

    kind: ClassVar[Kind] = "judgement"

    least_syllables_per_second: float = Field(1.0, gt=0, description="The slowest pace, pauses counted.", examples=[1.5])
    most_syllables_per_second: float = Field(11.0, gt=0, description="The fastest pace, without silent ends.", examples=[9])


class CutGate(Gate):
    """Whether speech ends by itself and is not broken off."""

    kind: ClassVar[Kind] = "judgement"

    most_end_db: float = Field(
        -8.0, description="How loud its last 20 ms may be, beside how loud it is where somebody speaks, in dB.", examples=[-12]
    )


class WordsGate(Gate):
    """Whether a recogniser hears the words of the script."""

    kind: ClassVar[Kind] = "judgement"

    least_share: float = Field(0.4, ge=0, le=1, description="The least of the text that must be heard, by its letters.", examples=[0.7])


class LipsGate(Gate):
    """Whether mouths move when their speech is heard."""

    kind: ClassVar[Kind] = "judgement"

    most_offset_ms: float = Field(200.0, gt=0, description="How far picture and sound may be apart, in milliseconds.", examples=[120])


class LoudnessGate(Gate):
    """Whether an episode is as loud as it is to be delivered."""

    kind: ClassVar[Kind] = "ours"

    most_off_lu: float = Field(0.5, gt=0, description="How far it may be off, in LU.", examples=[1])


class TruePeakGate(Gate):
    """Whether an episode's true peak is below what it is to be delivered with."""

    kind: ClassVar[Kind] = "ours"

    most_over_db: float = Field(0.2, ge=0, description="How far it may be above, in dB: what an encoder adds.", examples=[0.5])


class SubtitlesGate(Gate):
    """Whether burned subtitles stay where players lay nothing over them."""

    kind: ClassVar[Kind] = "ours"

    most_outside_share: float = Field(0.0, ge=0, le=1, description="The most of the subtitles that may reach outside.", examples=[0.05])


class Quality(BaseModel):
    """The gates and their thresholds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decodes: DecodesGate = Field(DecodesGate(), description="Every product: it decodes to its end.", examples=[{"on_failure": "remake"}])
    size: SizeGate = Field(SizeGate(), description="Pictures: large enough.", examples=[{"least_pixels": 512}])
    face: FaceGate = Field(FaceGate(), description="Reference pictures: a face.", examples=[{"on_failure": "off"}])
    people: PeopleGate = Field(PeopleGate(), description="Reference pictures: one person.", examples=[{"most_people": 2}])
    text: TextGate = Field(TextGate(), description="Reference pictures: no writing.", examples=[{"on_failure": "tell"}])
    length: LengthGate = Field(LengthGate(), description="Clips and music: as long as ordered.", examples=[{"most_extra_seconds": 5}])
    aspect: AspectGate = Field(AspectGate(), description="Clips: the season's shape.", examples=[{"most_off_share": 0.05}])
    black: BlackGate = Field(BlackGate(), description="Clips: not black.", examples=[{"most_share": 0.5}])
    bars: BarsGate = Field(BarsGate(), description="Clips: no black bars.", examples=[{"on_failure": "tell"}])
    frozen: FrozenGate = Field(FrozenGate(), description="Clips: they move.", examples=[{"on_failure": "tell"}])
    sound: SoundGate = Field(SoundGate(), description="Clips with native_audio: they sound.", examples=[{"least_dbfs": -45}])
    likeness: LikenessGate = Field(LikenessGate(), description="Clips: the people of their references.", examples=[{"on_failure": "off"}])
    silent: SilentGate = Field(SilentGate(), description="Speech and music: not silent.", examples=[{"least_dbfs": -40}])
    clipped: ClippedGate = Field(ClippedGate(), description="Speech and music: not overdriven.", examples=[{"most_share": 0.002}])
    pace: PaceGate = Field(PaceGate(), description="Speech: about as long as its text.", examples=[{"most_syllables_per_second": 9}])
    cut: CutGate = Field(CutGate(), description="Speech: not broken off.", examples=[{"on_failure": "remake"}])
    words: WordsGate = Field(WordsGate(), description="Speech: the words of the script.", examples=[{"least_share": 0.7}])
    lips: LipsGate = Field(LipsGate(), description="Lip-synced clips: mouth and sound together.", examples=[{"most_offset_ms": 120}])
    loudness: LoudnessGate = Field(LoudnessGate(), description="Episodes: as loud as ordered.", examples=[{"most_off_lu": 1}])
    true_peak: TruePeakGate = Field(TruePeakGate(), description="Episodes: true peak.", examples=[{"most_over_db": 0.5}])
    subtitles: SubtitlesGate = Field(SubtitlesGate(), description="Episodes: subtitles in the safe area.", examples=[{"on_failure": "off"}])
