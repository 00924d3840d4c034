"""Any server that speaks as OpenAI does: the same protocol at an address that the user names."""

from tests.contract.providers.openai import OpenAI
from tests.contract.providers.vendor import COMPATIBLE_HOST


class Compatible(OpenAI):
    source = "the API reference of api.openai.com, which such servers imitate"
    host = COMPATIBLE_HOST
