"""The `cliffhanger` command: its sub-commands, its exit codes, its one-line errors."""

import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

import redis
import typer
from kombu.exceptions import OperationalError

from producer.cli import interrupts
from producer.cli.backup import backup
from producer.cli.batch import batch
from producer.cli.cast import cast
from producer.cli.change import cancel, redo, resume
from producer.cli.costs import costs
from producer.cli.doctor import doctor
from producer.cli.export import export
from producer.cli.flower import flower
from producer.cli.forget import forget
from producer.cli.gc import gc
from producer.cli.health import health
from producer.cli.hooks import hooks
from producer.cli.ledger import ledger
from producer.cli.look import report, status, watch
from producer.cli.metrics import metrics
from producer.cli.outcome import print_json
from producer.cli.plan import plan
from producer.cli.produce import produce
from producer.cli.providers import providers
from producer.cli.restore import restore
from producer.cli.schema import schema
from producer.cli.settle import settle
from producer.cli.up import up
from producer.cli.worker import worker
from producer.cli.write import write
from shared.errors import CliffhangerError, InputError, NotFound

USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""What all wrong options and arguments are to typer, which brings a click of its own along or not, by its version."""

EXIT_DONE, EXIT_UNFINISHED, EXIT_INPUT, EXIT_INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="cliffhanger",
    help="Turns a season of a short drama into finished, subtitled, lip-synced episodes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    produce,
    write,
    batch,
    plan,
    cast,
    status,
    watch,
    costs,
    settle,
    resume,
    cancel,
    redo,
    report,
    export,
    schema,
    providers,
    doctor,
    worker,
    health,
    hooks,
    metrics,
    up,
    flower,
    backup,
    restore,
    gc,
    forget,
):
    app.command()(command)
app.add_typer(ledger)


def main() -> NoReturn:
    """The console script. Exit codes: 0 done, 1 partial or failed, 2 bad input, 3 stopped by the budget, 130 interrupted."""
    interrupts.listen()
    try:
        code = app(standalone_mode=False) or EXIT_DONE
    except USAGE_ERROR as error:
        code = _refuse_usage(error)
    except (InputError, NotFound) as error:
        code = _refuse(EXIT_INPUT, error)
    except CliffhangerError as error:
        code = _refuse(EXIT_UNFINISHED, error)
    except (redis.RedisError, OperationalError) as error:
        why = f"Redis does not answer: {_one_line(error)}"
        code = _refuse(EXIT_UNFINISHED, f"{why}; 'cliffhanger doctor' says more, and the same command goes on later")
    except OSError as error:
        code = _refuse(EXIT_UNFINISHED, f"{error.strerror or type(error).__name__}: {error.filename or _one_line(error)}")
    except (KeyboardInterrupt, interrupts.Interrupted, typer.Abort):
        code = _refuse(EXIT_INTERRUPTED, "stopped; the same command goes on where this one was")
    sys.exit(code)


def _refuse(code: int, what: object) -> int:
    """Say what is wrong: to people, and on stdout to a script that asked for JSON; answers the exit code."""
    _say(what)
    if "--json" in sys.argv[1:]:
        with suppress(OSError):
            print_json({"error": str(what)})
    return code


def _refuse_usage(error: Any) -> int:
    """A wrong option or argument in one line; no arguments at all in a page of help."""
    command = error.ctx.command_path.split()[-1] if error.ctx is not None and error.ctx.parent is not None else ""
    if len(sys.argv) == 1:
        error.show()
        return EXIT_INPUT
    # Typer has pydantic judge what is given, which puts its own two words before what is wrong.
    wrong = _one_line(error.format_message()).replace(": Value error, ", ": ").rstrip(".")
    return _refuse(EXIT_INPUT, f"{wrong}. See '{' '.join(filter(None, ['cliffhanger', command, '--help']))}'.")


def _one_line(error: object) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _say(what: object) -> None:
    try:
        print(f"cliffhanger: {what}", file=sys.stderr)  # noqa: T201  # the command's voice
    except OSError:
        # The terminal has gone away; nobody is there to read it, and the exit must not fail on it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
