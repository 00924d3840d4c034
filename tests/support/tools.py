"""Programs that tests run beside our own: found, or the test is skipped with a reason; where all must be there, their absence fails it."""

import os
import shutil

import pytest

REQUIRED = "CLIFFHANGER_REQUIRE_TOOLS"
"""Set to 1 where every program is installed: a test that cannot run is a failure then."""

PACKAGES = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "prometheus": "prometheus",
    "promtool": "prometheus",
    "rabbitmq-server": "rabbitmq-server",
    "rabbitmqctl": "rabbitmq-server",
    "redis-server": "redis-server",
    "redis-cli": "redis-tools",
    "redis-sentinel": "redis-sentinel",
    "ip": "iproute2",
    "unshare": "util-linux",
}
"""Debian's package of each."""

# Debian keeps servers where only root looks for them.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])


def program(name: str) -> str:
    """The path of a program; without it the test is skipped, or fails where `REQUIRED` is set."""
    found = shutil.which(name, path=_PATH)
    if found is None:
        absent(f"{name} is missing (Debian, Ubuntu: apt-get install {PACKAGES[name]})")
    return str(found)


def absent(reason: str) -> None:
    """Skip the test for want of something, or fail it where nothing may be wanting."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(reason)
    pytest.skip(reason)
