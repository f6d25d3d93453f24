"""Proves that generated programs are what their spec says, by running them in their frameworks.

specc's own process imports no framework: `worker` runs in one process for each backend, and both
sides talk in lines of JSON (`message`).
"""
