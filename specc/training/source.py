"""Sources: where the examples come from.

Checking never opens what a source names; only generated code does. `facts` says what specc knows of
a source's data without opening it.
"""

from typing import ClassVar

from specc.kind import Choice, Either, Int, ListOf, Name, Optional, Text
from specc.setting import Fault, setting
from specc.training.facts import Facts, InputFact
from specc.training.family import Family, One, Path, PythonName
from specc.training.known_set import KERAS_SETS, SKLEARN_SETS, TORCHVISION_SETS
from specc.training.table import ROWS, Rows, table_facts

COLUMN = Either(Name(), Text())
COLUMNS = Either(COLUMN, ListOf(COLUMN))


class Source(Family, root=True):
    """Where the examples come from."""

    downloads: ClassVar[bool] = False
    """True where the generated code fetches the data from the network."""
    declares: ClassVar[bool] = False
    """True where the data can only be made from `input` and `target` lines."""

    @property
    def title(self) -> str:
        """How a message calls it."""
        name = getattr(self, "name", "")
        return f"`{self.word}({name})`" if name else f"`{self.word}`"

    def facts(self) -> Facts:
        """What is known of the data."""
        return Facts()


class Table(Source):
    """Rows that stand in the spec: `table([[0, 0], [0, 1]], [0, 1])`.

    An input row is a number (read as `[1]`) or a list, nested for more axes.
    """

    word = "table"
    inputs: Rows = setting(ROWS, doc="the rows of the input")
    targets: Rows | None = setting(Optional(ROWS), None, doc="the rows of the target")

    def check(self) -> Fault | None:
        """As many targets as inputs."""
        if self.targets is None or len(self.targets) == len(self.inputs):
            return None
        message = f"`table` has {len(self.inputs)} rows of inputs and {len(self.targets)} targets"
        return Fault(message, rule="unequal-rows")

    def facts(self) -> Facts:
        """Everything."""
        return table_facts(self.inputs, self.targets)


class Csv(Source):
    """A file of comma-separated values with a line of column names."""

    word = "csv"
    path: str = setting(Path(), doc="the file")
    target: object = setting(
        Optional(COLUMNS), None, doc="the column, or list of columns, to predict"
    )
    inputs: object = setting(
        Optional(COLUMNS),
        None,
        positional=False,
        doc="the columns to predict from; else all others",
    )


class Parquet(Csv):
    """A Parquet file."""

    word = "parquet"


class Npz(Source):
    """A NumPy archive; the first axis of its arrays counts the examples."""

    word = "npz"
    path: str = setting(Path(), doc="the file")
    inputs: object = setting(COLUMNS, "x", doc="the array, or list of arrays, for the inputs")
    targets: object = setting(
        Optional(COLUMNS), "y", doc="the array, or list of arrays, to predict"
    )


class Images(Source):
    """A folder with one folder of image files for each class, classes in alphabetical order."""

    word = "images"
    path: str = setting(Path(), doc="the folder")
    size: tuple[int, ...] = setting(ListOf(Int(1), 2), doc="height and width after resizing")
    channels: int = setting(Int(1, 4), 3, positional=False, doc="1 for grey, 3 for colour")

    def facts(self) -> Facts:
        """The images' shape and range; not the classes, which are the folder's."""
        height, width = self.size
        return Facts((InputFact("image", (height, width, self.channels), 0, 255, whole=True),))


class TextFile(Source):
    """A text file cut into pieces of `length` units, each an integer of the vocabulary."""

    word = "text"
    path: str = setting(Path(), doc="the file")
    unit: str = setting(Choice("char", "byte", "word"), "char", doc="what becomes one integer")
    length: int = setting(Int(1), 64, doc="units in one example")

    def facts(self) -> Facts:
        """Sequences of `length` integers; the vocabulary is the file's."""
        return Facts((InputFact("text", (self.length,), dtype="int"),))


class Sklearn(Source):
    """A data set that ships with scikit-learn."""

    word = "sklearn"
    name: str = setting(Choice(*SKLEARN_SETS), doc="which")

    def facts(self) -> Facts:
        """Everything, measured."""
        return SKLEARN_SETS[self.name]


class Keras(Source):
    """A data set that Keras downloads; training and test part joined, in this order."""

    word = "keras"
    downloads = True
    name: str = setting(Choice(*KERAS_SETS), doc="which")

    def facts(self) -> Facts:
        """Everything, from the sets' own pages."""
        return KERAS_SETS[self.name]


class Torchvision(Source):
    """A data set that torchvision downloads; training and test part joined, in this order."""

    word = "torchvision"
    downloads = True
    name: str = setting(Choice(*TORCHVISION_SETS), doc="which")

    def facts(self) -> Facts:
        """Everything, from the sets' own pages."""
        return TORCHVISION_SETS[self.name]


class Synthetic(Source):
    """Random tensors of the declared shapes, in their ranges or standard normal."""

    word = "synthetic"
    declares = True

    def facts(self) -> Facts:
        """A number of examples that is enough to try a model out."""
        return Facts(samples=1000, loose=True)


class PythonSource(Source):
    """A function of the user's, called without arguments, that returns inputs and targets."""

    word = "python"
    function: str = setting(PythonName(), doc="where it is")


SOURCE = One("a source such as `sklearn(digits)`", Source)
