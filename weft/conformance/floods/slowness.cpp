// Peers that hold something and let it wait (slowloris), or read nothing of what they asked for.
#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

constexpr std::size_t crowd = 200;

// The first octets in so many parts of this size, with a pause behind each.
void drip(Script& s, Octets octets, std::size_t parts, std::size_t size) {
  for (std::size_t i = 0; i < parts; ++i) {
    s.sends().raw(octets.subspan(i * size, size));
    s.pauses();
  }
}

Bytes begin_of_a_connection(const Script& s) {
  Frames frames;
  frames.preface().settings().headers_block(1, s.plain_get(), whole);
  return testkit::bytes(frames.octets());
}

// A connection and its first request come in two parts, of which the first has so many octets.
void begins_in_two_parts(Script& s, std::size_t first) {
  s.begins_with_preface();
  const Bytes octets = begin_of_a_connection(s);
  drip(s, octets, 1, first);
  s.sends().raw(Octets(octets).subspan(first));
  s.awaits_end_of(1);
}

constexpr std::size_t preface_size = 24;

Abuse slow(Case flood, Case twin) {
  return {std::move(flood), std::move(twin), crowd, true};
}

// RFC 8446 4: a record of 512 octets with a ClientHello, as far as its random octets.
Abuse half_handshake() {
  Abuse one = slow(flood("abuse/half-handshake", "200 connections with the begin of a TLS handshake",
                         [](Script& s) {
                           s.begins_with_preface();
                           s.sends().raw(hex("16 0301 0200 01 0001fc 0303 00112233445566778899"));
                           s.ends_within_a_frame();
                         }),
                   twin("abuse/half-handshake/honest", "a request behind a whole handshake", answers(1), [](Script& s) {
                     s.sends().headers_block(1, s.plain_get(), whole);
                     s.awaits_end_of(1);
                   }));
  one.beneath_tls = true;
  return one;
}

std::vector<Abuse> beginnings() {
  return {
      half_handshake(),
      slow(flood("abuse/no-preface", "200 connections on which nothing is sent",
                 [](Script& s) {
                   s.begins_with_preface();
                   s.ends_within_a_frame();
                 }),
           twin("abuse/no-preface/honest", "a connection that begins a little late", answers(1),
                [](Script& s) { begins_in_two_parts(s, 0); })),
      slow(flood("abuse/half-preface", "200 connections with half a preface",
                 [](Script& s) {
                   s.begins_with_preface();
                   s.sends().raw(Octets(begin_of_a_connection(s)).first(preface_size / 2));
                   s.ends_within_a_frame();
                 }),
           twin("abuse/half-preface/honest", "a preface in two halves", answers(1),
                [](Script& s) { begins_in_two_parts(s, preface_size / 2); })),
      slow(flood("abuse/no-settings", "200 connections with a preface, and no SETTINGS behind it",
                 [](Script& s) {
                   s.begins_with_preface();
                   s.sends().preface();
                   s.ends_within_a_frame();
                 }),
           twin("abuse/no-settings/honest", "SETTINGS that come a little later than the preface", answers(1),
                [](Script& s) { begins_in_two_parts(s, preface_size); })),
  };
}

Bytes a_request(const Script& s) {
  Frames frames;
  frames.headers_block(1, s.plain_get(), whole);
  return testkit::bytes(frames.octets());
}

std::vector<Abuse> messages() {
  return {
      slow(flood("abuse/slow-fields", "200 connections on which HEADERS comes an octet at a time",
                 [](Script& s) {
                   drip(s, a_request(s), 5, 1);
                   s.ends_within_a_frame();
                 }),
           twin("abuse/slow-fields/honest", "HEADERS that comes in two parts", answers(1),
                [](Script& s) {
                  const Bytes octets = a_request(s);
                  drip(s, octets, 1, 20);
                  s.sends().raw(Octets(octets).subspan(20));
                  s.awaits_end_of(1);
                })),
      slow(flood("abuse/slow-content", "200 connections with a request whose content comes an octet at a time",
                 [](Script& s) {
                   s.sends().headers(1, s.post());
                   for (int i = 0; i < 5; ++i) {
                     s.sends().data(1, "x");
                     s.pauses();
                   }
                 }),
           twin("abuse/slow-content/honest", "a request whose content comes in two parts", answers(1),
                [](Script& s) {
                  s.sends().headers(1, s.post()).data(1, "x");
                  s.pauses();
                  s.sends().data(1, "x", end_stream);
                  s.awaits_end_of(1);
                })),
  };
}

// RFC 9113 6.9.1 has larger windows, but the connection's must stay below its limit when others are opened.
constexpr std::uint32_t large_window = 0x3fff'ffff;

std::vector<Abuse> readers() {
  return {
      {flood("abuse/unread-socket", "requests up to the limit of streams, with large windows, and nothing is read",
             [](Script& s) {
               s.sends().settings({{initial_window_size, large_window}}).window_update(0, large_window);
               const std::uint32_t streams = streams_at_a_time(s, 99);
               for (std::uint32_t i = 0; i < streams; ++i) s.sends().headers_block(nth(i), s.plain_get(), whole);
               s.stops_reading();
             },
             {.body = 5'000}),
       twin("abuse/unread-socket/honest", "a request with large windows, whose answer is not read at once", answers(1),
            [](Script& s) {
              s.sends().settings({{initial_window_size, large_window}}).window_update(0, large_window);
              s.sends().headers_block(1, s.plain_get(), whole);
              s.pauses_reading();
              s.awaits_end_of(1);
            }),
       1, true},
  };
}

}  // namespace

std::vector<Abuse> slowness() {
  std::vector<Abuse> all;
  for (const auto list : {beginnings, messages, readers}) {
    for (Abuse& one : list()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace weft::conformance::floods
