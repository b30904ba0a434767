"""
The command line: parse, call, print.

One module a command group. Whatever happens, a command ends with one of the exit codes of
``channelmix.errors`` and without a traceback, unless ``--debug`` asks for one. Results go to
standard output; progress and messages go to standard error. Help imports no numerical library.
"""

import errno
import gc
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from channelmix.cli.leaving import Leave
from channelmix.cli.stopping import asked, stopping_cleanly
from channelmix.errors import ChannelmixError, InputError, Interrupted

if TYPE_CHECKING:
    from click import ClickException

OUR_BUG = 1
_OBJECTS_BETWEEN_LOOKS = 100_000
"""So rarely Python looks for garbage: loading libraries makes none, and looking took a start 0.05 s longer."""

STOPPED = "Stopped; nothing was left half-written."
_TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main() -> NoReturn:
    """Run the command that the process was given, and end the process with its exit code."""
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else numpy starts threads, which take a core as it loads
    leave = Leave()
    sys.exit(leave.with_code(execute(sys.argv[1:])))


def execute(words: Sequence[str]) -> int:
    """
    Run one command and return its exit code.

    Args:
        words: What stands after ``channelmix``.

    Examples:
        >>> execute(["--version"])
        channelmix 0.1.0
        0
    """
    _prepare_streams()
    try:
        with stopping_cleanly():
            code = _told(lambda: _run_to_the_end(words), debug="--debug" in words)
    except BrokenPipeError:
        _forget_standard_output()
        return 0
    except KeyboardInterrupt:
        # It came while what tells of it was still being loaded.
        print(STOPPED, file=sys.stderr)
        return Interrupted.exit_code
    return code


def _run_to_the_end(words: Sequence[str]) -> int:
    """
    Run one command until all it has printed is out.

    Raises:
        InputError: If standard output takes no more.
    """
    try:
        code = _run(words)
        sys.stdout.flush()
    except OSError as error:
        # What we open ourselves has a name, and is told where it is opened.
        if error.filename is not None or error.errno not in _TAKES_NO_MORE:
            raise
        _forget_standard_output()
        raise InputError(f"standard output cannot be written to the end (got '{error.strerror}')") from error
    return code


def _run(words: Sequence[str]) -> int:
    from click.exceptions import Exit

    from channelmix.cli.again import words_given
    from channelmix.cli.app import commands

    words_given.set(tuple(words))
    try:
        with commands.make_context("channelmix", list(words)) as context:
            result = commands.invoke(context)
    except Exit as done:
        return done.exit_code
    return result if isinstance(result, int) else 0


def _told(command: Callable[[], int], *, debug: bool) -> int:
    """Run a command; whatever it raises becomes a message and an exit code."""
    import rich_click as click
    from click.exceptions import NoArgsIsHelpError

    try:
        return command()
    except BrokenPipeError:
        raise
    except NoArgsIsHelpError as error:
        error.show()
        return InputError.exit_code
    except click.ClickException as error:
        _say(_in_one_line(error))
        return InputError.exit_code
    except (KeyboardInterrupt, click.Abort, Interrupted):
        return _stopped()
    except ChannelmixError as error:
        _say(str(error))
        return error.exit_code
    except Exception as error:
        if debug:
            traceback.print_exc()
        elif asked():
            # An import that is interrupted may say that it failed.
            return _stopped()
        else:
            _say(_report_of(error))
        return OUR_BUG


def _stopped() -> int:
    _say("\n" * sys.stderr.isatty() + STOPPED)
    return Interrupted.exit_code


def _in_one_line(error: "ClickException") -> str:
    """Return what was wrong with the words of a command, and where to read how it is used."""
    context = getattr(error, "ctx", None)
    return error.format_message() + (f" See '{context.command_path} --help'." if context else "")


def _report_of(error: Exception) -> str:
    """Keep the traceback in a file, and return one line that asks for it."""
    from channelmix.cli.faults import keep

    kept = keep(error)
    where = f" and attach {kept}" if kept else ", with what 'channelmix --debug ...' prints"
    return f"channelmix made a mistake of its own ({type(error).__name__}: {error}); please report it{where}"


def _say(text: str) -> None:
    from channelmix.cli.console import say

    say(text)


def _prepare_streams() -> None:
    """Let neither a closed stream nor a letter that a stream cannot show stop a command."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _forget_standard_output() -> None:
    """Let the interpreter's last flush go nowhere: the reader has gone, or there is no room."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
