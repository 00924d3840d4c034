"""Holds what is installed against known vulnerabilities: `python -m ops.audit`; exit code 1 where one is known.

The tools (pip-audit and cyclonedx-bom, both Apache-2.0) have an environment of their own: the product installs nothing that they need.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOOLS = ("pip-audit>=2.9,<3", "cyclonedx-bom>=7,<8")
# An advisory database that is not reached answers nothing for a long time.
PATIENCE_S = 300


@dataclass(frozen=True)
class Found:
    """What the audit says. `vulnerable` is one line each."""

    audited: int
    skipped: int
    vulnerable: tuple[str, ...]

    @property
    def line(self) -> str:
        """The outcome in one line."""
        if self.vulnerable:
            return f"{len(self.vulnerable)} known vulnerabilities in {self.audited} packages"
        if self.audited == 0:
            return f"not audited: the advisory database knows none of {self.skipped} packages, or was not reached"
        rest = f"; {self.skipped} could not be audited" if self.skipped else ""
        return f"no known vulnerability in {self.audited} packages{rest}"


def read_report(report: Mapping[str, Any]) -> Found:
    """Read pip-audit's JSON: `dependencies`, each with its `vulns`, or with a `skip_reason` where it could not be asked for."""
    dependencies: Sequence[Mapping[str, Any]] = report["dependencies"]
    audited = [each for each in dependencies if "skip_reason" not in each]
    lines = tuple(
        f"{each['name']} {each['version']}: {vuln['id']}" + (f", mended in {', '.join(fixed)}" if (fixed := vuln["fix_versions"]) else "")
        for each in audited
        for vuln in each["vulns"]
    )
    return Found(len(audited), len(dependencies) - len(audited), lines)


def installed(python: Path) -> list[str]:
    """What is installed beside an interpreter, as `name==version`; what is being worked on itself is left out."""
    asked = [str(python), "-m", "pip", "list", "--format", "json", "--exclude-editable"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    return [f"{each['name']}=={each['version']}" for each in json.loads(done.stdout)]


def audit(tools: Path, pins: Sequence[str]) -> Found:
    """Ask for what is known of each package."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "pinned.txt"
        pinned.write_text("\n".join(pins) + "\n", encoding="utf-8")
        asked = [
            str(tools / "bin" / "pip-audit"),
            "-r",
            str(pinned),
            "--no-deps",
            "--disable-pip",
            "--format",
            "json",
            "--progress-spinner",
            "off",
        ]
        try:
            done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
            return read_report(json.loads(done.stdout))
        except (json.JSONDecodeError, subprocess.TimeoutExpired):
            # Without an answer it prints none.
            return Found(0, len(pins), ())


def prepare(tools: Path) -> None:
    """Make the tools' environment, where it is not there yet."""
    if not (tools / "bin" / "pip-audit").exists():
        subprocess.run([sys.executable, "-m", "venv", tools], check=True)
        pip = [str(tools / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *TOOLS], check=True, timeout=2 * PATIENCE_S)


def write_bill(tools: Path, target: Path) -> None:
    """Write the bill of materials (CycloneDX JSON) of what is installed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    asked = [str(tools / "bin" / "cyclonedx-py"), "environment", sys.executable, "--pyproject", "pyproject.toml", "--output-reproducible"]
    subprocess.run([*asked, "-o", str(target)], check=True, capture_output=True, timeout=PATIENCE_S)


def main() -> int:
    """Audit, or write the bill of materials; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tools", type=Path, default=Path(".venv-audit"), help="environment of the tools (default: %(default)s)")
    parser.add_argument("--sbom", type=Path, metavar="FILE", help="write the bill of materials there instead")
    options = parser.parse_args()
    try:
        prepare(options.tools.absolute())
    except subprocess.SubprocessError:
        # The lines above are pip's own.
        sys.stderr.write("not audited: the tools could not be installed; is there a network?\n")
        return 1 if options.sbom is not None else 0
    if options.sbom is not None:
        write_bill(options.tools.absolute(), options.sbom)
        return 0
    found = audit(options.tools.absolute(), installed(Path(sys.executable)))
    sys.stderr.writelines(f"{line}\n" for line in (*found.vulnerable, found.line))
    return 1 if found.vulnerable else 0


if __name__ == "__main__":
    raise SystemExit(main())
