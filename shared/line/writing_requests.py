"""What language models are asked for: the steps of writing a script, and its translations."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.line.request import Request

WritingStep = Literal["digest", "outline", "draft", "polish", "review", "rewrite"]
"""The steps of writing: a long source part by part, the season, then each episode."""


class Wanted(Request):
    """What the answer to a step of writing must be.

    `episodes` is how many the season has, `episode` which of them the step is about (None where it is about all); `scenes` and
    `seconds` are those of one episode. `cast` are the names that must be kept, of whoever the season file gives; others may be invented.
    """

    step: WritingStep
    language: str
    episodes: int
    episode: int | None = None
    scenes: int
    seconds: float
    cast: tuple[str, ...] = ()


class WritingRequest(Request):
    """A step of writing the script: what a language model is told, and what its answer must be.

    `{name}` in the prompt stands for the product of the content key `sources[name]`, and `{form}` for the JSON Schema of the answer.
    The sources, the form and all that is said of an earlier answer have at most `source_tokens` together. Where `mends` is given, it
    is the content key of an earlier answer to the same request, which is mended: continued where it broke off, else written again
    with what is wrong with it named.
    """

    # A better wording must not have what is written already written, and all that is made of it made, again.
    unhashed: ClassVar[frozenset[str]] = frozenset(
        {"system", "prompt", "max_tokens", "temperature", "timeout_s", "usual_tokens", "source_tokens", "usual_source_tokens"}
    )

    wanted: Wanted
    brief: str
    """Stands for all that is known of the season, the digest of it: the wording is made of that."""
    system: str
    prompt: str
    sources: dict[str, str] = Field({})
    source_tokens: int = 0
    mends: str | None = None
    max_tokens: int
    temperature: float | None = None
    seed: int | None = None
    """Another one asks again, for another story."""
    usual_tokens: int
    """What the answer is expected to have, for the plan; nothing where it is expected not to be needed."""
    usual_source_tokens: int = 0
    """What the sources are expected to have together, for the plan."""
    timeout_s: float | None = None


class CheckedRequest(Request):
    """The answer to a step of writing, once it is what was wanted: that of the content key `answer`.

    Where it still is not, the product `instead` (what stood before the step) is taken, with a note; without one the step has failed.
    """

    wanted: Wanted
    answer: str
    instead: str | None = None


class SpokenText(Request):
    """A text that is to be translated: a line of dialogue and who says it, or, with nobody, a name. Its `id` counts from 1."""

    id: int
    text: str
    character: str = ""


class TranslationRequest(Request):
    """A part of an episode's dialogue in another language (BCP 47), or the names of its cast: what a language model is told of it.

    `terms` are those of the glossary that occur in `lines`, and what each has to be in `language`. `{names}` in the prompt stands for
    the product of the content key `names`, the cast's names in `language`. Where `mends` is given, it is the content key of an earlier
    answer, of which only the lines that were of no use are asked for again.
    """

    # Its translation depends on what is said; how it is asked for, and what of it is known already, must not have it paid again.
    unhashed: ClassVar[frozenset[str]] = frozenset(
        {
            *("system", "prompt", "max_tokens", "temperature", "timeout_s", "usual_tokens", "source_tokens", "usual_source_tokens"),
            *("keeps", "is_dubbed", "cast", "names"),
        }
    )

    source: str
    language: str
    lines: tuple[SpokenText, ...] = Field(min_length=1)
    terms: dict[str, str] = Field({})
    are_names: bool = False
    keeps: dict[int, str] = Field({})
    """What is translated already, by the line's id: it is shown, and not asked for."""
    cast: dict[str, str] = Field({})
    """The cast's names that stay what they are called here; those of `names` come beside them."""
    names: str | None = None
    is_dubbed: bool = False
    """Whether it is spoken too, hence must not be much longer to say."""
    system: str
    prompt: str
    source_tokens: int = 0
    mends: str | None = None
    max_tokens: int
    temperature: float | None = None
    usual_tokens: int
    usual_source_tokens: int = 0
    timeout_s: float | None = None

    @property
    def asks(self) -> tuple[SpokenText, ...]:
        """The lines that are not known yet."""
        return tuple(line for line in self.lines if line.id not in self.keeps)
