"""The picture as subtitles see it: how large letters are, how long a line may be, and where it may stand."""

from dataclasses import dataclass, field

from shared.line.delivery import SafeArea, SubtitleStyle
from shared.line.requests import Format

MOST_LINES = 2
# The em as a share of the picture's height, but no more than this of its width: about what players of each shape show.
_OF_HEIGHT, _OF_WIDTH = 0.052, 0.065
# A picture too narrow for this many ems has smaller letters instead.
_LEAST_EMS = 10
# What outline and blur add to a line, on both sides together.
_BORDER_EMS = 0.2


@dataclass(frozen=True)
class Page:
    """A season's pictures and how subtitles are wanted in them. `cast` has the speakers in an order that every episode shares."""

    format: Format
    safe_area: SafeArea = field(default_factory=SafeArea)
    style: SubtitleStyle = field(default_factory=SubtitleStyle)
    cast: tuple[str, ...] = ()

    @property
    def side_pixels(self) -> int:
        """The margin left and right: the larger of the safe area's, so that lines stay in the picture's middle."""
        return round(self.format.width * max(self.safe_area.left, self.safe_area.right))

    @property
    def bottom_pixels(self) -> int:
        """The margin below the last line."""
        return round(self.format.height * self.safe_area.bottom)

    @property
    def em_pixels(self) -> int:
        """The size of the letters."""
        wide = self.format.width - 2 * self.side_pixels
        return max(8, round(min(self.format.height * _OF_HEIGHT, self.format.width * _OF_WIDTH, wide / _LEAST_EMS)))

    @property
    def widest_ems(self) -> float:
        """How much text a line holds between the margins."""
        return (self.format.width - 2 * self.side_pixels) / self.em_pixels - _BORDER_EMS
