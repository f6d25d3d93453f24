"""A layered layout (Sugiyama, Tagawa and Toda 1981), one cluster at a time, top to bottom.

Every cluster is laid out by itself and then is one large box of the cluster around it. Wires
cross its frame at ports, move sideways only between two layers, and pass a layer in a lane of
their own: so no wire touches a box that it does not belong to.
"""

from specc.draw.layout.picture import Arrow, Picture, Rect, Text
from specc.draw.layout.place import place

__all__ = ["Arrow", "Picture", "Rect", "Text", "place"]
