"""The verdicts of weft check on other programs, kept in tests/interop/known and held against what it finds now.

    sys.exit(known_verdicts.run("what is done", SUBJECTS))      # SUBJECTS: subjects by their names

A subject has is_installed(), version(), facts() (the head of its file), `file` (its name), `times` (so often it is checked before
its verdicts are written), and asking(): a context that gives a function, which checks with these options more and returns the
findings by the ids of their cases.

The exit code is 1 where a verdict is another one, and SKIPPED, which ctest takes for a skip, where all that was checked is as it is
known and a subject was not checked: it is not installed, or has another version.

A case of a file has one verdict, or several where it did not come out the same each time; "another" is one that weft check,
which repeats a case that fails, did not tell.
"""

import argparse
import enum
import json
import pathlib
import platform

SKIPPED = 77
KNOWN = pathlib.Path(__file__).resolve().parent.parent / "interop" / "known"


class Outcome(enum.Enum):
    AS_KNOWN = enum.auto()
    DIFFERS = enum.auto()
    NOT_CHECKED = enum.auto()


def path_of(subject):
    return KNOWN / f"{subject.file}.json"


def verdicts_of(case):
    """All that a case came out as, as far as one run tells."""
    return {case["verdict"], "another"} if case.get("flaky") else {case["verdict"]}


def write(name, subject):
    """A case that is not the same in all runs has all of its verdicts."""
    with subject.asking() as ask:
        runs = [ask() for _ in range(subject.times)]
    cases = {}
    for id in runs[0]:
        seen = sorted(set().union(*(verdicts_of(run[id]) for run in runs)))
        cases[id] = seen[0] if len(seen) == 1 else seen
    KNOWN.mkdir(exist_ok=True)
    path_of(subject).write_text(json.dumps(
        {**subject.facts(), "system": platform.freedesktop_os_release()["PRETTY_NAME"], "cases": cases}, indent=1) + "\n")
    uncertain = [id for id, verdict in cases.items() if isinstance(verdict, list)]
    print(f"{name}: {len(cases)} cases written, not the same each time: {', '.join(uncertain) or 'none'}")


def is_known(case, known):
    return known is not None and verdicts_of(case) <= ({known} if isinstance(known, str) else {*known, "another"})


def difference(ask, times, case, known):
    """What is to be told of a case, after it was performed alone; empty where it is as known then."""
    seen = verdicts_of(case)
    for _ in range(times):
        again = ask("--only", case["id"])[case["id"]]
        if is_known(again, known):
            return ""
        seen |= verdicts_of(again)
    return f"  {case['id']}: known {known}, found {', '.join(sorted(seen))}: {case.get('found', case.get('missing'))}"


def compare(name, subject):
    """The outcome, which is told as well."""
    if not path_of(subject).exists():
        print(f"{name}: nothing is known of it, --write {name} finds out")
        return Outcome.DIFFERS
    kept = json.loads(path_of(subject).read_text())
    if subject.version() != kept["version"]:
        print(f"{name}: not checked, {subject.version()} is here and {kept['version']} is known")
        return Outcome.NOT_CHECKED
    with subject.asking() as ask:
        found = ask()
        told = [difference(ask, subject.times, case, kept["cases"].get(id)) for id, case in found.items()
                if not is_known(case, kept["cases"].get(id))]
    told = [line for line in told if line]
    told += [f"  {id}: known {known}, and no case any more" for id, known in kept["cases"].items() if id not in found]
    print(f"{name} {kept['version']}: {len(found)} cases, {len(told) or 'none'} not as known", *told, sep="\n", flush=True)
    if told:
        print(f"  --write {name} makes them known")
    return Outcome.DIFFERS if told else Outcome.AS_KNOWN


def outcome_of(name, subject, is_written):
    if not subject.is_installed():
        print(f"{name}: not checked, it is not installed")
        return Outcome.NOT_CHECKED
    if is_written:
        write(name, subject)
        return Outcome.AS_KNOWN
    return compare(name, subject)


def run(description, subjects):
    """The exit code of a program for these subjects."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(subjects)}; all of them if none")
    parser.add_argument("--write", action="store_true", help="write what is found")
    options = parser.parse_args()
    if unknown := set(options.names) - set(subjects):
        parser.error(f"expected names of {', '.join(subjects)}, found {', '.join(sorted(unknown))}")
    outcomes = {outcome_of(name, subjects[name], options.write) for name in options.names or subjects}
    if Outcome.DIFFERS in outcomes:
        return 1
    return SKIPPED if Outcome.NOT_CHECKED in outcomes else 0
