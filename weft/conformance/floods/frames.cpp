// Frames that are answered, or kept, or ignored: each costs little, and many cost more.
#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

// All types that RFC 9113 and RFC 9218 have no frame for.
std::vector<Type> unknown_types() {
  std::vector<Type> types;
  for (int type = 0x0a; type <= 0xff; ++type) {
    if (type != static_cast<int>(Type::priority_update)) types.push_back(static_cast<Type>(type));
  }
  return types;
}

void unknown_frames(Script& s, std::size_t count, std::size_t octets) {
  const std::vector<Type> types = unknown_types();
  const Bytes payload(octets, 0xaa);
  for (std::size_t i = 0; i < count; ++i) s.sends().raw(types[i % types.size()], 0, 0, payload);
}

// One SETTINGS of settings that nobody has defined: RFC 9113 6.5.2 has them ignored.
void long_settings(Script& s, int count) {
  Bytes payload;
  for (int i = 0; i < count; ++i)
    append(payload, {0xf0, static_cast<std::uint8_t>(i & 0xff), 0, 0, static_cast<std::uint8_t>(i >> 8), 1});
  s.sends().raw(Type::settings, 0, 0, payload);
}

std::vector<Abuse> answered() {
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
      {flood("abuse/long-settings", "20 SETTINGS of 2,000 settings each (CVE-2019-9515)",
             [](Script& s) {
               for (int i = 0; i < 20; ++i) long_settings(s, 2'000);
             }),
       twin("abuse/long-settings/honest", "SETTINGS of 20 settings", says({"SETTINGS ACK"}),
            [](Script& s) { long_settings(s, 20); })},
  };
}

std::vector<Abuse> kept() {
  return {
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
      {flood("abuse/priority-update", "10,000 PRIORITY_UPDATE of 50 streams that were never opened",
             [](Script& s) {
               for (std::uint32_t i = 0; i < 10'000; ++i) s.sends().priority_update(nth(i % 50), "u=1, i");
             }),
       twin("abuse/priority-update/honest", "three requests, each between two PRIORITY_UPDATE for it", answers(5),
            [](Script& s) {
              const Bytes block = s.plain_get();
              for (const StreamId stream : {1u, 3u, 5u})
                s.sends()
                    .priority_update(stream, "u=1")
                    .headers_block(stream, block, whole)
                    .priority_update(stream, "i");
              for (const StreamId stream : {1u, 3u, 5u}) s.awaits_end_of(stream);
            })},
  };
}

std::vector<Abuse> ignored() {
  return {
      {flood("abuse/unknown-frames", "10,000 empty frames of unknown types, and 50 of 16,384 octets",
             [](Script& s) {
               unknown_frames(s, 10'000, 0);
               unknown_frames(s, 50, 16'384);
             }),
       twin("abuse/unknown-frames/honest", "an empty frame of each unknown type, and a request", answers(1),
            [](Script& s) {
              unknown_frames(s, unknown_types().size(), 0);
              s.sends().headers_block(1, s.plain_get(), whole);
              s.awaits_end_of(1);
            })},
  };
}

}  // namespace

std::vector<Abuse> frames() {
  std::vector<Abuse> all;
  for (const auto list : {answered, kept, ignored}) {
    for (Abuse& one : list()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace weft::conformance::floods
