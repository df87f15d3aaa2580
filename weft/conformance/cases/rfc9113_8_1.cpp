// RFC 9113 8.1: HTTP Message Framing.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

FieldList with_length(const Script& s, std::string_view length) {
  return s.post().with("content-length", length);
}

}  // namespace

std::vector<Case> rfc9113_8_1() {
  return {
      {"8.1/second-headers-without-end-stream",
       "trailers without END_STREAM",
       {"9113 8.1#4"},
       malformed_later(1),
       [](Script& s) { s.sends().headers(1, s.post()).headers(1, testkit::trailers()); }},
      {"8.1/second-request-on-a-stream",
       "another request on a stream whose request has not ended",
       {"9113 8.1#4", "9113 8.1#2", "9113 8.1#3"},
       malformed_later(1),
       [](Script& s) { s.sends().headers(1, s.post()).headers(1, s.post()); }},
      {"8.1/pseudo-field-in-trailers",
       "trailers with :method",
       {"9113 8.1#2", "9113 8.1#3", "9113 8.3#3"},
       malformed_later(1),
       [](Script& s) {
         s.sends().headers(1, s.post()).data(1, "x").headers(1, FieldList().with(":method", "GET"), end_stream);
       }},
      {"8.1/trailers",
       "a request with DATA and trailers",
       {},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.post()).data(1, "x").headers(1, testkit::trailers(), end_stream); }},
      {"8.1/head",
       "HEAD",
       {},
       {.outcome = Expected::Outcome::goes_on, .stream = 1, .answered = true, .data = 0},
       [](Script& s) { s.sends().headers(1, s.ask("HEAD"), end_stream); },
       {.body = 1}},
      {"8.1/empty-data-at-the-end",
       "a request that ends with empty DATA",
       {},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.post()).data(1, "x").data(1, "", end_stream); }},

      {"8.1.1/less-content-than-declared",
       "a declared length of 5, and 4 octets of DATA",
       {"9113 8.1.1#2"},
       malformed_later(1),
       [](Script& s) { s.sends().headers(1, with_length(s, "5")).data(1, "four", end_stream); }},
      {"8.1.1/no-content-where-some-is-declared",
       "a declared length of 5, and END_STREAM with HEADERS",
       {"9113 8.1.1#2"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, with_length(s, "5"), end_stream); }},
      {"8.1.1/less-content-than-declared-and-trailers",
       "a declared length of 5, 4 octets of DATA, and trailers",
       {"9113 8.1.1#2"},
       malformed_later(1),
       [](Script& s) {
         s.sends().headers(1, with_length(s, "5")).data(1, "four").headers(1, testkit::trailers(), end_stream);
       }},
      {"8.1.1/more-content-than-declared",
       "a declared length of 5, and 6 octets of DATA",
       {"9113 8.1.1#2"},
       malformed_later(1),
       [](Script& s) { s.sends().headers(1, with_length(s, "5")).data(1, "sixsix", end_stream); }},
      {"8.1.1/more-content-before-the-end",
       "a declared length of 5, and DATA of 5 and of 1 without END_STREAM",
       {"9113 8.1.1#2"},
       or_nothing(malformed_later(1)),
       [](Script& s) { s.sends().headers(1, with_length(s, "5")).data(1, "fives").data(1, "x"); }},
      {"8.1.1/more-content-in-several-frames",
       "a declared length of 1, and two DATA that have more",
       {"9113 8.1.1#2"},
       malformed_later(1),
       [](Script& s) { s.sends().headers(1, with_length(s, "1")).data(1, "several").data(1, "frames", end_stream); }},
      {"8.1.1/content-of-the-declared-length",
       "a declared length of 5, and 5 octets in three DATA",
       {"9113 8.1.1#2"},
       answers(1),
       [](Script& s) {
         s.sends().headers(1, with_length(s, "5")).data(1, "fi").data(1, "ves").data(1, "", end_stream);
       }},
      {"8.1.1/length-that-is-no-number",
       "content-length: five",
       {"9113 8.1.1#2"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, with_length(s, "five")).data(1, "fives", end_stream); }},
      {"8.1.1/length-with-a-sign",
       "content-length: +5",
       {"9113 8.1.1#2"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, with_length(s, "+5")).data(1, "fives", end_stream); }},
      {"8.1.1/two-different-lengths",
       "content-length: 5 and content-length: 6",
       {"9113 8.1.1#2"},
       malformed(1),
       [](Script& s) {
         s.sends().headers(1, with_length(s, "5").with("content-length", "6")).data(1, "fives", end_stream);
       }},
  };
}

}  // namespace weft::conformance::cases
