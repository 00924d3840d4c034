"""The stand-ins by the vendor's name in the catalogue. A new vendor: one file here, one entry below."""

from tests.contract.providers.atlascloud import AtlasCloud
from tests.contract.providers.atlascloud_article import AtlasCloudArticle
from tests.contract.providers.holysheep import HolySheep
from tests.contract.providers.openai import OpenAI
from tests.contract.providers.vendor import Standin

STANDINS: dict[str, type[Standin]] = {
    "atlascloud": AtlasCloud,
    "atlascloud-article": AtlasCloudArticle,
    "holysheep": HolySheep,
    "openai": OpenAI,
}
