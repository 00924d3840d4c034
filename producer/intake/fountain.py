"""Fountain: screenplays in plain text (the syntax of fountain.io, version 1.1)."""

import re
from collections.abc import Callable, Sequence

from producer.intake.draft import Draft, Paragraph, Written
from producer.intake.fountain_marks import Note, without_asides

_HEADING = re.compile(r"(?:INT|EXT|EST|INT\.?\s*/\s*EXT|EXT\.?\s*/\s*INT|I\s*/\s*E)[. ]\s*\S", re.IGNORECASE)
_SCENE_NUMBER = re.compile(r"\s*#([\w.-]{1,20})#\s*$")
_TRANSITION = re.compile(r"[^a-z]{0,60}TO:|FADE (?:IN|OUT)[.:]?|CUT TO BLACK[.:]?")
_TITLE_FIELD = re.compile(r"([A-Za-z][A-Za-z ]{0,30}):\s*(.*)")
_TITLE_FIELDS = frozenset(
    {"title", "credit", "author", "authors", "source", "draft date", "date", "contact", "copyright", "notes", "revision", "genre", "format"}
)
_EPISODE = re.compile(r"(?:EPISODE|EP\.?|E)\s*(\d{1,4})\b[\s:.\-–—]*(.*)|第\s*(\d{1,4})\s*[集话話][\s:：.\-–—]*(.*)", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*[(（]([^()（）]{0,60})[)）]\s*$")
_OFF_SCREEN = {"VO": "VO", "OS": "OS", "OC": "OS"}
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)([^*_\n]{1,500}?)(?<=\S)(?<!\\)\1")
_NAMED = {
    "visual": "visual_prompt", "beat": "emotional_beat", "seconds": "seconds", "cliffhanger": "cliffhanger", "logline": "logline",
}  # fmt: skip


def is_fountain(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a text has a scene heading as screenplays do, alone between blank lines."""
    before = ""
    for index, (_, text, _) in enumerate(paragraphs):
        after = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        if not before.strip() and not after.strip() and text == text.upper() and _HEADING.match(text.strip()):
            return True
        before = text
    return False


def read_fountain(paragraphs: Sequence[Paragraph]) -> Written:
    """The script in a Fountain text. Sections that are episodes begin episodes; without any, all is one episode."""
    return _Reading(paragraphs).written()


class _Reading:
    """Reads one text from top to bottom."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.draft = Draft()
        self.findings = self.draft.findings
        texts, notes = without_asides([paragraph.text for paragraph in paragraphs], self.findings)
        self.notes: dict[int, list[Note]] = notes
        self.texts = texts
        self.at = 0
        self.level = self.episode_level()

    def written(self) -> Written:
        self.title_page()
        while self.at < len(self.texts):
            text = self.texts[self.at].strip()
            begun = self.at
            if text:
                next(read for tells, read in self.kinds() if tells(text))(text)
            self.take_notes(begun)
            self.at += 1
        return self.draft.written("holds no scene; a scene begins with a heading such as 'INT. KITCHEN - MORNING'")

    def kinds(self) -> Sequence[tuple[Callable[[str], bool], Callable[[str], None]]]:
        """What a line may be, in the order in which it is asked."""
        return (
            (lambda text: len(text) >= 3 and set(text) == {"="}, self.page_break),
            (lambda text: text.startswith("#"), self.section),
            (lambda text: text.startswith("="), self.synopsis),
            (self.is_heading, self.heading),
            (lambda text: text.startswith(">") and text.endswith("<") and len(text) > 1, self.centred),
            (self.is_transition, self.transition),
            (lambda text: text.startswith("~"), self.lyrics),
            (self.is_cue, self.dialogue),
            (lambda _: True, self.action),
        )

    @property
    def line(self) -> int:
        return self.at + 1

    def is_alone(self) -> bool:
        """Whether a blank line, or none, stands before this line."""
        return self.at == 0 or not self.texts[self.at - 1].strip()

    def has_next(self) -> bool:
        return self.at + 1 < len(self.texts) and bool(self.texts[self.at + 1].strip())

    def episode_level(self) -> int:
        """How deep the sections are that begin episodes: those named so, else the outermost."""
        levels = [(len(text) - len(text.lstrip("#")), text.lstrip("#").strip()) for text in self.texts if text.startswith("#")]
        named = [level for level, name in levels if _EPISODE.match(name)]
        return min(named or [level for level, _ in levels] or [1])

    def title_page(self) -> None:
        while self.at < len(self.texts) and not self.texts[self.at].strip():
            self.at += 1
        first = _TITLE_FIELD.match(self.texts[self.at]) if self.at < len(self.texts) else None
        if first is None or first[1].strip().lower() not in _TITLE_FIELDS:
            return
        name = ""
        while self.at < len(self.texts) and self.texts[self.at].strip():
            text = self.texts[self.at]
            field = None if text.startswith(("   ", "\t")) else _TITLE_FIELD.match(text)
            name, value = (field[1].strip().lower(), field[2]) if field else (name, text.strip())
            self.title_field(name, plain(value))
            self.at += 1

    def title_field(self, name: str, value: str) -> None:
        if name in ("title", "genre"):
            self.draft.top(name, value, self.line)
        elif value:
            self.findings.warn(self.line, f"the title page's {name!r} is not used")

    def take_notes(self, at: int) -> None:
        """Notes such as `[[visual: …]]` are fields that a screenplay has no mark for; the others are the writers' own."""
        for name, value in self.notes.get(at, ()):
            field = _NAMED.get(name)
            if field == "seconds" and self.draft.wish_seconds(value, at + 1):
                continue
            if field in ("cliffhanger", "logline"):
                self.draft.in_episode(field, value, at + 1)
            elif field in ("visual_prompt", "emotional_beat"):
                self.draft.in_scene(field, value, at + 1)
            else:
                self.findings.warn(at + 1, "a note between [[ and ]] is not used")

    def page_break(self, _text: str) -> None:
        self.findings.note(self.line, "a page break has no meaning in a film, so it is left out")

    def section(self, text: str) -> None:
        name = text.lstrip("#").strip()
        if len(text) - len(text.lstrip("#")) != self.level:
            self.findings.warn(self.line, "a section that begins no episode is not used")
            return
        numbered = _EPISODE.match(name)
        number = int(numbered[1] or numbered[3]) if numbered else None
        self.draft.begin_episode(self.line, number)
        title = (numbered[2] or numbered[4] or "") if numbered else name
        title = plain(title)
        self.draft.in_episode("logline", f"{title}." if title and title[-1].isalnum() else title, self.line)

    def synopsis(self, text: str) -> None:
        value = plain(text.lstrip("=").strip())
        if self.draft.episodes and not self.draft.has_scene:
            self.draft.in_episode("logline", value, self.line)
        else:
            self.findings.warn(self.line, "a synopsis that does not follow an episode's section is not used")

    def is_heading(self, text: str) -> bool:
        forced = text.startswith(".") and len(text) > 1 and (text[1].isalnum() or text[1] in "([（【")
        return forced or (self.is_alone() and bool(_HEADING.match(text)))

    def heading(self, text: str) -> None:
        setting, number = text.removeprefix("."), None
        if found := _SCENE_NUMBER.search(setting):
            setting = setting[: found.start()]
            if found[1].isascii() and found[1].isdigit():
                number = int(found[1])
            else:
                self.findings.warn(self.line, f"the scene number {found[1]!r} is no whole number, so the scene is numbered by its place")
        self.draft.begin_scene(self.line, plain(setting), number)

    def centred(self, text: str) -> None:
        self.findings.note(self.line, "centred text is kept in the action as [TEXT: …]")
        self.draft.in_scene("action", f"[TEXT: {plain(text[1:-1])}]", self.line)

    def is_transition(self, text: str) -> bool:
        return text.startswith(">") or (self.is_alone() and not self.has_next() and bool(_TRANSITION.fullmatch(text)))

    def transition(self, text: str) -> None:
        self.findings.warn(self.line, f"the transition {text.removeprefix('>').strip()[:40]!r} is not used; scenes are cut")

    def lyrics(self, text: str) -> None:
        self.findings.note(self.line, "lyrics that nobody is named for are kept in the action as [LYRICS: …]")
        self.draft.in_scene("action", f"[LYRICS: {plain(text[1:])}]", self.line)

    def action(self, text: str) -> None:
        if not self.draft.has_scene:
            self.findings.note(self.line, "action before an episode's first scene heading is made as a scene of its own")
        self.draft.in_scene("action", plain(text.removeprefix("!")), self.line)

    def is_cue(self, text: str) -> bool:
        if not (self.is_alone() and self.has_next()):
            return False
        name = _EXTENSION.sub("", text.removesuffix("^").rstrip())
        is_upper = name == name.upper() and any("A" <= letter <= "Z" for letter in name)
        return text.startswith("@") or (is_upper and not text.startswith("!") and not name.endswith(":"))

    def dialogue(self, text: str) -> None:
        """A cue, and what is said, up to the next blank line; a line of two spaces does not end it."""
        name, deliveries, off_screen = self.cue(text)
        said: list[str] = []
        begun = self.line
        while self.at + 1 < len(self.texts) and self.texts[self.at + 1] != "" and (self.has_next() or self.texts[self.at + 1] == "  "):
            self.at += 1
            self.take_notes(self.at)
            spoken = self.texts[self.at].strip()
            if spoken.startswith("(") and spoken.endswith(")"):
                if said:
                    self.draft.say(begun, name, " ".join(said), "; ".join(deliveries), off_screen)
                    said, deliveries = [], []
                deliveries.append(plain(spoken[1:-1]))
            elif spoken:
                begun = begun if said else self.line
                if spoken.startswith("~"):
                    deliveries = list(dict.fromkeys([*deliveries, "singing"]))
                said.append(plain(spoken.removeprefix("~")))
        if said:
            self.draft.say(begun, name, " ".join(said), "; ".join(deliveries), off_screen)
        else:
            self.findings.warn(begun, "somebody is to speak, but no words follow")

    def cue(self, text: str) -> tuple[str, list[str], str | None]:
        """Who speaks, how, and whether off the screen."""
        if text.endswith("^"):
            self.findings.note(self.line, "two who speak at once are made one after the other")
            text = text[:-1].rstrip()
        forced = text.startswith("@")
        name = text.removeprefix("@").strip()
        deliveries: list[str] = []
        off_screen = None
        while (found := _EXTENSION.search(name)) and found.start() > 0:
            mark = re.sub(r"[^A-Z]", "", found[1].upper())
            if mark in _OFF_SCREEN:
                off_screen = _OFF_SCREEN[mark]
            elif mark != "CONTD" and found[1].strip():
                deliveries.insert(0, found[1].strip())
            name = name[: found.start()]
        return (plain(name) if forced else capitalised(plain(name))), deliveries, off_screen


def capitalised(name: str) -> str:
    """A cue's name as action writes it: `MRS. O'NEIL` is Mrs. O'Neil."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0] + word[0][1:].lower(), name).replace("'S", "'s")


def plain(text: str) -> str:
    """Text without the marks of emphasis, and without the backslashes before marks that are none."""
    for _ in range(3):
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"\\([*_])", r"\1", text).strip()
