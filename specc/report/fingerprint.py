"""What a finding is recognised by when its file has changed elsewhere."""

from _blake2 import blake2b  # hashlib would load OpenSSL, three milliseconds
from bisect import bisect_left
from collections.abc import Mapping

from specc.diagnostics import Label
from specc.edit.statement import Around
from specc.source import Span
from specc.syntax import ast


class Fingerprints:
    """Digests of the statements that labels stand in; of a model or a section, of its head.

    Neither space nor comments count. `modules` are the files by their paths.
    """

    def __init__(self, modules: Mapping[str, ast.Module]) -> None:
        self._modules = modules
        self._around: dict[str, Around] = {}
        self._heads: dict[str, dict[Span, Span]] = {}
        self._known: dict[tuple[str, Span], str] = {}

    def __call__(self, label: Label) -> str:
        """The digest; empty where the file could not be read or nothing stands there."""
        path = label.source.path
        module = self._modules.get(path)
        if module is None:
            return ""
        if path not in self._around:
            self._around[path] = Around(module)
            self._heads[path] = dict(map(_head, module.declarations))
        span = next(self._around[path](label.span.start), None)
        if span is None:
            return ""
        place = (path, self._heads[path].get(span, span))
        if place not in self._known:
            text = _bare(module, place[1])
            self._known[place] = blake2b(text.encode(), digest_size=8).hexdigest()
        return self._known[place]


def _head(declaration: ast.Declaration) -> tuple[Span, Span]:
    """A declaration's place, and that of what stands before its body."""
    span = declaration.span
    body = getattr(declaration, "body", ())
    return span, Span(span.start, body[0].span.start) if body else span


def _bare(module: ast.Module, span: Span) -> str:
    """The text of a span without space and comments."""
    text = module.source.text
    at, pieces = span.start, []
    for comment in module.comments[bisect_left(module.comments, span.start, key=_start) :]:
        if comment.span.start >= span.end:
            break
        pieces.append(text[at : comment.span.start])
        at = comment.span.end
    return "".join("".join([*pieces, text[at : span.end]]).split())


def _start(comment: ast.Comment) -> int:
    return comment.span.start
