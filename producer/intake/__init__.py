"""Intake: season files and scripts become what the line makes."""

from producer.intake.forms import FORMS
from producer.intake.intake import Intake
from producer.intake.read import read_season
from producer.intake.slug import slug_of

__all__ = ["FORMS", "Intake", "read_season", "slug_of"]
