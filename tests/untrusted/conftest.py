"""How hard the property tests of this folder try; `SPECC_FUZZ=2000` sets the number of examples."""

import os

EXAMPLES = int(os.environ.get("SPECC_FUZZ", "40"))
