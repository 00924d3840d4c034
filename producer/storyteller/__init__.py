"""The offline writer: a seeded story grammar that turns a premise into a season in Chinese or English, each line in both."""

from producer.storyteller.script import Fact, WrittenScript
from producer.storyteller.write import write

__all__ = ["Fact", "WrittenScript", "write"]
