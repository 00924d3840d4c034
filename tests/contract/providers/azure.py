"""Azure AI Speech's REST text to speech: SSML in, bytes out (learn.microsoft.com: rest-text-to-speech, speech-synthesis-markup)."""

from typing import ClassVar
from xml.etree import ElementTree as ET

from tests.contract.providers.vendor import REGION, Failure, Route, Standin
from tests.contract.providers.wire import Refused, Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, RateLimited

_SSML = "{http://www.w3.org/2001/10/synthesis}"
_MSTTS = "{http://www.w3.org/2001/mstts}"
_MSTTS_HTTPS = "{https://www.w3.org/2001/mstts}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# A style that a voice does not have is as none at all.
STYLES = {
    "default",
    "cheerful", "sad", "angry", "excited", "friendly", "terrified", "fearful", "shouting", "unfriendly", "whispering", "hopeful",
    "serious", "affectionate", "gentle", "disgruntled", "depressed", "calm", "assistant", "chat", "newscast", "lyrical", "envious",
    "embarrassed", "poetry-reading", "empathetic",
}  # fmt: skip
FORMATS = {
    "audio-16khz-128kbitrate-mono-mp3",
    "audio-24khz-160kbitrate-mono-mp3",
    "audio-48khz-192kbitrate-mono-mp3",
    "riff-24khz-16bit-mono-pcm",
}


class Azure(Standin):
    source = "learn.microsoft.com/azure/ai-services/speech-service: rest-text-to-speech, speech-synthesis-markup-structure, -voice"
    host = f"{REGION}.tts.speech.microsoft.com"
    feels = frozenset({"speech"})
    carries: ClassVar = {"speech": frozenset({"text", "voice"})}
    failures = (
        Failure("rate", "submit", Reply(429, b""), RateLimited),
        Failure("rate-told", "submit", Reply(429, b"", {"Retry-After": "2"}), RateLimited, 2.0),
        Failure("bad-ssml", "submit", Reply(400, b"SSML parsing error"), InvalidRequest),
        Failure("unsupported-media", "submit", Reply(415, b""), InvalidRequest),
        Failure("bad-gateway", "submit", Reply(502, b""), AmbiguousSubmit),
        Failure("unavailable", "submit", Reply(500, b""), AmbiguousSubmit),
    )
    routes: ClassVar = (Route("POST", "/cognitiveservices/v1", "speak", "submit"),)

    def authorise(self, request: Request) -> None:
        self.header(request, "ocp-apim-subscription-key", self.key, Reply(401, f"Access denied for {self.key}".encode()))

    def refusing(self, code: str) -> Reply:
        return Reply(400, code.encode())

    def invalid(self, why: str) -> Reply:
        return Reply(400, why.encode())

    def speak(self, request: Request) -> Reply:
        if request.media_type != "application/ssml+xml" or request.headers.get("x-microsoft-outputformat") not in FORMATS:
            self.complaints.append("Content-Type must be application/ssml+xml, and X-Microsoft-OutputFormat a known format")
            raise Refused(Reply(415, b""))
        if not request.headers.get("user-agent"):
            raise Wrong("User-Agent: is missing")
        try:
            speak = ET.fromstring(request.raw.decode())
        except ET.ParseError as error:
            raise Wrong(f"SSML: {error}") from None
        if speak.tag != f"{_SSML}speak" or speak.get("version") != "1.0" or not speak.get(_LANG):
            raise Wrong("SSML: speak needs the SSML namespace, version 1.0 and xml:lang")
        voices = speak.findall(f"{_SSML}voice")
        if len(voices) != 1 or (speak.text and speak.text.strip()):
            raise Wrong("SSML: one voice, and all text in it")
        self._check_inside(voices[0])
        self.bill("speech", {"text": "".join(voices[0].itertext()), "voice": voices[0].get("name")})
        return Reply(200, self.product("speech"), {"Content-Type": "audio/mpeg"})

    def _check_inside(self, voice: ET.Element) -> None:
        for element in voice.iter():
            if element.tag in (f"{_MSTTS}express-as", f"{_MSTTS_HTTPS}express-as"):
                if element.get("style") not in STYLES or not 0.01 <= float(element.get("styledegree", "1")) <= 2:
                    raise Wrong(f"SSML: express-as {element.attrib} has no known style, or a degree out of 0.01 to 2")
            elif element.tag not in (f"{_SSML}voice", f"{_SSML}prosody", f"{_SSML}lang"):
                raise Wrong(f"SSML: {element.tag} is not known here")
