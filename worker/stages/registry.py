"""The line: every stage, in order."""

from shared.line.requests import StageName
from worker.stages import episode, lipsync, music, reference, speech, video
from worker.stages.stage import Stage

LINE: dict[StageName, Stage] = {
    "reference": reference.STAGE,
    "video": video.STAGE,
    "speech": speech.STAGE,
    "lipsync": lipsync.STAGE,
    "music": music.STAGE,
    "episode": episode.STAGE,
}
