"""What runs in a process of its own beside a framework: `specc` itself never imports this.

A backend's worker is a module that calls `serve` with its `Framework` when it is run.
"""
