"""Quoting: every name, comment and string of a spec reaches a diagram through this file.

A spec is untrusted. `clean` takes away what no format can hold and `cut` what is too long; `dot`,
`mermaid` and `xml` then make the rest stand for itself, one function for each format.
"""

import re
import unicodedata

_ELLIPSIS = "…"
_KEPT_FORMAT = "\u200c\u200d"
"""The joiners that Indic scripts, Persian and emoji need; the other invisible characters go."""


def clean(text: str) -> str:
    """The text on one line, without control characters, invisible ones and lone surrogates.

    XML 1.0 has no form for them (section 2.2), and the marks that turn the writing direction
    would let a name pass for another one.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(_printable(character) for character in text).split())


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category in ("Zl", "Zp"):
        return " "
    gone = category in ("Cc", "Cs", "Cn") or (category == "Cf" and character not in _KEPT_FORMAT)
    return "" if gone else character


def cut(text: str, most: int) -> str:
    """The text cleaned and in at most `most` characters; where some are left out, an ellipsis."""
    short = clean(text[: 4 * most])
    if len(short) <= most and len(text) <= 4 * most:
        return short
    return short[: most - 1].rstrip() + _ELLIPSIS


def xml(text: str) -> str:
    """Text for an XML element or for an attribute in double quotes."""
    text = clean(text)
    for character, entity in _XML:
        text = text.replace(character, entity)
    return text


_XML = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;"))


def dot(*lines: str) -> str:
    r"""A quoted string of the DOT language, its lines centred.

    Graphviz reads `\N` and the like, and HTML entities, in every label: both are taken apart.
    https://graphviz.org/docs/attr-types/escString/
    """
    quoted = [
        clean(line).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
        for line in lines
    ]
    return '"' + "\\n".join(quoted) + '"'


def mermaid(*lines: str) -> str:
    """A quoted string of Mermaid's flowcharts, its lines below each other.

    All punctuation that Mermaid, its Markdown, its `%%{init}%%` directives or HTML could read
    becomes an entity code. https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
    """
    return '"' + "<br/>".join(_MERMAID.sub(_entity, clean(line)) for line in lines) + '"'


_MERMAID = re.compile(r"[^\w ,=+/()\[\].:·×…-]|(?<=\d)\.(?= )|^[-+](?= )", re.UNICODE)


def _entity(found: re.Match[str]) -> str:
    return f"#{ord(found.group())};"
