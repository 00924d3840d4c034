"""The offline writer: a seeded story grammar that turns a premise into a season in Chinese or English, each line in both."""

from worker.studio.writer.script import Fact, WrittenScript
from worker.studio.writer.write import write

__all__ = ["Fact", "WrittenScript", "write"]
