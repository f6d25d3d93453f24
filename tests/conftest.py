"""Settings of all tests: property tests have no deadline, and in CI no chance in them."""

import os

from hypothesis import settings

settings.register_profile("specc", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("specc")
