"""The members that HAR 1.2 demands of a file (http://www.softwareishard.com/blog/har-12-spec/), as developer tools read it.

    entries = har.entries_of(json.load(file))        # AssertionError: "entries[0].request.url: expected a string"
"""

import datetime

NUMBER, TEXT, LIST, OBJECT = (int, float), str, list, dict
NAMES = {NUMBER: "a number", TEXT: "a string", LIST: "a list", OBJECT: "an object"}

LOG = {"version": TEXT, "creator": OBJECT, "entries": LIST}
CREATOR = {"name": TEXT, "version": TEXT}
ENTRY = {"startedDateTime": TEXT, "time": NUMBER, "request": OBJECT, "response": OBJECT, "cache": OBJECT, "timings": OBJECT}
REQUEST = {"method": TEXT, "url": TEXT, "httpVersion": TEXT, "cookies": LIST, "headers": LIST, "queryString": LIST,
           "headersSize": NUMBER, "bodySize": NUMBER}
RESPONSE = {"status": NUMBER, "statusText": TEXT, "httpVersion": TEXT, "cookies": LIST, "headers": LIST, "content": OBJECT,
            "redirectURL": TEXT, "headersSize": NUMBER, "bodySize": NUMBER}
CONTENT = {"size": NUMBER, "mimeType": TEXT}
PAIR = {"name": TEXT, "value": TEXT}
TIMINGS = {"send": NUMBER, "wait": NUMBER, "receive": NUMBER}
# -1 where one does not apply.
PARTS = ("blocked", "dns", "connect", "send", "wait", "receive")


def check(place, value, members):
    for name, kind in members.items():
        assert isinstance(value.get(name), kind), f"{place}.{name}: expected {NAMES[kind]}, not {value.get(name)!r}"


def check_pairs(place, pairs):
    for at, pair in enumerate(pairs):
        check(f"{place}[{at}]", pair, PAIR)


def check_entry(place, entry):
    check(place, entry, ENTRY)
    # ISO 8601 with milliseconds and a zone.
    datetime.datetime.strptime(entry["startedDateTime"], "%Y-%m-%dT%H:%M:%S.%fZ")
    check(f"{place}.request", entry["request"], REQUEST)
    check(f"{place}.response", entry["response"], RESPONSE)
    check(f"{place}.response.content", entry["response"]["content"], CONTENT)
    check(f"{place}.timings", entry["timings"], TIMINGS)
    check_pairs(f"{place}.request.headers", entry["request"]["headers"])
    check_pairs(f"{place}.request.queryString", entry["request"]["queryString"])
    check_pairs(f"{place}.response.headers", entry["response"]["headers"])
    times = [entry["timings"].get(part, -1) for part in PARTS]
    assert all(time >= 0 or time == -1 for time in times), f"{place}.timings: {times}"
    whole = sum(time for time in times if time >= 0)
    assert abs(whole - entry["time"]) < 0.001, f"{place}.time: expected the sum of its timings, {whole}, not {entry['time']}"


def entries_of(har):
    log = har["log"]
    check("log", log, LOG)
    check("log.creator", log["creator"], CREATOR)
    assert log["version"] == "1.2", log["version"]
    for at, entry in enumerate(log["entries"]):
        check_entry(f"entries[{at}]", entry)
    return log["entries"]
