#include <weft/conformance/abuse.hpp>

#include <algorithm>
#include <string>

#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance {

namespace {

using namespace cases;
using testkit::Bytes;

constexpr std::uint32_t most_held_streams = 100;

StreamId nth(std::uint32_t n) {
  return 2 * n + 1;
}

// RFC 7541 6.2: a literal of the name "a" with so many octets of value, which are 127 to 16,510. `kind`: 0x40 with
// incremental indexing, 0 without.
Bytes long_literal(std::uint8_t kind, std::size_t octets) {
  const std::size_t rest = octets - 127;
  Bytes field{
      kind, 1, 'a', 0x7f, static_cast<std::uint8_t>(0x80 | (rest & 0x7f)), static_cast<std::uint8_t>(rest >> 7)};
  field.resize(field.size() + octets, 'x');
  return field;
}

void append(Bytes& to, const Bytes& more) {
  to.insert(to.end(), more.begin(), more.end());
}

void resets(Script& s, std::uint32_t count) {
  const Bytes block = s.plain_get();
  for (std::uint32_t i = 0; i < count; ++i) s.sends().headers_block(nth(i), block, whole).rst_stream(nth(i));
}

// Each is a fault for which the server has to reset the stream.
void provoked_resets(Script& s, std::uint32_t count) {
  const Bytes block = s.plain_get();
  for (std::uint32_t i = 0; i < count; ++i) {
    s.sends().headers_block(nth(i), block, whole).raw(Type::window_update, 0, nth(i), hex("00000000"));
  }
}

void empty_data(Script& s, int count) {
  s.sends().headers(1, s.post());
  for (int i = 0; i < count; ++i) s.sends().data(1, "");
}

// One field of 4,000 octets, and as many references to it as a frame has room for.
void references(Script& s, std::uint32_t streams) {
  constexpr std::size_t frame_size = 16'384;
  constexpr std::uint8_t newest_entry = 0xbe;
  for (std::uint32_t i = 0; i < streams; ++i) {
    Bytes block = s.plain_get();
    if (i == 0) append(block, long_literal(0x40, 4'000));
    block.resize(std::max(block.size(), frame_size), newest_entry);
    s.sends().headers_block(nth(i), block, whole);
  }
}

// Answers that nobody makes room for, but an octet at a time.
void unread_answers(Script& s, std::uint32_t rounds) {
  // The request behind the flood has room as well. A peer may announce a limit of 0 and serve requests all the same.
  const std::uint32_t streams = std::clamp(s.peer().max_concurrent_streams, 2u, most_held_streams) - 1;
  s.sends().settings({{initial_window_size, 0}});
  for (std::uint32_t i = 0; i < streams; ++i) s.sends().headers_block(nth(i), s.plain_get(), whole);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (std::uint32_t i = 0; i < streams; ++i) s.sends().window_update(nth(i), 1);
  }
}

Case flood(std::string_view id, std::string_view sends, void (*write)(Script&), Needs needs = {}) {
  // A flood may cost it streams.
  return {id, sends, {}, {.outcome = Expected::Outcome::goes_on, .may_reset = true}, write, needs};
}

Case twin(std::string_view id, std::string_view sends, Expected expected, void (*write)(Script&), Needs needs = {}) {
  return {id, sends, {}, std::move(expected), write, needs};
}

std::vector<Abuse> floods_of_streams() {
  return {
      {flood("abuse/rapid-reset", "5,000 requests, each reset at once (CVE-2023-44487)",
             [](Script& s) { resets(s, 5'000); }),
       twin("abuse/rapid-reset/honest", "50 requests that are reset, as a browser does whose user leaves, and another",
            answers(101),
            [](Script& s) {
              resets(s, 50);
              s.sends().headers_block(101, s.plain_get(), whole);
              s.awaits_end_of(101);
            })},
      {flood("abuse/made-you-reset", "2,000 requests, each with a fault for which the server resets it (CVE-2025-8671)",
             [](Script& s) { provoked_resets(s, 2'000); }),
       twin("abuse/made-you-reset/honest", "one such request, and another that is right",
            {.outcome = Expected::Outcome::goes_on, .stream = 3, .may_reset = true, .answered = true},
            [](Script& s) {
              provoked_resets(s, 1);
              s.sends().headers_block(3, s.plain_get(), whole);
              s.awaits_end_of(3);
            })},
      {flood("abuse/unread-answers", "requests up to the limit of streams, whose windows open by one octet at a time",
             [](Script& s) { unread_answers(s, 20); }, {.body = 1'000}),
       twin("abuse/unread-answers/honest", "a request whose window is small at first", answers(1),
            [](Script& s) {
              s.sends().settings({{initial_window_size, 500}}).headers_block(1, s.plain_get(), whole);
              s.awaits_data(1, 500);
              s.awaits_end_of(1);
            },
            {.body = 1'000})},
  };
}

std::vector<Abuse> floods_of_fields() {
  return {
      {flood("abuse/continuation", "1,000 CONTINUATION of 4,000 octets in a block that does not end (CVE-2024-27316)",
             [](Script& s) {
               s.sends().headers_block(1, s.plain_get(), flag::end_stream);
               for (int i = 0; i < 1'000; ++i) s.sends().continuation(1, long_literal(0, 4'000), 0);
               s.ends_within_a_frame();
             }),
       twin("abuse/continuation/honest", "a block of 4,000 octets in HEADERS and four CONTINUATION", answers(1),
            [](Script& s) {
              s.sends().headers_in(5, 1, s.get().with("x-long", std::string(4'000, 'x')), end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/hpack-bomb", "four blocks of some 12,000 references to a field of 4,000 octets",
             [](Script& s) { references(s, 4); }, {.table = true}),
       twin("abuse/hpack-bomb/honest", "a request with 30 cookie fields", answers(1),
            [](Script& s) {
              testkit::FieldList fields = s.get();
              for (int i = 0; i < 30; ++i) fields = fields.with("cookie", "crumb=" + std::to_string(i));
              s.sends().headers(1, fields, end_stream);
              s.awaits_end_of(1);
            })},
  };
}

std::vector<Abuse> floods_of_frames() {
  return {
      {flood("abuse/ping", "10,000 PING (CVE-2019-9512)",
             [](Script& s) {
               for (std::uint64_t i = 0; i < 10'000; ++i) s.sends().ping(i);
             }),
       twin("abuse/ping/honest", "50 PING", says({"PING ACK 0000000000000031"}),
            [](Script& s) {
              for (std::uint64_t i = 0; i < 50; ++i) s.sends().ping(i);
            })},
      {flood("abuse/settings", "5,000 SETTINGS (CVE-2019-9515)",
             [](Script& s) {
               for (int i = 0; i < 5'000; ++i) s.sends().settings();
             }),
       twin("abuse/settings/honest", "five SETTINGS", says({"SETTINGS ACK"}),
            [](Script& s) {
              for (int i = 0; i < 5; ++i) s.sends().settings();
            })},
      {flood("abuse/empty-data", "10,000 empty DATA (CVE-2019-9518)", [](Script& s) { empty_data(s, 10'000); }),
       twin("abuse/empty-data/honest", "20 empty DATA, and the end of the request", answers(1),
            [](Script& s) {
              empty_data(s, 20);
              s.sends().data(1, "x", end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/window-update", "10,000 WINDOW_UPDATE of one octet",
             [](Script& s) {
               for (int i = 0; i < 10'000; ++i) s.sends().window_update(0, 1);
             }),
       twin("abuse/window-update/honest", "50 WINDOW_UPDATE", goes_on(),
            [](Script& s) {
              for (int i = 0; i < 50; ++i) s.sends().window_update(0, 1'000);
            })},
      {flood("abuse/priority", "10,000 PRIORITY of streams that were never opened (CVE-2019-9513)",
             [](Script& s) {
               for (std::uint32_t i = 0; i < 10'000; ++i) s.sends().priority(nth(i) + 2, {nth(i), 16, true});
             }),
       twin("abuse/priority/honest", "the six PRIORITY with which Firefox began, and a request", answers(15),
            [](Script& s) {
              for (StreamId stream = 3; stream <= 13; stream += 2) s.sends().priority(stream, {0, 101, false});
              s.sends().headers_block(15, s.plain_get(), whole);
              s.awaits_end_of(15);
            })},
  };
}

std::vector<Abuse> all_abuses() {
  std::vector<Abuse> all;
  for (const auto list : {floods_of_streams, floods_of_fields, floods_of_frames}) {
    for (Abuse& one : list()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::span<const Abuse> abuses() {
  static const std::vector<Abuse> all = all_abuses();
  return all;
}

}  // namespace weft::conformance
