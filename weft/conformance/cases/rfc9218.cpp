// RFC 9218: Extensible Prioritization Scheme. A server that does not know it takes PRIORITY_UPDATE for a frame of an
// unknown type and its setting for an unknown one, and ignores both.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

std::vector<Case> rfc9218() {
  return {
      {"9218-2.1/setting-of-2",
       "SETTINGS_NO_RFC7540_PRIORITIES of 2",
       {"9218 2.1#1", "9218 2.1#2"},
       or_nothing(connection_error(protocol_error)),
       [](Script& s) { s.sends().settings({{no_rfc7540_priorities, 2}}); }},
      {"9218-4/unknown-parameters",
       "priority: u=9, i=foo, x=?1, and another that nobody has defined",
       {"9218 4#1"},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.get().with("priority", "u=9, i=foo, x=?1, y"), end_stream); }},
      {"9218-7.1/priority-update-of-an-open-stream",
       "PRIORITY_UPDATE of a stream whose request has not ended",
       {},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.post()).priority_update(1, "u=1, i").data(1, "x", end_stream); }},
      {"9218-7.1/priority-update-of-an-idle-stream",
       "PRIORITY_UPDATE of a stream that comes later",
       {},
       answers(1),
       [](Script& s) { s.sends().priority_update(1, "u=7").headers(1, s.get(), end_stream); }},
      {"9218-7.1/unknown-parameters",
       "PRIORITY_UPDATE with parameters that nobody has defined",
       {"9218 4#1"},
       answers(1),
       [](Script& s) { s.sends().priority_update(1, "u=9, i=foo, x=?1").headers(1, s.get(), end_stream); }},
      {"9218-7.1/on-a-stream",
       "PRIORITY_UPDATE on stream 1",
       {"9218 7.1#2"},
       or_nothing(connection_error(protocol_error)),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::priority_update, 0, 1, hex("00000001 75")); }},
      {"9218-7.1/of-stream-0",
       "PRIORITY_UPDATE of stream 0",
       {"9218 7.1#7"},
       or_nothing(connection_error(protocol_error)),
       [](Script& s) { s.sends().raw(Type::priority_update, 0, 0, hex("00000000 75")); }},
      {"9218-7.1/of-an-idle-push-stream",
       "PRIORITY_UPDATE of stream 2, which was never promised",
       {"9218 7.1#6"},
       or_nothing(connection_error(protocol_error)),
       [](Script& s) { s.sends().priority_update(2, "u=1"); }},
      {"9218-7.1/server-sends-none",
       "a request",
       {"9218 7.1#8"},
       never_says({"PRIORITY_UPDATE"}),
       [](Script& s) {
         s.sends().headers(1, s.get(), end_stream);
         s.awaits_end_of(1);
       }},
  };
}

}  // namespace weft::conformance::cases
