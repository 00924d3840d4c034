"""Keeps a season from getting a second ledger: on the line where it has one in this STATE_DIR, or here where it has one on the line."""

from contextlib import suppress

from producer.embedded.home import home_of, season_folder
from producer.reach import reach
from shared.errors import InputError, NotFound
from shared.ledger.ledger import Ledger
from shared.redis_client import open_redis
from shared.settings import Settings
from shared.state.season import list_seasons

_AT_LINE = "line"
"""The file in a season's folder that says that it was ordered on a line after it was made here, for nothing."""


def check_for_line(settings: Settings, season: str) -> None:
    """Before a season is ordered on the line. Raises InputError where it has paid for something, or is at work, in this STATE_DIR."""
    home = home_of(settings, season)
    if home is None or _is_at_line(settings, season):
        return
    if _has_books(settings, season):
        where = "'cliffhanger up'" if home == "up" else str(season_folder(settings, season))
        raise InputError(
            f"{season}: its ledger is that of {where}, and CLIFFHANGER_REDIS_URL names another, which would allow the whole budget again: "
            f"'cliffhanger resume {season}' goes on there, and so does 'produce' without that setting"
        )
    # What was only rehearsed has nothing to be kept apart; from now on its ledger is the line's.
    (season_folder(settings, season) / _AT_LINE).touch()


def check_for_here(settings: Settings, season: str, *, is_paid: bool) -> None:
    """Before a season is made in this STATE_DIR. Raises InputError where its ledger is a line's, as far as that can be known."""
    if (season_folder(settings, season) / _AT_LINE).exists() or (
        is_paid and home_of(settings, season) is None and _is_at_line(settings, season)
    ):
        raise InputError(
            f"{season}: was ordered on a line, whose ledger it keeps: give CLIFFHANGER_REDIS_URL, and leave --embedded out; or give "
            f"another --out, which makes it another season"
        )


def _is_at_line(settings: Settings, season: str) -> bool:
    return settings.state_url is not None and season in list_seasons(open_redis(settings.state_url))


def _has_books(settings: Settings, season: str) -> bool:
    """Whether a season of this STATE_DIR is at work, or was ever about to pay."""
    here = settings.model_copy(update={"redis_url": None, "ledger_url": None, "broker_url": None})
    with suppress(NotFound), reach(here, season) as reached:
        return reached.state.meta()["state"] == "running" or bool(list(Ledger(reached.client).calls(season)))
    return False
