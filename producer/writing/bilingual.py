"""The same text in the two languages that prompts are written in."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Prompts = Literal["zh", "en"]
"""The language of a prompt: Chinese for seasons in Chinese, English for all others."""


class Bilingual(BaseModel):
    """A text in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, prompts: Prompts) -> str:
        return self.zh if prompts == "zh" else self.en
