"""A script as a 剧本: the way back, for round trips."""

import re

from shared.season_script import DialogueLine, EpisodeScript, SceneScript, ScriptFile

MARKS = re.compile(r"\[(人物|音效|音乐|字幕|镜头|道具|时间)：([^\]]*)\]")


def juben_text(script: ScriptFile) -> str:
    fields = [f"{name}：{value}" for name, value in (("剧名", script.title), ("题材", script.genre)) if value]
    return "\n".join([*fields, *(line for episode in script.episodes for line in episode_lines(episode))]) + "\n"


def episode_lines(episode: EpisodeScript) -> list[str]:
    lines = ["", f"# 第{episode.episode_number}集"]
    lines += [f"时长：{episode.duration_seconds}秒"] if episode.duration_seconds else []
    lines += [f"梗概：{episode.logline}"] if episode.logline else []
    for scene in episode.scenes:
        lines += scene_lines(scene, episode.episode_number)
    return lines + ([f"悬念：{episode.cliffhanger}"] if episode.cliffhanger else [])


def scene_lines(scene: SceneScript, episode: int | None) -> list[str]:
    fields = {"情绪": scene.emotional_beat, "画面提示": scene.visual_prompt, "时长": f"{scene.duration_seconds or ''}"}
    lines = ["", f"## {episode}-{scene.scene_number} {scene.setting}", *(f"{name}：{value}" for name, value in fields.items() if value)]
    at = 0
    for mark in [*MARKS.finditer(scene.action), None]:
        said = scene.action[at : mark.start() if mark else None].strip()
        lines += [f"△{said}"] if said else []
        if mark:
            lines.append(f"【{mark[1]}】{mark[2]}")
            at = mark.end()
    return lines + [speech(line) for line in scene.dialogue]


def speech(line: DialogueLine) -> str:
    how = "、".join(part for part in (line.off_screen, line.delivery) if part)
    return f"{line.character}（{how}）：{line.line}" if how else f"{line.character}：{line.line}"
