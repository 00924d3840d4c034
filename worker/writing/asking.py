"""What a language model is told when its answer was not what was wanted."""

from collections.abc import Sequence

MOST_PROBLEMS = 20
"""Told at once: more is not read any better."""


def mend_words(problems: Sequence[str], *, is_cut: bool, language: str) -> str:
    """The next message to the model that gave a bad answer: continue exactly where it stopped, or write the whole JSON again.

    `language` is the BCP 47 tag of the season.
    """
    if is_cut:
        return (
            "Your answer broke off before its JSON was complete. Continue exactly where it stopped, with the very next character. "
            "Repeat nothing of what you wrote, begin no new JSON, and write no other words and no code fence: "
            "your two answers are put together as they are."
        )
    told = [f"- {problem}" for problem in problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        told.append(f"- and {len(problems) - MOST_PROBLEMS} more of that kind")
    again = (
        "Write the whole JSON again in the form that was asked for, with this put right and everything else kept. "
        f"Everything that is spoken or described is in the language {language!r}. Answer with the JSON alone."
    )
    return "\n".join(("Your answer cannot be used:", *told, again))
