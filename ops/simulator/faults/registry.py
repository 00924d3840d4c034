"""All faults by name."""

from ops.simulator.faults.answers import ANSWERS
from ops.simulator.faults.anytime import ANYTIME
from ops.simulator.faults.callbacks import CALLBACKS
from ops.simulator.faults.downloads import DOWNLOADS
from ops.simulator.faults.fates import FATES
from ops.simulator.faults.fault import Fault, Moment
from ops.simulator.faults.odd import ODD
from ops.simulator.faults.polls import POLLS
from ops.simulator.faults.products import PRODUCTS
from ops.simulator.faults.refusals import REFUSALS
from ops.simulator.faults.replies import REPLIES
from ops.simulator.faults.translations import TRANSLATIONS

__all__ = ["FAULTS", "Fault", "Moment"]

_PRODUCTS = {**PRODUCTS, **ODD}
_REPLIES = {**REPLIES, **TRANSLATIONS}
FAULTS: dict[str, Fault] = {**ANYTIME, **REFUSALS, **ANSWERS, **FATES, **_PRODUCTS, **POLLS, **DOWNLOADS, **CALLBACKS, **_REPLIES}
