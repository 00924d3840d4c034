"""The extra `exports`: where it is not installed, one line says how to install it."""

import sys

import pytest

from shared.errors import MissingPart
from worker.exports.packages import need_opentimelineio


@pytest.mark.parametrize("package", ["opentimelineio", "otio_fcp_adapter", "otio_cmx3600_adapter"])
def test_a_missing_package_is_named_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingPart, match=rf"needs the package {package}: pip install 'cliffhanger\[exports\]'"):
        need_opentimelineio()
