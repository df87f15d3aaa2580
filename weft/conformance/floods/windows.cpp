// Flow control: windows that open by little, or not at all, and such as go up and down.
#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

constexpr std::uint32_t most_held_streams = 99;

void requests(Script& s, std::uint32_t count, const Bytes& block) {
  for (std::uint32_t i = 0; i < count; ++i) s.sends().headers_block(nth(i), block, whole);
}

// Answers that nobody makes room for, but an octet at a time.
void unread_answers(Script& s, const Bytes& block, std::uint32_t rounds) {
  const std::uint32_t streams = streams_at_a_time(s, most_held_streams);
  s.sends().settings({{initial_window_size, 0}});
  requests(s, streams, block);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (std::uint32_t i = 0; i < streams; ++i) s.sends().window_update(nth(i), 1);
  }
}

// The window opens by so much when what it had room for has come.
void dribble(Script& s, std::uint32_t octets, std::uint32_t rounds) {
  s.sends().settings({{initial_window_size, 0}}).headers_block(1, s.plain_get(), whole);
  for (std::uint32_t round = 1; round <= rounds; ++round) {
    s.sends().window_update(1, octets);
    s.awaits_data(1, std::size_t{octets} * round);
  }
}

Bytes block_with_short_fields(const Script& s, int count) {
  Bytes block = s.plain_get();
  // RFC 7541 6.2.2: a literal without indexing, "a" with no value.
  for (int i = 0; i < count; ++i) append(block, {0x00, 1, 'a', 0});
  return block;
}

std::vector<Abuse> small_windows() {
  return {
      {flood("abuse/data-dribble", "an answer of which 1,000 octets are taken one by one (CVE-2019-9511)",
             [](Script& s) { dribble(s, 1, 1'000); }, {.body = 5'000}),
       twin("abuse/data-dribble/honest", "an answer that is taken by 1,000 octets at first", answers(1),
            [](Script& s) {
              dribble(s, 1'000, 4);
              s.awaits_end_of(1);
            })},
      {flood("abuse/unread-answers", "requests up to the limit of streams, whose windows open by one octet at a time",
             [](Script& s) { unread_answers(s, s.plain_get(), 20); }, {.body = 1'000}),
       twin("abuse/unread-answers/honest", "a request whose window is small at first", answers(1),
            [](Script& s) {
              s.sends().settings({{initial_window_size, 500}}).headers_block(1, s.plain_get(), whole);
              s.awaits_data(1, 500);
              s.awaits_end_of(1);
            })},
      {flood("abuse/unread-answers-to-many-fields",
             "requests with 300 short fields, up to the limit of streams, whose windows open by one octet at a time "
             "(CVE-2026-49975)",
             [](Script& s) { unread_answers(s, block_with_short_fields(s, 300), 20); }, {.body = 1'000}),
       twin("abuse/unread-answers-to-many-fields/honest",
            "a request with 60 short fields, whose window is small at first", answers(1),
            [](Script& s) {
              s.sends().settings({{initial_window_size, 500}});
              s.sends().headers_block(1, block_with_short_fields(s, 60), whole);
              s.awaits_end_of(1);
            })},
  };
}

std::vector<Abuse> changes() {
  return {
      {flood("abuse/window-update", "10,000 WINDOW_UPDATE of one octet",
             [](Script& s) {
               for (int i = 0; i < 10'000; ++i) s.sends().window_update(0, 1);
             }),
       twin("abuse/window-update/honest", "50 WINDOW_UPDATE", goes_on(),
            [](Script& s) {
              for (int i = 0; i < 50; ++i) s.sends().window_update(0, 1'000);
            })},
      {flood("abuse/window-changes",
             "requests up to the limit of streams, and 2,000 SETTINGS by which all their windows close and open",
             [](Script& s) {
               requests(s, streams_at_a_time(s, most_held_streams), s.plain_get());
               for (int i = 0; i < 1'000; ++i)
                 s.sends().settings({{initial_window_size, 0}}).settings({{initial_window_size, 65'535}});
             }),
       twin("abuse/window-changes/honest",
            "ten requests, or as many as are allowed, and three changes of their windows", answers(1),
            [](Script& s) {
              requests(s, streams_at_a_time(s, 10), s.plain_get());
              for (const std::uint32_t size : {0u, 1'000u, 65'535u}) s.sends().settings({{initial_window_size, size}});
              s.awaits_end_of(1);
            })},
  };
}

}  // namespace

std::vector<Abuse> windows() {
  std::vector<Abuse> all = small_windows();
  for (Abuse& one : changes()) all.push_back(std::move(one));
  return all;
}

}  // namespace weft::conformance::floods
