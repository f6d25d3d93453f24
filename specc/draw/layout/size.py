"""How large boxes and the heads of frames must be for their text."""

from specc.draw.layout.measure import text_width
from specc.draw.scene import Box, Cluster

TITLE, NOTE, LABEL = 12.0, 10.0, 10.0
"""Font sizes in pixels."""
HEAD = 24.0
"""Height of the band that carries a cluster's title."""
PAD = 14.0
LABEL_OFFSET = 5.0
NOTE_GAP = 12.0
TITLE_GAP = 4.0
_MARGIN = 12.0
_LEAST = 84.0


def titled(drawn: Box | Cluster) -> tuple[str, str, str]:
    """The title in three parts: its first word, the rest, and how often it stands for."""
    word, _, rest = drawn.title.partition(" ")
    return word, rest, f"x{drawn.times}" if drawn.times > 1 else ""


def title_width(drawn: Box | Cluster) -> float:
    """The width of a title line."""
    return sum(text_width(part, TITLE) + TITLE_GAP for part in titled(drawn) if part)


def box_size(box: Box) -> tuple[float, float]:
    """Width and height of a box."""
    widest = max(title_width(box), text_width(box.note, NOTE))
    return max(_LEAST, widest + 2 * _MARGIN), 42.0 if box.note else 28.0


def frame_width(cluster: Cluster) -> float:
    """The least width of a cluster, from its title and notes."""
    notes = text_width(cluster.note, NOTE)
    return title_width(cluster) + (notes + NOTE_GAP if notes else 0.0) + 2 * _MARGIN


def label_width(text: str) -> float:
    """The width of a wire's label."""
    return text_width(text, LABEL)
