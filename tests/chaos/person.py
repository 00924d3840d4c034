"""What a person does when a season has ended and is not done: looks into the provider's list, settles, raises the budget, resumes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from typer.testing import CliRunner

from producer.cli.app import app
from producer.messages import tell_workers
from producer.order import resubmit
from shared import keyspace
from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.settings import load_settings
from shared.state.season import SeasonState
from tests.chaos.line import ChaosLine

RAISE = 3


class Person:
    """Uses nothing but the product's own means and the provider's list of jobs."""

    def __init__(self, line: ChaosLine, season: str) -> None:
        self._line = line
        self._season = season
        self.ledger = Ledger(line.client)
        self.state = SeasonState(line.client, season)
        self.acts: Counter[str] = Counter()

    def unknown(self) -> list[CallRecord]:
        """Calls whose end nobody knows."""
        return [call for call in self.ledger.calls(self._season) if call.state == "unknown"]

    def settle_unknown(self) -> None:
        """Tell the ledger what the provider's list says of each unknown call. A job that is there is collected."""
        for call in self.unknown():
            if call.job is not None:
                # Its job is known: a resume asks for it again.
                continue
            job = next(self._jobs_of(call), None)
            said = ["--not-charged"] if job is None else ["--job", job["id"]]
            done = CliRunner().invoke(app, ["settle", call.id, *said])
            # Somebody may have found it out meanwhile: then it is unknown no more.
            assert done.exception is None or call.id not in {left.id for left in self.unknown()}, f"settle: {done.exception!r}"
            self.acts[said[0]] += 1

    def resume(self) -> None:
        """Ask for what is missing."""
        production = self.state.production()
        if production.budget_micros is not None and any("budget" in reason for reason in self.reasons()):
            self.acts["raised"] += 1
            production = production.model_copy(update={"budget_micros": production.budget_micros * RAISE})
            self._line.client.set(keyspace.production(self._season), production.model_dump_json())
        self.acts["resumed"] += 1
        resubmit(self.state)
        tell_workers(load_settings(), self._season)

    def reasons(self) -> list[str]:
        """Why scenes and episodes have failed."""
        production, meta = self.state.production(), self.state.meta()
        found = [meta.get("reason", "")]
        for number, episode in self.state.episodes(production.episodes).items():
            units = [str(scene.number) for scene in self.state.script(number).scenes]
            found += [episode.reason, *(episode.unit(unit).reason for unit in [*units, "join", "music"])]
        return [reason for reason in found if reason]

    def _jobs_of(self, call: CallRecord) -> Iterator[dict[str, Any]]:
        """What the provider lists of a call's attempt; what has failed and costs nothing is as good as absent."""
        reference = f"{call.id}-{call.attempt}"
        for job in self._line.simulator.books()["jobs"]:
            if job["client_ref"] == reference and (job["billed"] or job["state"] in ("running", "done")):
                yield job
