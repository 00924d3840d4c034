"""剧本: the Markdown or plain form of Chinese short-drama scripts, in simplified or traditional characters."""

import re
from collections.abc import Sequence
from dataclasses import replace

from producer.intake.draft import Draft, Paragraph, Written, seconds_of
from producer.intake.juben_headings import EpisodeHeading, SceneHeading, heading_of
from producer.intake.juben_marks import END, FIELDS, IN_ACTION, NARRATOR, SHOTS, TIME_RANGE, TRANSITION, UNUSED, VOICES, folded
from producer.intake.juben_speech import Speech, speech_of

_MARKUP = re.compile(r"\s*(#{1,6}(?=[\s第0-9E场])|>|[-*+](?=\s)|[0-9]{1,3}\.(?=\s+\*\*))?\s*")
_LABEL = re.compile(r"([^\s:()\[\]【】,。]{1,12}?)\s*:\s*(.*)")
_BRACKET = re.compile(r"[\[【(]\s*([^\[\]【】()]{1,300}?)\s*[\]】)]\s*:?\s*(.*)")
_RULE = re.compile(r"([-*_=~·])\1{2,}|```.*|<!--.*-->")
ENOUGH_SPOKEN = 2
"""Lines of dialogue or action that make a text with headings a script, and not a list or a novel."""
NO_SCENE = "holds no scene; a scene begins with a heading such as '1-1 天台 夜 外'"
BEFORE_ALL = "what stands before the first episode or scene is not used, but for title and genre"


def is_juben(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a text has headings of episodes or scenes, and people who speak or act as in a script."""
    headings = spoken = 0
    for paragraph in paragraphs:
        text, marked = _bare(paragraph)
        plain = folded(text)
        if heading_of(plain, marked=marked):
            headings += 1
        elif plain.startswith("△") or (headings and speech_of(text)):
            spoken += 1
        if headings and spoken >= ENOUGH_SPOKEN:
            return True
    return False


def has_headings(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a text has a heading of an episode or a scene."""
    return any(heading_of(folded(text), marked=marked) for text, marked in map(_bare, paragraphs))


def read_juben(paragraphs: Sequence[Paragraph]) -> Written:
    """The script in a 剧本."""
    reading = _Reading()
    for paragraph in paragraphs:
        reading.take(paragraph)
    return reading.written()


class _Reading:
    """Reads one script from top to bottom."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.findings = self.draft.findings
        self.line = 0
        self.episode: int | None = None
        # Without headings of episodes, the scenes' numbers tell them.
        self.has_episodes = False
        self.cue: Speech | None = None

    def written(self) -> Written:
        self.end_cue()
        return self.draft.written(NO_SCENE)

    def take(self, paragraph: Paragraph) -> None:
        """One line."""
        text, marked = _bare(paragraph)
        plain = folded(text)
        if not text or _RULE.fullmatch(plain):
            return
        if self.cue is None:
            self.line = paragraph.number
        heading = heading_of(_unbracketed(plain), marked=marked)
        if heading is not None or marked or not self.is_cued(plain):
            self.end_cue()
            self.line = paragraph.number
        if heading is not None:
            self.head(heading, _unbracketed(text))
        elif END.fullmatch(plain.strip("-~=· ")):
            pass
        elif not self.draft.episodes:
            self.preface(text, plain, marked)
        elif marked:
            self.heading_of_nothing(text, plain)
        elif self.cue is not None:
            self.draft.say(self.line, *self.cue.with_text(text))
            self.cue = None
        else:
            self.content(text, plain)

    def is_cued(self, plain: str) -> bool:
        """Whether a line is what the speaker named on the line before says."""
        return self.cue is not None and not plain.startswith(("△", "【", "[")) and speech_of(plain) is None

    def end_cue(self) -> None:
        if self.cue is not None:
            self.findings.warn(self.line, "somebody is to speak, but no words follow")
            self.cue = None

    def head(self, heading: EpisodeHeading | SceneHeading, text: str) -> None:
        if isinstance(heading, EpisodeHeading):
            self.episode, self.has_episodes = heading.number, True
            self.draft.begin_episode(self.line, heading.number)
            name = text[heading.name :].strip("《》【】:： ")
            self.draft.in_episode("logline", f"{name}。" if name and name[-1].isalnum() else name, self.line)
            return
        if heading.episode is not None and heading.episode != self.episode:
            if self.has_episodes:
                self.findings.warn(
                    self.line, "the scene's number names another episode than the one it stands in; it is numbered by its place"
                )
                heading = replace(heading, number=None)
            else:
                self.episode = heading.episode
                self.draft.begin_episode(self.line, heading.episode)
        self.draft.begin_scene(self.line, _one_line(text[heading.setting :]), heading.number)

    def preface(self, text: str, plain: str, marked: bool) -> None:
        label = _LABEL.fullmatch(plain)
        field = FIELDS.get(label[1].casefold()) if label else None
        name = re.fullmatch(r"《([^》]{1,100})》.{0,20}", text)
        if label and field in ("title", "genre"):
            self.draft.top(field, text[label.start(2) :].strip("《》 "), self.line)
        elif name or (marked and "title" not in self.draft.data and not re.search("人物|角色|梗概|简介|大纲|设定", plain)):
            self.draft.top("title", name[1] if name else text, self.line)
        else:
            self.findings.warn(self.line, BEFORE_ALL)

    def heading_of_nothing(self, text: str, plain: str) -> None:
        if not self.labelled(text, plain):
            self.findings.warn(self.line, "a heading that begins neither an episode nor a scene is not used")

    def content(self, text: str, plain: str) -> None:
        """A line of a scene."""
        if plain.startswith("△"):
            self.action(text[1:].strip())
        elif plain.startswith("|"):
            self.findings.warn(self.line, "a table is not read; a storyboard may be given as JSON")
        elif TRANSITION.fullmatch(_unbracketed(plain)):
            self.findings.warn(self.line, "a transition is not used; scenes are cut")
        elif not (self.bracketed(text, plain) or self.labelled(text, plain) or self.spoken(text)):
            self.findings.note(self.line, "a line without △ or a speaker is taken as action")
            self.action(text)

    def bracketed(self, text: str, plain: str) -> bool:
        """A line that begins with a mark in brackets: `【音效】雷声`, `[VO] 甲：…`, `（字幕：三年后）`, `【特写】`."""
        found = _BRACKET.fullmatch(plain)
        if found is None:
            return False
        inside, rest = text[found.start(1) : found.end(1)], text[found.start(2) :].strip()
        word = found[1].casefold()
        if word in VOICES:
            return self.voiced(VOICES[word], rest)
        if (word in IN_ACTION or word in FIELDS or word in UNUSED) and rest:
            return self.labelled(f"{inside}:{rest}", folded(f"{inside}:{rest}"))
        if not rest and self.labelled(inside, found[1]):
            return True
        if TIME_RANGE.fullmatch(found[1]):
            self.mark("时间", inside)
        elif SHOTS.search(found[1]):
            self.mark("镜头", inside)
        elif not rest and re.search("秒|s$", found[1]) and self.draft.has_scene and seconds_of(found[1]) is not None:
            return self.draft.wish_seconds(found[1], self.line)
        else:
            self.findings.note(self.line, "a mark in brackets that is not known here is kept in the action")
            self.action(text[: found.end(1) + 1])
        if rest and not (self.labelled(rest, folded(rest)) or self.spoken(rest)):
            self.action(rest)
        return True

    def voiced(self, off_screen: str, text: str) -> bool:
        speech = speech_of(text) or (Speech(NARRATOR, text, "", None) if text else None)
        if speech is None:
            return False
        self.say(Speech(speech.character, speech.text, speech.delivery, speech.off_screen or off_screen, speech.is_changed))
        return True

    def labelled(self, text: str, plain: str) -> bool:
        """A line that begins with a word of the form: `人物：甲、乙`, `字幕：三年后`, `时长：8秒`."""
        found = _LABEL.fullmatch(plain)
        if found is None:
            return False
        word, value = found[1].casefold(), _one_line(text[found.start(2) :])
        if word in VOICES:
            return self.voiced(VOICES[word], value)
        if word in UNUSED:
            self.findings.warn(self.line, f"'{text[: found.end(1)]}' is not used")
            return True
        if word in IN_ACTION:
            self.mark(IN_ACTION[word], value)
            return True
        return word in FIELDS and self.field(FIELDS[word], value)

    def field(self, name: str, value: str) -> bool:
        if name == "seconds":
            if not self.draft.wish_seconds(folded(value), self.line):
                self.findings.warn(self.line, "the length is not understood; write it such as '8秒' or '1分30秒'")
        elif name in ("title", "genre"):
            self.draft.top(name, value, self.line)
        elif name in ("logline", "cliffhanger"):
            self.draft.in_episode(name, value, self.line)
        elif name == "setting":
            self.setting(value)
        elif name == "action":
            self.action(value)
        else:
            self.draft.in_scene(name, value, self.line)
        return True

    def setting(self, value: str) -> None:
        """A place or a time: of the present scene while nothing happens in it, else of a new one."""
        scene = self.draft.scene
        if scene is None or "action" in scene or "dialogue" in scene:
            self.draft.begin_scene(self.line, value)
        else:
            self.draft.in_scene("setting", value, self.line)

    def spoken(self, text: str) -> bool:
        speech = speech_of(text)
        if speech is not None:
            self.say(speech)
        return speech is not None

    def say(self, speech: Speech) -> None:
        self.began()
        if speech.is_changed:
            self.findings.note(self.line, "a direction within what is said is kept as how it is said")
        if speech.text:
            self.draft.say(self.line, *speech.with_text(speech.text))
        else:
            self.cue = speech

    def mark(self, name: str, text: str) -> None:
        if text:
            self.findings.note(self.line, f"{name} is kept in the action as [{name}：…]")
            self.draft.in_scene("action", f"[{name}：{text}]", self.line)

    def action(self, text: str) -> None:
        self.began()
        self.draft.in_scene("action", _one_line(text), self.line)

    def began(self) -> None:
        if not self.draft.has_scene:
            self.findings.note(self.line, "what stands before an episode's first scene heading is made as a scene of its own")


def _bare(paragraph: Paragraph) -> tuple[str, bool]:
    """A line without Markdown's marks, and whether it is written as a heading."""
    text = paragraph.text.strip()
    found = _MARKUP.match(text)
    mark = found[1] if found else None
    bare = text[found.end() :] if found and mark else text
    is_bold = bare.startswith("**") and bare.endswith("**") and bare.count("**") == 2 and len(bare) > 4
    heading = paragraph.heading > 0 or bool(mark and mark.startswith("#"))
    plain = bare.replace("**", "").strip()
    if len(plain) > 2 and plain[0] == plain[-1] == "*" and "*" not in plain[1:-1]:
        plain = plain[1:-1].strip()
    return plain, heading or (is_bold and heading_of(folded(plain), marked=True) is not None)


def _unbracketed(text: str) -> str:
    """`【第1集】` without its brackets; other texts as they are."""
    inner = text[1:-1]
    return inner.strip() if text[:1] in "【[" and text[-1:] in "】]" and text and not set(inner) & set("【】[]") else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
