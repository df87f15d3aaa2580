"""Reads a recording as qlog has it, and checks its shape.

The file is that of draft-ietf-quic-qlog-main-schema (QlogFileSeq, as JSON text sequences of RFC 7464), its frames are those of
draft-pardue-httpbis-qlog-h2-events-00, 5.2, and events beside them begin with "weft:".

    records = qlog.read(path)              # [header, event, event, ...]; AssertionError where it is no sequence
    qlog.check(records)                    # AssertionError: "5.data.frame.error_code: expected a number up to 4294967295, not -1"
    qlog.check_hidden(records)             # and nothing in it that only a recording with values may have
    qlog.frames(records)                   # Counter({"HEADERS": 2, "DATA": 7})
"""

import collections
import json
import re

HARMLESS = {":method", ":scheme", ":status", ":protocol"}
FRAME_TYPES = ("DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE",
               "CONTINUATION", "ALTSVC", "ORIGIN", "PRIORITY_UPDATE")
WAITS = ("application", "priority", "stream_window", "connection_window", "rate_limit", "socket", "pool")
SETTINGS = {"settings_header_table_size", "settings_enable_push", "settings_max_concurrent_streams", "settings_initial_window_size",
            "settings_max_frame_size", "settings_max_header_list_size", "settings_extended_connect",
            "settings_no_rfc7540_priorities", "unknown"}


def expect(holds, place, what, value):
    assert holds, f"{place}: expected {what}, not {value!r}"


def text(place, value):
    expect(isinstance(value, str), place, "a text", value)


def flag(place, value):
    expect(isinstance(value, bool), place, "true or false", value)


def number(bits):
    def check_number(place, value):
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        expect(is_whole and 0 <= value < 1 << bits, place, f"a number up to {(1 << bits) - 1}", value)
    return check_number


def whole(place, value):
    expect(isinstance(value, int) and not isinstance(value, bool), place, "a whole number", value)


def milliseconds(place, value):
    expect(isinstance(value, (int, float)) and value >= 0, place, "milliseconds", value)


def wait(place, value):
    """What a stream waits for, or nothing."""
    expect(value is None or value in WAITS, place, "a wait or null", value)


def digits(place, value):
    expect(isinstance(value, str) and re.fullmatch("([0-9a-f]{2})*", value), place, "two hexadecimal digits an octet", value)


def date(place, value):
    expect(isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value), place, "a date of RFC 3339", value)


def one_of(*choices):
    return lambda place, value: expect(value in choices, place, f"one of {', '.join(sorted(choices))}", value)


def some(check_one, least=0):
    def check_list(place, value):
        expect(isinstance(value, list) and len(value) >= least, place, "a list", value)
        for at, each in enumerate(value):
            check_one(f"{place}[{at}]", each)
    return check_list


def members(must, may=None):
    """An object with these members and, beside those that it may have, no others."""
    def check_members(place, value):
        expect(isinstance(value, dict), place, "an object", value)
        known = must | (may or {})
        for name in must:
            expect(name in value, place, f"a member {name}", sorted(value))
        for name, each in value.items():
            expect(name in known, place, "none but known members", name)
            known[name](f"{place}.{name}", each)
    return check_members


def anything(_place, _value):
    pass


FIELD = members({}, {"name": text, "name_bytes": digits, "value": text, "value_bytes": digits,
                     "value_length": number(64), "value_hash": digits, "never_indexed": flag})


def field(place, value):
    FIELD(place, value)
    # 5.2.2: "An instance of HTTP2HTTPField MUST include either the name or name_bytes field".
    expect("name" in value or "name_bytes" in value, place, "a name", value)


RAW = members({}, {"length": number(64), "payload_length": number(64), "data": digits})
SETTING = members({"value": number(32)}, {"name": one_of(*SETTINGS), "name_bytes": number(32)})
FIELDS = some(field)
ENTRY = members({"origin_len": number(16)}, {"ASCII-Origin": text})
UINT32 = number(32)

# The members of a frame that must be there, and those that may.
FRAMES = {
    "data": ({}, {"padded": flag, "end_stream": flag}),
    "headers": ({"headers": FIELDS}, {"priority": flag, "padded": flag, "end_headers": flag, "end_stream": flag}),
    "priority": ({"exclusive": flag, "stream_dependency": UINT32, "weight": number(8)}, {}),
    "rst_stream": ({"error_code": UINT32}, {}),
    "settings": ({"settings": some(SETTING)}, {"ack": flag}),
    "push_promise": ({"promised_stream_id": UINT32, "headers": FIELDS}, {"padded": flag, "end_headers": flag}),
    "ping": ({"opaque_data": digits}, {"ack": flag}),
    "goaway": ({"last_stream_id": UINT32, "error_code": UINT32}, {"additional_debug_data": digits}),
    "window_update": ({"window_size_increment": UINT32}, {}),
    "continuation": ({"headers": FIELDS}, {"end_headers": flag}),
    "unknown": ({"frame_type_bytes": UINT32}, {}),
    "altsvc": ({"origin_len": number(16)}, {"origin": text, "alt-svc-field-value": text}),
    "origin": ({"origin_entries": some(ENTRY)}, {}),
    "priority_update": ({"prioritized_stream_id": UINT32, "priority_field_value": text}, {}),
}


def frame(place, value):
    expect(isinstance(value, dict), place, "an object", value)
    kind = value.get("frame_type")
    one_of(*FRAMES)(f"{place}.frame_type", kind)
    must, may = FRAMES[kind]
    members({"frame_type": text, **must}, {"raw": RAW, **may})(place, value)


SECTION = members({"of": one_of("headers", "push_promise"), "promised": UINT32, "end_stream": flag, "state": text, "fault": text,
                   "on_wire": number(64), "decoded": number(64)})
# Members of a frame beside those of the draft: the extension that its group sockets allow.
OWN_OF_FRAME = members({}, {"frame": digits, "flags": number(8), "content": number(32), "out_of_place": flag, "section": SECTION})
FRAME_EVENT = members({"stream_id": UINT32, "frame": frame}, {"length": number(32), "weft": OWN_OF_FRAME})
DIRECTION = one_of("sent", "received")
MESSAGE = {"direction": DIRECTION, "message": number(64)}
STREAM = {"stream_id": number(64)}
TABLE = {"direction": DIRECTION, **STREAM, "size": number(32), "entries": number(32)}

EVENTS = {
    "http2:frame_created": FRAME_EVENT,
    "http2:frame_parsed": FRAME_EVENT,
    "weft:opened": members({"role": one_of("client", "server"), "version": one_of("HTTP/1.0", "HTTP/1.1", "HTTP/2"), "local": text,
                            "peer": text, "secure": flag, "values": flag}),
    "weft:preface": members({"direction": DIRECTION}),
    "weft:octets": members({"direction": DIRECTION, "raw": RAW}),
    "weft:call": members({"call": text, "message": number(64), "numbers": some(number(64))},
                         {"headers": FIELDS, "text": text, "text_bytes": digits}),
    "weft:faulty_frame": members({"direction": DIRECTION, "fault": text, "header": digits}),
    "weft:http1_head": members({**MESSAGE, "headers": FIELDS, "octets": number(64), "has_body": flag},
                               {"start": text, "start_bytes": digits}),
    "weft:http1_body": members({**MESSAGE, "octets": number(64), "trailers": FIELDS}),
    "weft:unreadable": members({"direction": DIRECTION, "why": text}),
    "weft:cut_off": members({"direction": DIRECTION}),
    "weft:ended": members({"scope": one_of("connection", "message"), "blame": one_of("nobody", "user", "library", "peer"),
                           "code": UINT32, "reason": text}),
    # Events that only an engine knows.
    "weft:wait_changed": members({**STREAM, "old": wait, "new": wait, "waiting": milliseconds},
                                 {"stream_window": whole, "connection_window": whole}),
    "weft:window_changed": members({**STREAM, "send": whole, "receive": whole}),
    "weft:schedule_pick": members({**STREAM, "octets": UINT32}, {"urgency": number(3), "incremental": flag, "weight": number(9)}),
    "weft:hpack_inserted": members({**TABLE, "headers": FIELDS}),
    "weft:hpack_evicted": members({**TABLE, "count": UINT32}),
    # An order to record has ended before its connection.
    "weft:stopped": members({"why": one_of("time", "size")}),
}

TIME = members({"clock_type": one_of("monotonic"), "epoch": one_of("unknown"), "wall_clock_time": date})
COMMON = members({"reference_time": TIME, "time_format": one_of("relative_to_epoch")})
PLACE = members({"type": one_of("client", "server")}, {"name": text})
TRACE = members({"event_schemas": some(text, 1)}, {"title": text, "description": text, "common_fields": COMMON, "vantage_point": PLACE})
FILE = members({"file_schema": one_of("urn:ietf:params:qlog:file:sequential"),
                "serialization_format": one_of("application/qlog+json-seq"), "trace": TRACE}, {"title": text, "description": text})


def read(path):
    """RFC 7464 2.2: each text stands between RS and LF."""
    octets = path.read_bytes()
    assert octets.startswith(b"\x1e") and octets.endswith(b"\n"), f"{path} is no sequence of JSON texts"
    return [json.loads(line) for line in octets[1:-1].split(b"\n\x1e")]


def check(records):
    FILE("header", records[0])
    expect(records[1]["name"] == "weft:opened", "1", "weft:opened", records[1]["name"])
    last = 0
    for at, record in enumerate(records[1:], 1):
        members({"time": anything, "name": one_of(*EVENTS), "data": anything})(str(at), record)
        time = record["time"]
        expect(isinstance(time, (int, float)) and time >= last, f"{at}.time", f"milliseconds from {last} on", time)
        last = time
        EVENTS[record["name"]](f"{at}.data", record["data"])


def fields_of(data):
    return [*data.get("frame", {}).get("headers", []), *data.get("headers", []), *data.get("trailers", [])]


def check_hidden(records):
    expect(records[1]["data"]["values"] is False, "1.data.values", "false", True)
    for at, record in enumerate(records[1:], 1):
        name, data = record["name"], record["data"]
        expect(name != "weft:call", f"{at}.name", "no call", name)
        expect("data" not in data.get("raw", {}), f"{at}.data.raw", "no octets", data.get("raw"))
        told = data.get("frame", {})
        for secret in ("additional_debug_data", "origin", "alt-svc-field-value"):
            expect(secret not in told, f"{at}.data.frame", f"no {secret}", told)
        for each in fields_of(data):
            plain = {"value", "value_bytes"} & each.keys()
            expect(not plain or each.get("name") in HARMLESS, f"{at}.data", "no value of a field", each)
            hashed = {"value_length", "value_hash"} & each.keys()
            expect(not each.get("never_indexed") or not hashed, f"{at}.data", "the name alone of a field that is never indexed", each)


def frames(records):
    """How many frames there are of each type, both ways; those of unknown types by their number."""
    found = collections.Counter()
    for record in records[1:]:
        if record["name"] in ("http2:frame_created", "http2:frame_parsed"):
            told = record["data"]["frame"]
            found[told.get("frame_type_bytes", told["frame_type"].upper())] += 1
    return found


def named(records, name):
    return [record["data"] for record in records[1:] if record["name"] == name]
