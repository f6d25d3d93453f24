"""The specs of the zoo as seeds, in each of their forms."""

from collections.abc import Iterator
from pathlib import Path

from specc.diagnostics import Edit
from specc.edit.apply import rewrite
from specc.source import Source
from specc.syntax import ast
from specc.syntax.parse import parse
from tools.mutation.attach import attached
from tools.mutation.seed import LIBRARY, Form, Seed

ROOT = Path(__file__).resolve().parent.parent.parent
ZOO = ROOT / "specs"


def seeds() -> Iterator[Seed]:
    """Every spec of the zoo in every form that it has, by name."""
    for path in sorted(ZOO.glob("*.spec")):
        yield from forms(path.stem, path.read_text(encoding="utf-8"))


def forms(name: str, text: str) -> Iterator[Seed]:
    """One spec in its forms; the library's blocks are written into all but the first."""
    yield Seed(name, text, Form.WRITTEN)
    source = Source(f"{name}.spec", text)
    whole = Seed(name, without_suppressions(with_imports(source)), Form.WHOLE)
    yield whole
    if any(section.kind == "train" for section in whole.sections()):
        yield Seed(name, whole.source.text, Form.TRAINED)
        return
    for model, sections in attached(whole):
        yield Seed(f"{name}.{model}", f"{whole.source.text}\n{sections}", Form.TRAINED)


def with_imports(source: Source) -> str:
    """A text with the blocks that it imports from the library in the place of the imports."""
    pieces: list[str] = []
    at = 0
    for one in parse(source).module.declarations:
        if isinstance(one, ast.Import):
            pieces += (source.text[at : one.span.start], _blocks(source, one))
            at = one.span.end
    return "".join([*pieces, source.text[at:]])


def without_suppressions(text: str) -> str:
    """A text whose findings are not silenced: an edit near it would leave it without effect."""
    comments = parse(Source("", text)).module.comments
    hidden = [Edit(Source("", text), one.span, "") for one in comments if "specc:" in one.text]
    return rewrite(hidden, text)


def _blocks(source: Source, declaration: ast.Import) -> str:
    """The text of the blocks that an import names and of those that they are made of."""
    module = LIBRARY.load(source, declaration).module
    assert module is not None
    known = {one.name.text: one for one in module.declarations if isinstance(one, ast.Block)}
    wanted = [name.text for name in declaration.names]
    for name in wanted:
        inside = {use for use in known if use in _words(module.source, known[name])}
        wanted += sorted(inside - set(wanted))
    return "\n\n".join(
        module.source.cut(block.span) for name, block in known.items() if name in wanted
    )


def _words(source: Source, block: ast.Block) -> set[str]:
    """The words of a block's body."""
    body = "".join(source.cut(statement.span) for statement in block.body)
    return set("".join(c if c.isalnum() else " " for c in body).split())
