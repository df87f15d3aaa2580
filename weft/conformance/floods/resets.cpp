// Streams that end early: the peer resets them, or has to (Rapid Reset, MadeYouReset).
#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

using Fault = void (*)(Frames&, StreamId);

void reset_requests(Script& s, std::uint32_t first, std::uint32_t count) {
  const Bytes block = s.plain_get();
  for (std::uint32_t i = first; i < first + count; ++i)
    s.sends().headers_block(nth(i), block, whole).rst_stream(nth(i));
}

// Each is a fault for which the server has to reset the stream.
void provoked_resets(Script& s, std::uint32_t count, Fault fault) {
  const Bytes block = s.plain_get();
  for (std::uint32_t i = 0; i < count; ++i) fault(s.sends().headers_block(nth(i), block, whole), nth(i));
}

constexpr std::uint32_t provoked = 2'000;

void no_increment(Frames& frames, StreamId stream) {
  frames.raw(Type::window_update, 0, stream, hex("00000000"));
}

void overflow(Frames& frames, StreamId stream) {
  frames.window_update(stream, largest_window).window_update(stream, largest_window);
}

void data_behind_the_end(Frames& frames, StreamId stream) {
  frames.data(stream, "x");
}

void short_priority(Frames& frames, StreamId stream) {
  frames.raw(Type::priority, 0, stream, hex("00000000"));
}

void depends_on_itself(Frames& frames, StreamId stream) {
  frames.priority(stream, {stream, 16, true});
}

std::vector<Abuse> by_the_peer() {
  return {
      {flood("abuse/rapid-reset", "5,000 requests, each reset at once (CVE-2023-44487)",
             [](Script& s) { reset_requests(s, 0, 5'000); }),
       twin("abuse/rapid-reset/honest", "50 requests that are reset, as a browser does whose user leaves, and another",
            answers(101),
            [](Script& s) {
              reset_requests(s, 0, 50);
              s.sends().headers_block(101, s.plain_get(), whole);
              s.awaits_end_of(101);
            })},
      {flood("abuse/goodbye-and-resets",
             "a request that does not end, GOAWAY, and 5,000 requests behind it, each reset at once",
             [](Script& s) {
               s.sends().headers(1, s.post()).goaway(0);
               reset_requests(s, 1, 5'000);
             }),
       twin("abuse/goodbye-and-resets/honest", "a request, and GOAWAY behind it",
            {.outcome = Expected::Outcome::goes_on, .stream = 1, .may_leave = true, .answered = true, .is_full = true},
            [](Script& s) {
              s.sends().headers_block(1, s.plain_get(), whole).goaway(0);
              s.awaits_end_of(1);
            })},
  };
}

std::vector<Abuse> by_faults() {
  return {
      {flood("abuse/made-you-reset", "2,000 requests, each with a fault for which the server resets it (CVE-2025-8671)",
             [](Script& s) { provoked_resets(s, provoked, no_increment); }),
       twin("abuse/made-you-reset/honest", "one such request, and another that is right",
            {.outcome = Expected::Outcome::goes_on, .stream = 3, .may_reset = true, .answered = true},
            [](Script& s) {
              provoked_resets(s, 1, no_increment);
              s.sends().headers_block(3, s.plain_get(), whole);
              s.awaits_end_of(3);
            })},
      {flood("abuse/made-you-reset-by-overflow",
             "2,000 requests, each with a window above 2^31-1 for which the server resets it (CVE-2025-8671)",
             [](Script& s) { provoked_resets(s, provoked, overflow); }),
       twin("abuse/made-you-reset-by-overflow/honest", "a request whose window is opened as far as it may be",
            answers(1),
            [](Script& s) {
              s.sends().settings({{initial_window_size, 0}}).headers_block(1, s.plain_get(), whole);
              s.sends().window_update(1, largest_window - room_for_an_answer);
              s.awaits_end_of(1);
            })},
      {flood("abuse/made-you-reset-by-data",
             "2,000 requests, each with DATA behind its end for which the server resets it (CVE-2025-8671)",
             [](Script& s) { provoked_resets(s, provoked, data_behind_the_end); }),
       twin("abuse/made-you-reset-by-data/honest", "a request that ends with DATA of one octet", answers(1),
            [](Script& s) {
              s.sends().headers(1, s.post()).data(1, "x", end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/made-you-reset-by-headers",
             "2,000 requests, each with HEADERS behind its end for which the server resets it (CVE-2025-8671)",
             [](Script& s) {
               const Bytes block = s.plain_get();
               for (std::uint32_t i = 0; i < provoked; ++i)
                 s.sends().headers_block(nth(i), block, whole).headers_block(nth(i), block, whole);
             }),
       twin("abuse/made-you-reset-by-headers/honest", "two requests, one right behind the other", answers(3),
            [](Script& s) {
              const Bytes block = s.plain_get();
              s.sends().headers_block(1, block, whole).headers_block(3, block, whole);
              s.awaits_end_of(1);
              s.awaits_end_of(3);
            })},
      {flood("abuse/made-you-reset-by-short-priority",
             "2,000 requests, each with PRIORITY of 4 octets for which the server resets it (CVE-2025-8671)",
             [](Script& s) { provoked_resets(s, provoked, short_priority); }),
       twin("abuse/made-you-reset-by-short-priority/honest", "a request, and PRIORITY for it", answers(1),
            [](Script& s) {
              s.sends().headers_block(1, s.plain_get(), whole).priority(1, {0, 16, false});
              s.awaits_end_of(1);
            })},
      {flood("abuse/made-you-reset-by-dependency",
             "2,000 requests, each with PRIORITY on itself for which the server resets it (CVE-2025-8671)",
             [](Script& s) { provoked_resets(s, provoked, depends_on_itself); }),
       twin("abuse/made-you-reset-by-dependency/honest", "two requests, one of which depends on the other", answers(3),
            [](Script& s) {
              const Bytes block = s.plain_get();
              s.sends().headers_block(1, block, whole).headers_block(3, block, whole).priority(3, {1, 16, true});
              s.awaits_end_of(1);
              s.awaits_end_of(3);
            })},
  };
}

}  // namespace

std::vector<Abuse> resets() {
  std::vector<Abuse> all = by_the_peer();
  for (Abuse& one : by_faults()) all.push_back(std::move(one));
  return all;
}

}  // namespace weft::conformance::floods
