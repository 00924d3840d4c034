"""The line: every stage, in order, from the script on; then those of jobs files."""

from shared.line.requests import StageName
from worker.stages import clip, episode, image, lipsync, music, reference, speech, text, translate, video, writing
from worker.stages.stage import Stage

LINE: dict[StageName, Stage] = {
    **writing.STAGES,
    "translate": translate.STAGE,
    "reference": reference.STAGE,
    "video": video.STAGE,
    "speech": speech.STAGE,
    "lipsync": lipsync.STAGE,
    "music": music.STAGE,
    "episode": episode.STAGE,
    "image": image.STAGE,
    "clip": clip.STAGE,
    "text": text.STAGE,
}
