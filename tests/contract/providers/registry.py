"""The stand-ins by the vendor's name in the catalogue. A new vendor: one file here, one entry below."""

from tests.contract.providers.ark import Ark
from tests.contract.providers.atlascloud import AtlasCloud
from tests.contract.providers.atlascloud_article import AtlasCloudArticle
from tests.contract.providers.azure import Azure
from tests.contract.providers.compatible import Compatible
from tests.contract.providers.dashscope import DashScope
from tests.contract.providers.elevenlabs import ElevenLabs
from tests.contract.providers.fal import Fal
from tests.contract.providers.gemini import Gemini
from tests.contract.providers.heygen import HeyGen
from tests.contract.providers.holysheep import HolySheep
from tests.contract.providers.kling import Kling
from tests.contract.providers.kling_legacy import KlingLegacy
from tests.contract.providers.luma import Luma
from tests.contract.providers.minimax import MiniMax
from tests.contract.providers.openai import OpenAI
from tests.contract.providers.replicate import Replicate
from tests.contract.providers.runway import Runway
from tests.contract.providers.stability import Stability
from tests.contract.providers.sync import Sync
from tests.contract.providers.vendor import Standin
from tests.contract.providers.wavespeed import WaveSpeed

STANDINS: dict[str, type[Standin]] = {
    "atlascloud": AtlasCloud,
    "atlascloud-article": AtlasCloudArticle,
    "holysheep": HolySheep,
    "openai": OpenAI,
    "ark": Ark,
    "gemini": Gemini,
    "kling": Kling,
    "kling-legacy": KlingLegacy,
    "luma": Luma,
    "runway": Runway,
    "dashscope": DashScope,
    "fal": Fal,
    "minimax": MiniMax,
    "replicate": Replicate,
    "azure": Azure,
    "compatible": Compatible,
    "elevenlabs": ElevenLabs,
    "heygen": HeyGen,
    "stability": Stability,
    "sync": Sync,
    "wavespeed": WaveSpeed,
}
