#!/usr/bin/env python3
"""Holds the register of clauses in weft/conformance/clauses/ against the texts of the RFCs.

  clauses.py FOLDER           checks every list; FOLDER has rfc9113.txt and the others. Prints each difference, exits 1.
  clauses.py FOLDER --print   prints the sentences, one a line: section, number and text

A clause is a sentence with MUST, numbered within its section. The sections that explain the key words have none."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LISTS = ROOT / "weft" / "conformance" / "clauses"
# Each document, and the section in which it explains the key words.
DOCUMENTS = {"9113": "2.2", "7541": "1.2", "9218": "1.1", "8441": "2"}
HEADING = re.compile(r"^(?:Appendix )?((?:\d+|[A-Z])(?:\.\d+)*)\. ?(\S.*)$")
BULLET = re.compile(r"^[•□☆]\s+")
# Lists of definitions stand as "term:" and a paragraph.
TERM = re.compile(r"^[a-z][a-z ()-]{2,40}:$")
LITERAL = r'"(?:[^"\\]|\\.)*"\s*'
ROW = re.compile(rf'WEFT_CLAUSE\("([^"]*)", (\d+), \w+, \w+, (?:{LITERAL})+,\s*((?:{LITERAL})+)', re.S)


def paragraphs(text):
    """Each with its section; None before the first."""
    section, words = None, []
    lines = text.splitlines()
    for before, line, after in zip([""] + lines, lines, lines[1:] + [""]):
        heading = HEADING.match(line)
        if heading and not before.strip() and not after.strip():
            yield section, " ".join(words)
            section, words = heading.group(1), []
        elif not line.strip() or BULLET.match(line.strip()) or TERM.match(line.strip()):
            yield section, " ".join(words)
            words = [] if not line.strip() or TERM.match(line.strip()) else [BULLET.sub("", line.strip())]
        else:
            words.append(line.strip())
    yield section, " ".join(words)


def plain(text):
    """Links leave blanks behind a parenthesis and before punctuation, and quotation marks may be bent."""
    text = re.sub(r"\s+", " ", text).replace("“", '"').replace("”", '"').replace("’", "'")
    return re.sub(r" ([),.;])", r"\1", text.replace("( ", "(").replace("\" :", "\":")).strip()


def sentences(folder, document):
    """Section, number and text of each clause."""
    counts = {}
    for section, paragraph in paragraphs((folder / f"rfc{document}.txt").read_text()):
        for sentence in re.split(r'(?<=\.)(?<!i\.e\.)(?<!e\.g\.)\s+(?=[A-Z"(\[0-9:])', plain(paragraph)):
            if section and section != DOCUMENTS[document] and re.search(r"\bMUST\b", sentence):
                counts[section] = counts.get(section, 0) + 1
                yield section, counts[section], sentence


def rows(document):
    text = "".join(path.read_text() for path in sorted(LISTS.glob(f"rfc{document}*.inc")))
    for section, number, literal in ROW.findall(text):
        parts = re.findall(r'"((?:[^"\\]|\\.)*)"', literal)
        yield section, int(number), re.sub(r"\\(.)", r"\1", "".join(parts))


def main():
    folder = pathlib.Path(sys.argv[1])
    wrong = 0
    for document in DOCUMENTS:
        found = list(sentences(folder, document))
        if "--print" in sys.argv:
            for section, number, text in found:
                print(f"{document}\t{section}\t{number}\t{text}")
            continue
        for difference in sorted(set(found) ^ set(rows(document))):
            print(f"RFC {document} {difference[0]} ({difference[1]}): {difference[2]}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
