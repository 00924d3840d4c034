"""Whether those who are to write a season can read what they are told: found out before the first of them is paid."""

from producer.intake.document import Document
from producer.intake.problems import deny
from shared.catalogue import Catalogue
from shared.fit import Wants, misfit
from shared.line.unit import unit_line
from shared.line.writing_requests import WritingRequest
from shared.production import Episode, Production
from shared.season import Providers


def check_windows(production: Production, episode: Episode, catalogue: Catalogue, document: Document, providers: Providers) -> None:
    """Refuse a step that none of its models can take. Raises InputError that names the stage, the model and how much it would be."""
    line = unit_line(production, episode)
    for scene in episode.scenes:
        for need in line(scene).all:
            # An answer that has to be mended is the rarer case, and asks for more.
            if not isinstance(need.request, WritingRequest) or need.request.mends is not None:
                continue
            wrong = [misfit(catalogue.model(option.model), need.stage, need.request, Wants()) for option in need.options]
            if all(wrong):
                stage = need.stage if getattr(providers, need.stage) else "script"
                more = "name a model that reads more, or ask for fewer episodes or scenes"
                deny(document, ("providers", stage), f"{need.model} {wrong[0]}; {more}")
