"""The words in which a layer says how signal and gradient pass through it.

A layer's `signal` gets a `Path` and what is known of its inputs, and says in a few words what
comes out; each word knows its own way back. The words stand in files of their own, which are
imported when one of their words is first said: few networks need all of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from specc.flow.tape import Tape

WORDS = {
    "mixing": "mix slide spread look",
    "bending": "bend halve soften soften_log",
    "pooling": "top level top_of level_of length_of",
    "norming": "norm_batch norm_channels norm_square norm_groups",
    "joining": "add times_each extreme widen",
    "chaining": "join",
    "placing": "reshape permute cut surround mirror grow shift lift place stretch derived",
    "noising": "drop disturb sample drawn drop_alpha constant detach",
    "products": "contract unit",
    "attending": "attend weigh",
    "recurring": "recur beat gate curve",
}
"""Each is a method of the class that has the file's name with a capital letter."""

SAID_IN = {word: file for file, words in WORDS.items() for word in words.split()}

if TYPE_CHECKING:
    from specc.flow.attending import Attending
    from specc.flow.bending import Bending
    from specc.flow.chaining import Chaining
    from specc.flow.joining import Joining
    from specc.flow.mixing import Mixing
    from specc.flow.noising import Noising
    from specc.flow.norming import Norming
    from specc.flow.placing import Placing
    from specc.flow.pooling import Pooling
    from specc.flow.products import Products
    from specc.flow.recurring import Recurring

    class Path(
        Mixing, Bending, Pooling, Norming, Joining, Chaining, Placing, Noising, Products, Attending,
        Recurring,
    ):  # fmt: skip
        """All words."""
else:

    class Path(Tape):
        """All words."""

        def __getattr__(self, word: str) -> Any:
            """A word that is said for the first time."""
            if word not in SAID_IN:
                raise AttributeError(word)
            file = SAID_IN[word]
            said = getattr(import_module(f"specc.flow.{file}"), file.capitalize())
            for name, one in vars(said).items():
                if callable(one) and not name.startswith("__"):
                    setattr(Path, name, one)
            return getattr(self, word)
