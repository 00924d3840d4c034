"""A script as Fountain text: the way back, for round trips."""

import re

from producer.intake.fountain import capitalised
from shared.season_script import DialogueLine, EpisodeScript, SceneScript, ScriptFile


def fountain_text(script: ScriptFile) -> str:
    fields = [f"{name}: {escaped(value)}" for name, value in (("Title", script.title), ("Genre", script.genre)) if value]
    return "\n\n".join(["\n".join(fields), *(block for episode in script.episodes for block in episode_blocks(episode))]) + "\n"


def episode_blocks(episode: EpisodeScript) -> list[str]:
    blocks = [f"# Episode {episode.episode_number}" if episode.episode_number else "#"]
    blocks += [f"[[seconds: {episode.duration_seconds}]]"] if episode.duration_seconds else []
    blocks += [f"= {escaped(episode.logline)}"] if episode.logline else []
    for scene in episode.scenes:
        blocks += scene_blocks(scene)
    return blocks + ([f"[[cliffhanger: {episode.cliffhanger}]]"] if episode.cliffhanger else [])


def scene_blocks(scene: SceneScript) -> list[str]:
    number = f" #{scene.scene_number}#" if scene.scene_number else ""
    named = {"visual": scene.visual_prompt, "beat": scene.emotional_beat, "seconds": scene.duration_seconds}
    blocks = [f".{escaped(scene.setting)}{number}", *(f"[[{name}: {value}]]" for name, value in named.items() if value)]
    for part in re.split(r"(\[TEXT: [^\]]*\]|\[LYRICS: [^\]]*\])", scene.action):
        if part.startswith("[TEXT: "):
            blocks.append(f">{escaped(part[7:-1])}<")
        elif part.startswith("[LYRICS: "):
            blocks.append(f"~{escaped(part[9:-1])}")
        elif part.strip():
            blocks.append(f"!{escaped(part.strip())}")
    return blocks + [speech(line) for line in scene.dialogue]


def speech(line: DialogueLine) -> str:
    upper = line.character.upper()
    name = upper if capitalised(upper) == line.character and re.search("[A-Z]", upper) else f"@{line.character}"
    extension = {"VO": " (V.O.)", "OS": " (O.S.)", None: ""}[line.off_screen]
    sung = line.delivery == "singing"
    how = [f"({line.delivery})"] if line.delivery and not sung else []
    return "\n".join([f"{escaped(name)}{extension}", *how, ("~" if sung else "") + escaped(line.line)])


def escaped(text: str) -> str:
    return re.sub(r"([*_])", r"\\\1", text)
