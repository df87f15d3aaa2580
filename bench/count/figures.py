"""A budget is a file: lines of comment that say what is counted, then a line with the figures."""

import sys

GROWTH = 0.03


def write(file, *counted):
    comment = [line for line in file.read_text().splitlines() if line.startswith("#")]
    file.write_text("\n".join([*comment, " ".join(map(str, counted))]) + "\n")


def within(file, counted):
    allowed = [int(text) for text in file.read_text().splitlines()[-1].split()]
    return all([fits(file, count, budget) for count, budget in zip(counted, allowed, strict=True)])


def fits(file, count, budget):
    print(f"budget: {budget:,}; this is {count / budget - 1:+.2%} of it, and {GROWTH:.0%} more are allowed")
    if count <= budget * (1 + GROWTH):
        return True
    print(f"budget: exceeded. If it must be so, ./dev budget --update, and say why in the commit ({file.name}).",
          file=sys.stderr)
    return False
