"""The audit of what is installed: a vulnerability is told, and an audit that could not be made is not taken for a good one."""

import sys
from pathlib import Path

from ops.audit import audit, installed, read_report

MENDED = {"id": "PYSEC-2026-1", "fix_versions": ["1.1", "2.0"]}
KNOWN = {"name": "leaky", "version": "1.0", "vulns": [MENDED, {"id": "PYSEC-2026-2", "fix_versions": []}]}
SOUND = {"name": "sound", "version": "2.1", "vulns": []}
UNKNOWN = {"name": "private", "skip_reason": "Dependency not found on PyPI and could not be audited: private (0.1)"}


def test_each_vulnerability_is_a_line_with_the_version_that_mends_it():
    found = read_report({"dependencies": [KNOWN, SOUND], "fixes": []})

    assert found.vulnerable == ("leaky 1.0: PYSEC-2026-1, mended in 1.1, 2.0", "leaky 1.0: PYSEC-2026-2")
    assert found.line == "2 known vulnerabilities in 2 packages"


def test_what_could_not_be_audited_is_counted():
    assert read_report({"dependencies": [SOUND, UNKNOWN]}).line == "no known vulnerability in 1 packages; 1 could not be audited"


def test_an_audit_that_reached_nothing_says_so():
    assert read_report({"dependencies": [UNKNOWN]}).line.startswith("not audited: ")


def test_a_tool_that_answers_nothing_audits_nothing(tmp_path: Path):
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "pip-audit"
    tool.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    tool.chmod(0o755)

    found = audit(tmp_path, ["sound==2.1"])

    assert (found.audited, found.skipped, found.vulnerable) == (0, 1, ())


def test_what_is_installed_is_pinned_to_its_version():
    assert any(pin.startswith("celery==5.7") for pin in installed(Path(sys.executable)))
