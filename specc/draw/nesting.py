"""What stands in which cluster, for formats that are written from the outside in."""

from specc.draw.scene import Box, Cluster, Scene


class Nesting:
    """The boxes and clusters of a scene by the cluster around them; at the top it is ""."""

    def __init__(self, scene: Scene) -> None:
        self.boxes: dict[str, list[Box]] = {}
        self.clusters: dict[str, list[Cluster]] = {}
        for box in scene.boxes:
            self.boxes.setdefault(box.cluster, []).append(box)
        for cluster in scene.clusters:
            self.clusters.setdefault(cluster.parent, []).append(cluster)
