"""What `cliffhanger flower` refuses before it listens anywhere."""

import pytest

from producer.cli.flower import flower
from shared.errors import CliffhangerError, InputError, SettingsError


@pytest.fixture(autouse=True)
def _a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("producer.cli.flower.configure_logging", lambda *_: None)
    monkeypatch.setattr("producer.flower.serve.serve", lambda **given: pytest.fail(f"it listens: {given}"))
    monkeypatch.setenv("CLIFFHANGER_REDIS_URL", "redis://127.0.0.1:1/0")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4"])
@pytest.mark.parametrize(
    ("auth", "told"), [(None, "CLIFFHANGER_FLOWER_AUTH=user:password"), ("a:b", "12 or more"), ("ab", "user:password")]
)
def test_other_machines_are_not_let_in_without_a_good_password(
    host: str, auth: str | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if auth is not None:
        monkeypatch.setenv("CLIFFHANGER_FLOWER_AUTH", auth)

    with pytest.raises(CliffhangerError, match=told):
        flower(host=host)


@pytest.mark.parametrize("prefix", ["http://x/", "/", "flower", "/a b", "//", "/a/../b?c", "/<x>"])
def test_a_prefix_is_a_path(prefix: str) -> None:
    with pytest.raises(InputError, match="--prefix"):
        flower(prefix=prefix)


def test_without_a_line_there_is_nothing_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLIFFHANGER_REDIS_URL")

    with pytest.raises(SettingsError, match="CLIFFHANGER_REDIS_URL"):
        flower()
