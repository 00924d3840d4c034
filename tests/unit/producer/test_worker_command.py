"""`cliffhanger worker`: whom a paid worker serves, and what it refuses."""

import pytest

from producer.cli.worker import paid_queues
from shared.catalogue import Catalogue, load
from shared.errors import InputError


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    shipped = load()
    for vendor in shipped.vendors.values():
        for name in vendor.wanted_keys() if hasattr(vendor, "wanted_keys") else ():
            monkeypatch.delenv(name, raising=False)
    return shipped


def test_it_serves_the_vendors_whose_keys_are_there(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_KEY", "0f9a" * 16)
    monkeypatch.setenv("LUMAAI_API_KEY", "1b7c" * 16)

    assert "provider.fal" in paid_queues(catalogue)
    assert "provider.kling" not in paid_queues(catalogue)
    assert paid_queues(catalogue, " fal,fal ") == ["provider.fal"]


@pytest.mark.parametrize(
    ("vendors", "told"),
    [
        (None, "no vendor's key is there"),
        ("kling", "--vendors: kling needs KLING_API_KEY, which is not set"),
        ("klnig", "there is no vendor 'klnig'; there are: "),
        ("studio", "there is no vendor 'studio'"),
        (" , ", "--vendors names nobody"),
    ],
)
def test_a_worker_with_nobody_to_ask_is_not_started(catalogue: Catalogue, vendors: str | None, told: str) -> None:
    with pytest.raises(InputError, match=told):
        paid_queues(catalogue, vendors)
