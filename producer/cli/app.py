"""The `cliffhanger` command: its sub-commands, its exit codes, its one-line errors."""

import os
import sys
from typing import NoReturn

import redis
import typer
from kombu.exceptions import OperationalError

from producer.cli import interrupts
from producer.cli.change import cancel, redo, resume
from producer.cli.costs import costs
from producer.cli.doctor import doctor
from producer.cli.look import report, status, watch
from producer.cli.plan import plan
from producer.cli.produce import produce
from producer.cli.schema import schema
from producer.cli.settle import settle
from shared.errors import CliffhangerError, InputError, NotFound

EXIT_DONE, EXIT_UNFINISHED, EXIT_INPUT, EXIT_INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="cliffhanger",
    help="Turns a season of a short drama into finished, subtitled, lip-synced episodes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (produce, plan, status, watch, costs, settle, resume, cancel, redo, report, schema, doctor):
    app.command()(command)


def main() -> NoReturn:
    """The console script. Exit codes: 0 done, 1 partial or failed, 2 bad input, 3 stopped by the budget, 130 interrupted."""
    interrupts.listen()
    try:
        app(standalone_mode=True)
    except InputError as error:
        _say(error)
        code = EXIT_INPUT
    except NotFound as error:
        _say(error)
        code = EXIT_INPUT
    except CliffhangerError as error:
        _say(error)
        code = EXIT_UNFINISHED
    except (redis.RedisError, OperationalError) as error:
        _say(f"Redis does not answer: {_one_line(error)}; 'cliffhanger doctor' says more, and the same command goes on later")
        code = EXIT_UNFINISHED
    except OSError as error:
        _say(f"{error.strerror or type(error).__name__}: {error.filename or _one_line(error)}")
        code = EXIT_UNFINISHED
    except (KeyboardInterrupt, interrupts.Interrupted):
        _say("stopped; the same command goes on where this one was")
        code = EXIT_INTERRUPTED
    else:
        code = EXIT_DONE
    sys.exit(code)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _say(what: object) -> None:
    try:
        print(f"cliffhanger: {what}", file=sys.stderr)  # noqa: T201  # the command's voice
    except OSError:
        # The terminal has gone away; nobody is there to read it, and the exit must not fail on it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
