"""Rule text to syntax trees: statements are cut apart by lines, then each is lexed and parsed on its own, so
that one fault never hides another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeGuard

from duixian.language import limits
from duixian.language.diagnostics import Faults
from duixian.language.document import Block
from duixian.language.source import Span, normalise
from duixian.language.words import KEYWORDS

if TYPE_CHECKING:
    from lark import Lark, Token

OPENING = {"OPEN_PAREN", "OPEN_BRACE"}
CLOSING = {"CLOSE_PAREN": "OPEN_PAREN", "CLOSE_BRACE": "OPEN_BRACE"}
WORD_OF_TERMINAL = {terminal: word for word, terminal in KEYWORDS.items()}
SIGN_OF_TERMINAL = {
    "LESS": "<",
    "AT_MOST_SIGN": "<=",
    "MORE": ">",
    "AT_LEAST": ">=",
    "EQUAL": "=",
    "UNEQUAL": "≠",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "×",
    "DIVIDED": "÷",
    "COMMA": ",",
    "COLON": ":",
    "OPEN_PAREN": "(",
    "CLOSE_PAREN": ")",
    "OPEN_BRACE": "{",
    "CLOSE_BRACE": "}",
}


class Branch(Protocol):
    """A part of a statement as parsed: its name in the grammar, and the tokens and branches it is made of."""

    data: str
    children: list[Any]
    meta: Any


class Statement(NamedTuple):
    """A parsed statement, with its words as they stand in the file."""

    tree: Branch
    words: str
    span: Span


class Chunk(NamedTuple):
    """The lines of one statement: the first, and those indented under it or inside its parentheses."""

    first_line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@cache
def parser() -> Lark:
    """The LALR parser of one statement; loaded only when a rule is really parsed."""
    from lark import Lark, Token

    def keyword(token: Token) -> Token:
        terminal = KEYWORDS.get(token)
        return token if terminal is None else Token.new_borrow_pos(terminal, token.value, token)

    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        lexer="basic",
        propagate_positions=True,
        maybe_placeholders=False,
        lexer_callbacks={"NAME": keyword},
        postlex=_Layout(),
    )


def cut(block: Block) -> list[Chunk]:
    """Cut a block's lines into statements."""
    chunks: list[Chunk] = []
    current: list[str] = []
    first = 0
    depth = 0
    base: int | None = None
    for number, raw in enumerate(block.lines, block.first_line):
        line = normalise(raw)
        bare = _without_strings(line)
        code = bare.split("#", 1)[0]
        if not code.strip():
            if current:
                current.append("")
            continue
        indent = len(line) - len(line.lstrip(" "))
        base = indent if base is None else base
        if current and (depth > 0 or indent > base):
            current.append(line)
        else:
            if current:
                chunks.append(_chunk(first, current))
            current, first, depth = [line], number, 0
        depth = max(
            0, depth + sum(code.count(sign) for sign in "({") - sum(code.count(sign) for sign in ")}")
        )
        if depth > 0 and _starts_statement(block, number):
            # An unclosed parenthesis must not swallow the statements after it.
            depth = 0
    if current:
        chunks.append(_chunk(first, current))
    return chunks


def _chunk(first: int, lines: list[str]) -> Chunk:
    while lines and not lines[-1]:
        lines.pop()
    return Chunk(first, tuple(lines))


STATEMENT_WORDS = (
    "对象",
    "有效",
    "条件",
    "明细",
    "读法",
    "标准",
    "上限",
    "名额",
    "预算",
    "周期",
    "不与",
    "待定",
)
"""The words a statement begins with, beside the name of a local value."""


def _starts_statement(block: Block, number: int) -> bool:
    """Whether the line after this one begins with a statement's keyword at the block's margin."""
    index = number - block.first_line + 1
    if index >= len(block.lines):
        return False
    line = normalise(block.lines[index])
    return line.strip(" ").split(" ", 1)[0] in STATEMENT_WORDS


def _without_strings(line: str) -> str:
    """The line with quoted text blanked out, so that signs inside quotes do not count."""
    out: list[str] = []
    closing = ""
    for sign in line:
        if closing:
            out.append(" ")
            if sign == closing:
                closing = ""
        elif sign in {'"', "“"}:
            closing = '"' if sign == '"' else "”"
            out.append(" ")
        else:
            out.append(sign)
    return "".join(out)


class Parsed(list[Statement]):
    """The statements of a block that could be parsed; ``attempts`` are the others, by their first words."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts: list[tuple[str, str]] = []


def parse_block(faults: Faults, block: Block) -> Parsed:
    """Parse a 规则 block; faulty statements are noted and left out."""
    parsed = Parsed()
    for chunk in cut(block):
        if faults.full:
            break
        statement = parse_statement(faults, chunk)
        if statement is not None:
            parsed.append(statement)
        else:
            first, second, *_ = (*_WORD.findall(chunk.text[:200]), "", "")
            parsed.attempts.append((first, second))
    return parsed


_WORD = re.compile(r"\w+")


def parse_statement(faults: Faults, chunk: Chunk) -> Statement | None:
    """Parse one statement."""
    from lark import UnexpectedCharacters, UnexpectedToken

    offset = chunk.first_line - 1
    interactive = parser().parse_interactive(chunk.text)
    try:
        # Lexed to the end before the first token is parsed: limits come before any tree.
        tokens: list[Token] = list(interactive.lexer_thread.lex(interactive.parser_state))  # type: ignore[no-untyped-call]
    except UnexpectedCharacters as error:
        line, column = offset + error.line, error.column
        faults.add(
            "E103" if error.char in {'"', "“", "”"} else "E102",
            Span(line, column, line, column + 1),
            sign=faults.source.line(line)[column - 1 : column] or error.char,
        )
        return None
    for token in tokens:
        token.line = (token.line or 1) + offset
        token.end_line = (token.end_line or 1) + offset
    if not within_limits(faults, tokens):
        return None
    try:
        for token in tokens:
            interactive.feed_token(token)
        tree = interactive.feed_eof(tokens[-1])  # type: ignore[no-untyped-call]
    except UnexpectedToken as error:
        _syntax_error(faults, tokens, error.token, set(interactive.accepts()))  # type: ignore[no-untyped-call]
        return None
    statement: Branch = tree.children[0]
    start = place(statement)
    last = next(token for token in reversed(tokens) if token.type not in ("_NEWLINE", "_INDENT", "_DEDENT"))
    span = Span(start.line, start.column, last.end_line or start.line, last.end_column or start.column + 1)
    return Statement(statement, faults.source.words(span), span)


def place(part: Branch | Token) -> Span:
    """The place in the file of a token or a part of a statement."""
    from lark import Token

    meta = part if isinstance(part, Token) else part.meta
    return Span(meta.line or 1, meta.column or 1, meta.end_line or 1, meta.end_column or 2)


def is_token(part: Branch | Token) -> TypeGuard[Token]:
    """Whether a part of a statement is a single word or sign."""
    return hasattr(part, "type")


def is_branch(part: Branch | Token, data: str) -> bool:
    """Whether a part of a statement is of this kind."""
    return str(getattr(part, "data", "")) == data


def own_tokens(tree: Branch, *types: str) -> list[Token]:
    """The tokens of some types among a part's own children."""
    return [child for child in tree.children if is_token(child) and child.type in types]


def own_branches(tree: Branch, data: str) -> list[Branch]:
    """The parts of a kind among a part's own children."""
    return [child for child in tree.children if is_branch(child, data)]


def within_limits(faults: Faults, tokens: list[Token]) -> bool:
    """Whether a statement's tokens stay within the limits; faults are noted."""
    before = faults.errors
    if len(tokens) > limits.STATEMENT_TOKENS:
        faults.add("E109", place(tokens[0]), found=len(tokens), limit=limits.STATEMENT_TOKENS)
        return False
    opened: list[tuple[Token, int]] = []  # each with the 若 that stood before it
    conditionals = 0
    prefixes = 0
    for token in tokens:
        prefixes = prefixes + 1 if token.type in ("NOT", "MINUS") else 0
        if token.type in OPENING:
            opened.append((token, conditionals))
        elif token.type in CLOSING:
            if not opened or opened[-1][0].type != CLOSING[token.type]:
                faults.add("E118", place(token), sign=token)
                return False
            conditionals = opened.pop()[1]
        elif token.type == "IF":
            conditionals += 1
        elif token.type == "_NEWLINE":
            conditionals = 0
        elif token.type in ("NUMBER", "DATE") and len(token) > limits.LITERAL_CHARACTERS:
            faults.add("E112", place(token), found=len(token), limit=limits.LITERAL_CHARACTERS)
        elif token.type in ("NAME", "SCHEME") and len(token) > limits.NAME_CHARACTERS:
            faults.add("E113", place(token), found=len(token), limit=limits.NAME_CHARACTERS)
        elif token.type == "STRING" and len(token) - 2 > limits.TEXT_CHARACTERS:
            faults.add("E114", place(token), found=len(token) - 2, limit=limits.TEXT_CHARACTERS)
        if len(opened) + conditionals + prefixes > limits.NESTING_DEPTH:
            faults.add("E110", place(token), limit=limits.NESTING_DEPTH)
            return False
    if opened:
        faults.add("E118", place(opened[-1][0]), sign=opened[-1][0])
        return False
    return faults.errors == before


# What may come next, said in few words: an operand or an operator stands for all of its kind.
_OPERANDS = frozenset(
    {"NUMBER", "DATE", "NAME", "OPEN_PAREN", "MINUS", "NOT", "IF", "OPEN", "YES", "NO", "LARGER", "SMALLER"}
    | {"SUM", "COUNT", "EXISTS", "ALL"}
)
_ARITHMETIC = frozenset({"PLUS", "MINUS", "TIMES", "DIVIDED"})
_COMPARISONS = frozenset({"LESS", "AT_MOST_SIGN", "MORE", "AT_LEAST", "EQUAL", "UNEQUAL", "IN"})
_GROUPS = (
    (_OPERANDS, "NUMBER", ("式子", "an expression")),
    (_ARITHMETIC, "TIMES", ("+ - × ÷", "+ - × ÷")),
    (_COMPARISONS, "LESS", ("比较符号", "a comparison sign")),
)
_OTHER_WORDS = {
    "NAME": ("名称", "a name"),
    "NUMBER": ("数", "a number"),
    "STRING": ("引号里的文字", "a quoted text"),
    "DATE": ("日期", "a date"),
    "SCHEME": ("编号.键", "number.key"),
    "_NEWLINE": ("行尾", "the end of the line"),
    "_INDENT": ("缩进的行", "an indented line"),
}


def _alternatives(accepted: set[str]) -> dict[str, str]:
    """What may come next, as details of a diagnostic."""
    left = set(accepted)
    words: list[tuple[str, str]] = []
    for group, mark, name in _GROUPS:
        if mark in left and len(group & left) > 1:
            words.append(name)
            left -= group
    signs = sorted(name for name in left if name in WORD_OF_TERMINAL or name in SIGN_OF_TERMINAL)
    words += [
        (sign, sign) for sign in (WORD_OF_TERMINAL.get(name) or SIGN_OF_TERMINAL[name] for name in signs)
    ]
    words += [name for terminal, name in _OTHER_WORDS.items() if terminal in left]
    words = words or [("行尾", "the end of the line")]
    return {"expected": "、".join(zh for zh, _ in words), "expected_en": ", ".join(en for _, en in words)}


def _syntax_error(faults: Faults, tokens: list[Token], token: Token, accepted: set[str]) -> None:
    span = place(token)
    words = {WORD_OF_TERMINAL[name] for name in accepted if name in WORD_OF_TERMINAL}
    if token.type in ("_NEWLINE", "$END", "_DEDENT"):
        # Just past the last word of the line.
        end = span.end_column
        faults.add("E120", Span(span.end_line, end, span.end_line, end + 1), **_alternatives(accepted))
    elif token.type == "_INDENT" or not accepted - {"$END"}:
        line = faults.source.line(span.line)
        indented = len(line) - len(line.lstrip())
        faults.add("E119", Span(span.line, 1, span.line, max(2, indented + 1)))
    elif token.type == "IF":
        faults.add("E121", span)
    elif len(tokens) > 1 and token is tokens[1] and tokens[0].type == "NAME":
        first = str(tokens[0])
        near = faults.nearest(first, STATEMENT_WORDS)
        faults.add("E124", place(tokens[0]), found=first, known=" ".join(STATEMENT_WORDS), near=near)
    elif token.type == "NUMBER" and "DATE" in accepted and "NUMBER" not in accepted:
        found = faults.source.line(span.line)[span.column - 1 :].split(None, 1)[0]
        end = span.column + len(found)
        faults.add("E125", Span(span.line, span.column, span.line, end), text=found)
    else:
        before = tokens[max(0, tokens.index(token) - 1)]
        meant = faults.nearest(before, KEYWORDS) if before.type == "NAME" else ""
        if len(meant) == len(before) > 1:
            # 不超于 50万元: the word before was to be a keyword.
            faults.add("E101", place(before), found=before, near=meant, expected=meant, expected_en=meant)
            return
        near = faults.nearest(token, words) if token.type == "NAME" else ""
        faults.add("E101", span, found=faults.source.words(span), near=near, **_alternatives(accepted))


class _Layout:
    """Turns line ends and indentation into tokens: only where a statement takes rows (明细, 读法, 按, 分档);
    elsewhere an indented line simply goes on with the statement."""

    always_accept = ("_NEWLINE",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        from lark import Token

        tokens = list(stream)
        indents = [0]
        depth = 0
        takes_rows = False
        last: Token | None = None
        for index, token in enumerate(tokens):
            if token.type in OPENING:
                depth += 1
            elif token.type in CLOSING:
                depth = max(0, depth - 1)
            elif token.type in ("RECORDS", "READING", "BY", "TIERS"):
                takes_rows = True
            if token.type != "_NEWLINE":
                last = token
                yield token
                continue
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is None or following.type == "_NEWLINE" or depth > 0:
                continue
            indent = len(token.rsplit("\n", 1)[1])
            if indent > indents[-1]:
                if not takes_rows:
                    continue
                yield _at(token, "_NEWLINE", last)
                indents.append(indent)
                yield _at(following, "_INDENT", following)
            else:
                yield _at(token, "_NEWLINE", last)
                while indent < indents[-1]:
                    indents.pop()
                    yield _at(following, "_DEDENT", following)
            takes_rows = False
        if last is not None:
            yield _at(last, "_NEWLINE", last)
            for _ in indents[1:]:
                yield Token.new_borrow_pos("_DEDENT", "", last)


def _at(token: Token, type_: str, place: Token | None) -> Token:
    from lark import Token

    return Token.new_borrow_pos(type_, "", place if place is not None else token)
