"""What the backends share: turning a graph into classes, loops, names and formatted Python."""
