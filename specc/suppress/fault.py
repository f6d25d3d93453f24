"""What is wrong with comments that ask for silence."""

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.rules.names import all_rules, is_subject
from specc.source import Source, Span
from specc.suggest import did_you_mean, nearest
from specc.suppress.comment import HERE, NAME, WHOLE_FILE, Malformed, Suppression

UNUSED = "unused-suppression"
UNKNOWN = "unknown-rule-in-suppression"
MALFORMED = "malformed-suppression"


def unused(source: Source, suppression: Suppression, *, alone: bool) -> Diagnostic:
    """It silenced nothing; `alone` where nothing else that the comment names did."""
    message = f"the suppression of `{suppression.rule}` suppresses nothing"
    edit = without_comment(source, suppression) if alone else without_name(source, suppression)
    fix = Fix("remove it", (edit,), Safety.SAFE)
    return _warning(UNUSED, message, Label(source, suppression.name), "remove it", fix)


def unknown(source: Source, suppression: Suppression) -> Diagnostic:
    """It names no rule."""
    rule = suppression.rule
    help = "name a rule of that subject" if is_subject(rule) else did_you_mean(rule, all_rules())
    near = nearest(rule, all_rules())
    edits = (Edit(source, suppression.name, near),) if near else ()
    fix = Fix(f"suppress `{near}`", edits, Safety.SHOWN) if near else None
    message = f"there is no rule `{rule}` to suppress"
    return _warning(UNKNOWN, message, Label(source, suppression.name), help, fix)


def malformed(source: Source, comment: Malformed, rules: list[str]) -> Diagnostic:
    """It cannot be read; `rules` are those of the findings that it would silence."""
    word = nearest(comment.word, (HERE, WHOLE_FILE)) or HERE
    better = f"# specc: {word}[{', '.join(rules) or 'rule-name'}]"
    edits = (Edit(source, comment.comment, better),)
    fix = Fix("name the rules", edits, Safety.SHOWN) if rules else None
    written = source.cut(comment.comment).strip()
    message = f"`{written}` suppresses nothing: it is not of the form `# specc: {word}[rule-name]`"
    return _warning(MALFORMED, message, Label(source, comment.comment), f"write `{better}`", fix)


def without_name(source: Source, suppression: Suppression) -> Edit:
    """Take one of several names away, with the comma on one side."""
    text, (start, end) = source.text, suppression.name
    first = text.rindex("[", suppression.comment.start, start) + 1
    before = list(NAME.finditer(text, first, start))
    if before:
        return Edit(source, Span(before[-1].end(), end), "")
    after = NAME.search(text, end, text.index("]", end))
    return Edit(source, Span(start, after.start() if after else end), "")


def without_comment(source: Source, suppression: Suppression) -> Edit:
    """Take a comment away, with the space before it, or with its line where it is alone there."""
    text, comment = source.text, suppression.comment
    line = text.rfind("\n", 0, comment.start) + 1
    code = text[line : comment.start].rstrip(" \t")
    if code:
        return Edit(source, Span(line + len(code), comment.end), "")
    end = text.find("\n", comment.end)
    return Edit(source, Span(line, len(text) if end < 0 else end + 1), "")


def _warning(rule: str, message: str, primary: Label, help: str, fix: Fix | None) -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, message, primary, help=help, fix=fix)
