// For tests: what a peer may send and what it may not, as data, in the order of the Autobahn test suite. `events` are
// those of the one who receives it, as lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <weft/websocket/frame_writer.hpp>

namespace weft::websocket {

// The first octet of a frame: FIN and the opcode (RFC 6455 5.2).
struct CaseFrame {
  unsigned first;
  std::string payload = {};
};

struct Case {
  std::string name;
  std::vector<CaseFrame> frames;
  std::vector<std::string> events;
  // permessage-deflate was agreed on.
  bool deflate = false;
};

namespace cases {

using namespace std::string_literals;

inline constexpr unsigned fin = 0x80;
inline constexpr unsigned compressed = 0x40;
inline constexpr unsigned middle = 0x00;
inline constexpr unsigned last = fin;
inline constexpr unsigned first_text = 0x01;
inline constexpr unsigned text = fin | 0x01;
inline constexpr unsigned binary = fin | 0x02;
inline constexpr unsigned close = fin | 0x08;
inline constexpr unsigned ping = fin | 0x09;
inline constexpr unsigned pong = fin | 0x0a;

using Cases = std::vector<Case>;

inline std::string code(unsigned value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value)};
}
inline std::string shown(std::string_view octets) {
  std::string all;
  for (const char octet : octets) all += fmt::format("{:02x}", static_cast<unsigned char>(octet));
  return all;
}

inline void add_framing(Cases& all) {
  for (const std::size_t size : {0u, 125u, 126u, 127u, 128u, 1000u, 30'000u}) {
    const std::string payload(size, '*');
    all.push_back({fmt::format("text of {}", size), {{text, payload}}, {"text " + payload}});
    all.push_back({fmt::format("binary of {}", size), {{binary, payload}}, {"binary " + payload}});
  }
}

inline void add_pings(Cases& all) {
  const std::string longest(125, '\xfe');
  all.push_back({"ping", {{ping}, {text, "a"}}, {"text a"}});
  all.push_back({"ping with octets", {{ping, "\x00\xff\xfe"s}, {text, "a"}}, {"text a"}});
  all.push_back({"ping of 125", {{ping, longest}, {text, "a"}}, {"text a"}});
  all.push_back({"ping of 126", {{ping, longest + "x"}, {text, "a"}}, {"closed 1002 control_too_long"}});
  all.push_back({"pong unasked", {{pong}, {text, "a"}}, {"pong ", "text a"}});
  all.push_back({"pong unasked with octets", {{pong, "x"}, {ping, "y"}, {text, "a"}}, {"pong x", "text a"}});
  all.push_back({"pong of 126", {{pong, longest + "x"}}, {"closed 1002 control_too_long"}});
  Case many{"ten pings", {}, {"text a"}};
  for (int i = 0; i < 10; ++i) many.frames.push_back({ping, fmt::format("{}", i)});
  many.frames.push_back({text, "a"});
  all.push_back(many);
}

inline void add_reserved_bits(Cases& all) {
  for (unsigned bits = 1; bits < 8; ++bits) {
    for (const unsigned first : {text, binary, first_text, ping, pong, close}) {
      all.push_back({fmt::format("reserved bits {} of {:#x}", bits, first),
                     {{text, "a"}, {first | bits << 4, ""}, {ping}},
                     {"text a", "closed 1002 reserved_bits"}});
    }
  }
}

inline void add_opcodes(Cases& all) {
  for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
    for (const std::string_view payload : {"", "payload"}) {
      all.push_back({fmt::format("opcode {} {}", opcode, payload),
                     {{text, "a"}, {fin | opcode, std::string(payload)}, {ping}},
                     {"text a", "closed 1002 opcode_not_known"}});
    }
  }
}

inline void add_fragmentation(Cases& all) {
  for (const unsigned control : {ping, pong, close}) {
    all.push_back({fmt::format("fragment of {:#x}", control),
                   {{control & ~fin, ""}, {last, ""}},
                   {"closed 1002 control_fragmented"}});
  }
  all.push_back({"two fragments", {{first_text, "a"}, {last, "b"}}, {"text ab"}});
  all.push_back({"fragments without octets", {{first_text}, {middle}, {last}}, {"text "}});
  all.push_back({"octets in the middle alone", {{first_text}, {middle, "a"}, {last}}, {"text a"}});
  all.push_back({"ping between fragments", {{first_text, "a"}, {ping, "p"}, {last, "b"}}, {"text ab"}});
  all.push_back({"pong between fragments", {{first_text, "a"}, {pong, "p"}, {last, "b"}}, {"pong p", "text ab"}});
  all.push_back({"pings between five fragments",
                 {{first_text, "a"}, {ping}, {middle, "b"}, {middle, "c"}, {ping}, {middle, "d"}, {last, "e"}},
                 {"text abcde"}});
  for (const unsigned continuation : {middle, last}) {
    all.push_back({fmt::format("continuation {:#x} of nothing", continuation),
                   {{continuation, "a"}, {text, "b"}},
                   {"closed 1002 continuation_unexpected"}});
    all.push_back({fmt::format("continuation {:#x} behind a message", continuation),
                   {{first_text, "a"}, {last, "b"}, {continuation, "c"}, {text, "d"}},
                   {"text ab", "closed 1002 continuation_unexpected"}});
  }
  for (const unsigned next : {text, binary, first_text}) {
    all.push_back({fmt::format("{:#x} within a message", next),
                   {{first_text, "a"}, {next, "b"}},
                   {"closed 1002 continuation_missing"}});
  }
}

// RFC 3629 3 and 4.
inline void add_utf8(Cases& all) {
  for (const std::string_view good :
       {"\u03ba\u1f79\u03c3\u03bc\u03b5", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\ufffe",
        "\uffff", "\U00010000", "\U0001fffe", "\U0010fffe", "\U0010ffff"}) {
    const std::string whole = fmt::format("a{}b", good);
    all.push_back({"text " + shown(good), {{text, whole}}, {"text " + whole}});
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
      all.push_back({fmt::format("text {} cut at {}", shown(good), cut),
                     {{first_text, whole.substr(0, cut)}, {middle}, {last, whole.substr(cut)}},
                     {"text " + whole}});
    }
  }
  for (const std::string_view bad : {"\x80",
                                     "\xbf",
                                     "\x80\xbf\x80\xbf",
                                     "\xc0",
                                     "\xe0",
                                     "\xf0",
                                     "\xfe",
                                     "\xff",
                                     "\xfe\xfe\xff\xff",
                                     "\xc3",
                                     "\xe0\x80",
                                     "\xf0\x80\x80",
                                     "\xef\xbf",
                                     "\xf7\xbf\xbf",
                                     "\xc0\xaf",
                                     "\xe0\x80\xaf",
                                     "\xc1\xbf",
                                     "\xf0\x80\x80\xaf",
                                     "\xe0\x9f\xbf",
                                     "\xf0\x8f\xbf\xbf",
                                     "\xf8\x88\x80\x80\x80",
                                     "\xfc\x84\x80\x80\x80\x80",
                                     "\xed\xa0\x80",
                                     "\xed\xad\xbf",
                                     "\xed\xae\x80",
                                     "\xed\xbf\xbf",
                                     "\xed\xa0\x80\xed\xb0\x80",
                                     "\xf4\x90\x80\x80",
                                     "\xf5\x80\x80\x80"}) {
    all.push_back({"text " + shown(bad), {{text, fmt::format("a{}b", bad)}}, {"closed 1007 text_not_utf8"}});
    all.push_back({"text ends with " + shown(bad), {{text, fmt::format("a{}", bad)}}, {"closed 1007 text_not_utf8"}});
    all.push_back({"binary " + shown(bad), {{binary, std::string(bad)}}, {fmt::format("binary {}", bad)}});
  }
  // The fault is told before the message has ended.
  all.push_back({"the first fragment is wrong", {{first_text, "a\xf4\x90"}}, {"closed 1007 text_not_utf8"}});
  all.push_back({"the second fragment is wrong",
                 {{first_text, "a\xf4"}, {ping}, {middle, "\x90"}},
                 {"closed 1007 text_not_utf8"}});
}

inline void add_closes(Cases& all) {
  all.push_back({"close", {{close}}, {"closed 1005 "}});
  all.push_back({"close of one octet", {{close, "\x03"}}, {"closed 1002 close_not_valid"}});
  all.push_back({"two closes", {{close, code(1000)}, {close, code(1001)}}, {"closed 1000 "}});
  all.push_back({"ping behind a close", {{close, code(1000)}, {ping}}, {"closed 1000 "}});
  all.push_back({"text behind a close", {{close, code(1000)}, {text, "a"}}, {"closed 1000 "}});
  all.push_back({"close within a message", {{first_text, "a"}, {close, code(1000)}, {last, "b"}}, {"closed 1000 "}});
  const std::string longest(123, '*');
  all.push_back({"close of 125", {{close, code(1000) + longest}}, {"closed 1000 " + longest}});
  all.push_back({"close of 126", {{close, code(1000) + longest + "*"}}, {"closed 1002 control_too_long"}});
  all.push_back(
      {"close that is no text", {{close, code(1000) + "\xce\xba\xed\xa0\x80"}}, {"closed 1007 close_text_not_utf8"}});
  for (const unsigned value : {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 1012u, 1013u, 1014u,
                               3000u, 3999u, 4000u, 4999u}) {
    all.push_back(
        {fmt::format("close with {}", value), {{close, code(value) + "why"}}, {fmt::format("closed {} why", value)}});
  }
  for (const unsigned value : {0u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65'535u}) {
    all.push_back({fmt::format("close with {}", value), {{close, code(value)}}, {"closed 1002 close_not_valid"}});
  }
}

// The octets of RFC 7692 7.2.3; no side keeps its window.
inline void add_compression(Cases& all) {
  const std::string hello = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;
  const auto add = [&all](std::string_view name, std::vector<CaseFrame> frames, std::vector<std::string> events) {
    all.push_back({fmt::format("compressed: {}", name), std::move(frames), std::move(events), true});
  };
  add("whole", {{text | compressed, hello}}, {"text Hello"});
  add("twice", {{text | compressed, hello}, {text | compressed, hello}}, {"text Hello", "text Hello"});
  for (std::size_t cut = 0; cut <= hello.size(); ++cut) {
    add(fmt::format("cut at {}", cut),
        {{first_text | compressed, hello.substr(0, cut)}, {ping, "p"}, {middle}, {last, hello.substr(cut)}},
        {"text Hello"});
  }
  add("binary", {{binary | compressed, hello}}, {"binary Hello"});
  add("stored", {{text | compressed, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s}}, {"text Hello"});
  add("a last block", {{text | compressed, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s}}, {"text Hello"});
  add("two blocks", {{text | compressed, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s}}, {"text Hello"});
  add("nothing", {{text | compressed, "\x00"s}}, {"text "});
  add("not this one", {{text, "plain"}, {text | compressed, hello}}, {"text plain", "text Hello"});
  add("no deflate", {{text | compressed, "\xff\xff\xff"}}, {"closed 1007 deflate_not_valid"});
  add("another's window", {{text | compressed, hello}, {text | compressed, "\xf2\x00\x11\x00\x00"s}},
      {"text Hello", "closed 1007 deflate_not_valid"});
  add("no text", {{text | compressed, "\x00\x01\x00\xfe\xff\xff\x00"s}}, {"closed 1007 text_not_utf8"});
  // RFC 7692 6: "An endpoint MUST NOT set the "Per-Message Compressed" bit of control frames and non-first fragments of
  // a data message."
  add("a continuation", {{first_text | compressed, hello}, {last | compressed, ""}}, {"closed 1002 reserved_bits"});
  for (const unsigned control : {ping, pong, close}) {
    add(fmt::format("{:#x}", control), {{control | compressed, ""}}, {"closed 1002 reserved_bits"});
  }
}

inline Cases make_all() {
  Cases all;
  for (const auto add : {add_framing, add_pings, add_reserved_bits, add_opcodes, add_fragmentation, add_utf8,
                         add_closes, add_compression}) {
    add(all);
  }
  return all;
}

}  // namespace cases

// As a client sends them, or as a server does.
inline std::string octets_of(const Case& one, const std::optional<MaskKey>& mask) {
  std::string all;
  for (const auto& frame : one.frames) {
    Buffer out;
    append_frame(out, {.mask = mask}, as_octets(frame.payload));
    std::string octets(as_text(out.readable()));
    octets[0] = static_cast<char>(frame.first);
    all += octets;
  }
  return all;
}

}  // namespace weft::websocket
