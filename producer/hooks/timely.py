"""When a callback was signed: one from long ago may have been recorded by somebody else."""

from producer.hooks.delivery import Refused
from shared.standard_webhooks import TOLERANCE_S


def check_time(stamp: str, now_s: float) -> None:
    """Raise Refused unless a time (seconds since the epoch, as a header has it) is now, give or take five minutes."""
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise Refused(400, "the time of the signature is no number of seconds")
    if abs(now_s - int(stamp)) > TOLERANCE_S:
        raise Refused(400, f"it was signed more than {TOLERANCE_S} s ago, or ahead; the clocks may differ")
