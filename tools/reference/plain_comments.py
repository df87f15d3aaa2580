"""A header with plain comments becomes one with comments that Doxygen reads.

Comments before a declaration, and behind one on its line, are documentation; those in the bodies of functions are not. The first
comment of a header is about the header. A comment's words are taken as they are: nothing in it is a command of Doxygen, lines that
are indented by more than a space are code, and `// --- words ---` is the heading of the members that follow.
"""

import re

HEADING = re.compile(r"^(\s*)// --- (.*?) -*$")
COMMENT = re.compile(r"^(\s*)//(.*)$")
# A quoted text may contain what looks like a comment.
BEHIND_CODE = re.compile(r"""^((?:[^"'/]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|'|/(?!/))*\S)(\s+)//\s?(.*)$""")
TEXTS = re.compile(r'"(?:\\.|[^"\\])*"|//.*$|\'(?:\\.|[^\'\\])\'')
INDENTED = re.compile(r"^  +\S")
ITEM = re.compile(r"^  +(\d+\.|[*-]) ")
UNDOCUMENTED_TYPE = re.compile(r"^(class|struct) \w+[^;]*\{$")
TYPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")


def escaped(words):
    """Words without a meaning to Doxygen; what stands in backticks is code."""
    words = re.sub(r"([\\@&$#<>%])", r"\\\1", words)
    # "::1" is an address, and no name that could be linked.
    words = re.sub(r"(?<![\w>])::", r"\\::", words)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", words)


class Scopes:
    """Which braces are open: those of types and namespaces, or those of a body, in which nothing is declared for users."""

    def __init__(self):
        self.open = []
        self.statement = ""
        self.parentheses = 0

    def take(self, line):
        if line.startswith("#"):
            return
        for character in TEXTS.sub("", line):
            if character == "{":
                head = re.sub(r"template\s*<[^{}]*?>\s*(?=[a-z])", "", self.statement)
                # A type's head has no parameters; an attribute such as alignas(64) is none.
                declares = TYPE.search(head) and "(" not in re.sub(r"\b(alignas|decltype)\([^)]*\)", "", head)
                self.open.append("type" if declares and not self.parentheses else "body")
                self.statement = ""
            elif character == "}":
                if self.open:
                    self.open.pop()
                self.statement = ""
            elif character == ";":
                self.statement = ""
            else:
                self.parentheses += {"(": 1, ")": -1}.get(character, 0)
                self.statement += character
        self.statement += " "

    def in_body(self):
        return "body" in self.open


def documentation(indent, lines):
    """The lines of one comment; what is indented is a list or code."""
    at = 0
    while at < len(lines):
        if INDENTED.match(lines[at]):
            length = length_of_indented(lines[at:])
            written = as_list if ITEM.match(lines[at]) else as_code
            yield from (f"{indent}/// {line}" for line in written(lines[at:at + length]))
            at += length
        else:
            yield f"{indent}/// {escaped(lines[at].strip())}".rstrip()
            at += 1


def length_of_indented(lines):
    """An empty line belongs to what is indented where more of it follows."""
    length = 1
    for at, line in enumerate(lines):
        if INDENTED.match(line):
            length = at + 1
        elif line.strip():
            break
    return length


def as_code(lines):
    language = ".cpp" if any(line.rstrip().endswith((";", "{", "}")) for line in lines) else ".unparsed"
    yield f"@code{{{language}}}"
    yield from (line[3:] for line in lines)
    yield "@endcode"


def as_list(lines):
    kind = "ol" if lines[0].strip()[0].isdigit() else "ul"
    yield f"<{kind}>"
    for line in lines:
        yield "<li>" + escaped(line[ITEM.match(line).end():]) if ITEM.match(line) else escaped(line.strip())
    yield f"</{kind}>"


def documented(text, header):
    """The text of a header, weft/h2/connection.hpp say, for Doxygen."""
    return "\n".join(Header(text, header).documented()) + "\n"


class Header:
    def __init__(self, text, header):
        self.lines = text.splitlines()
        self.header = header
        self.scopes = Scopes()
        self.heading = None
        self.at = 0

    def documented(self):
        yield from self.about_the_header()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if heading := HEADING.match(line):
                yield from self.headed(heading)
            elif COMMENT.match(line):
                yield from self.comment()
            else:
                yield from self.code(line)

    def block(self):
        """The comment that begins here, without its slashes, and with how far it is indented."""
        indent = COMMENT.match(self.lines[self.at]).group(1)
        taken = []
        while self.at < len(self.lines) and (found := COMMENT.match(self.lines[self.at])) and not HEADING.match(self.lines[self.at]):
            taken.append(found.group(2))
            self.at += 1
        return indent, taken

    def about_the_header(self):
        if not COMMENT.match(self.lines[0]):
            return
        indent, lines = self.block()
        yield f"/// @file\n/// @ingroup {self.header.split('/')[1]}"
        yield from documentation(indent, lines)

    def headed(self, heading):
        yield from self.end_of_heading()
        self.heading = len(heading.group(1))
        # The empty line keeps the heading apart from the comment of its first member.
        yield f"{heading.group(1)}/// @name {escaped(heading.group(2))}\n{heading.group(1)}///@{{\n"
        self.at += 1

    def end_of_heading(self):
        if self.heading is not None:
            yield " " * self.heading + "///@}"
        self.heading = None

    def comment(self):
        indent, lines = self.block()
        following = self.lines[self.at].strip() if self.at < len(self.lines) else ""
        if self.scopes.in_body() or not following or following.startswith(("#", "}", "public:", "private:")):
            yield from (f"{indent}//{line}" for line in lines)
        else:
            yield from documentation(indent, lines)

    def code(self, line):
        if self.heading is not None and (line.strip() in ("private:", "protected:") or re.match(rf"^ {{0,{max(self.heading - 1, 0)}}}}}", line)):
            yield from self.end_of_heading()
        # The comment of a header is mostly about its one type, which has none of its own then.
        if UNDOCUMENTED_TYPE.match(line) and not self.lines[self.at - 1].strip():
            yield f"/// See {self.header}."
        self.at += 1
        self.scopes.take(line)
        found = BEHIND_CODE.match(line)
        if found and not self.scopes.in_body() and found.group(1).rstrip()[-1] in ";,}" and not found.group(1).startswith("}"):
            code, space, words = found.groups()
            column = len(code) + len(space)
            yield f"{code}{space}///< {escaped(words)}"
            # The comment may go on below itself.
            while self.at < len(self.lines) and self.lines[self.at].startswith(" " * column + "//"):
                yield " " * column + "///< " + escaped(self.lines[self.at][column + 2:].strip())
                self.at += 1
        else:
            yield line
