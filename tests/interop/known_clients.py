"""What weft check client finds of other clients, held against what is known of them: known/client_NAME.json.

    WEFT_BINARY=build/dev/weft PYTHONPATH=tests/support python3 tests/interop/known_clients.py [--write] [NAME…]

checks each client that is named, or all, and tells each case whose verdict is another one. The exit code is 1 then. A client of
another version than the known one is told and not checked. --write checks each twice and writes the file.

A case of the file has one verdict, or several where it did not come out the same each time.
"""

import argparse
import json
import pathlib
import platform
import sys

from checked_clients import CLIENTS

KNOWN = pathlib.Path(__file__).resolve().parent / "known"
TIMES = 2


def path_of(name):
    return KNOWN / f"client_{name}.json"


def verdicts_of(case):
    """All that a case came out as, as far as one run tells."""
    return {case["verdict"], "another"} if case.get("flaky") else {case["verdict"]}


def write(name):
    """Three runs; a case that is not the same in all of them has all of its verdicts."""
    with CLIENTS[name]() as client:
        runs = [client.findings() for _ in range(TIMES)]
    cases = {}
    for id in runs[0]:
        seen = sorted(set().union(*(verdicts_of(run[id]) for run in runs)))
        cases[id] = seen[0] if len(seen) == 1 else seen
    KNOWN.mkdir(exist_ok=True)
    path_of(name).write_text(json.dumps(
        {"client": client.title, "version": client.version(), "system": platform.freedesktop_os_release()["PRETTY_NAME"],
         "cases": cases}, indent=1) + "\n")
    uncertain = [id for id, verdict in cases.items() if isinstance(verdict, list)]
    print(f"{name}: {len(cases)} cases written, not the same each time: {', '.join(uncertain) or 'none'}")


def is_known(case, known):
    return known is not None and verdicts_of(case) <= ({known} if isinstance(known, str) else {*known, "another"})


def difference(client, case, known):
    """What is to be told of a case, after it was performed alone; empty where it is as known then."""
    seen = verdicts_of(case)
    for _ in range(TIMES):
        again = client.findings("--only", case["id"])[case["id"]]
        if is_known(again, known):
            return ""
        seen |= verdicts_of(again)
    return f"  {case['id']}: known {known}, found {', '.join(sorted(seen))}: {case.get('found', case.get('missing'))}"


def compare(name):
    """Whether the client does what is known of it."""
    if not path_of(name).exists():
        print(f"{name}: not checked, nothing is known of it")
        return True
    kept = json.loads(path_of(name).read_text())
    version = CLIENTS[name].version()
    if version != kept["version"]:
        print(f"{name}: not checked, {version} is here and {kept['version']} is known")
        return True
    with CLIENTS[name]() as client:
        found = client.findings()
        told = [difference(client, case, kept["cases"].get(id)) for id, case in found.items()
                if not is_known(case, kept["cases"].get(id))]
    told = [line for line in told if line]
    told += [f"  {id}: known {known}, and no case any more" for id, known in kept["cases"].items() if id not in found]
    print(f"{name} {version}: {len(found)} cases, {len(told) or 'none'} not as known", *told, sep="\n", flush=True)
    if told:
        print(f"  --write {name} makes them known")
    return not told


def main():
    parser = argparse.ArgumentParser(description="What weft check client finds of other clients, held against what is known.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(CLIENTS)}; all of them if none")
    parser.add_argument("--write", action="store_true", help="write what is found")
    options = parser.parse_args()
    if unknown := set(options.names) - set(CLIENTS):
        parser.error(f"no client is named {', '.join(sorted(unknown))}")
    good = True
    for name in options.names or CLIENTS:
        if not CLIENTS[name].is_installed():
            print(f"{name}: skipped, it is not installed")
        elif options.write:
            write(name)
        else:
            good = compare(name) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
