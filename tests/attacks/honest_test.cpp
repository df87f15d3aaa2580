// Honest traffic that looks like an attack: none of it may be answered by GOAWAY, RST_STREAM or 4xx.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using frame::Setting;
using frame::SettingId;

class Honest : public Attack {};

// A million requests, fewer where a sanitizer makes each one slow.
constexpr int rounds_of_50 = WEFT_SANITIZED ? 400 : 20'000;

// A client that resets streams which it has read to the end does nobody any harm.
TEST_P(Honest, resets_of_complete_responses_cost_nothing) {
  const auto client = peer();
  StreamId stream = 1;
  for (int round = 0; round < rounds_of_50; ++round) {
    for (int i = 0; i < 50; ++i, stream += 2) client->frames.headers(stream, request("GET"), end_stream);
    client->send();
    const StreamId last = stream - 2;
    ASSERT_TRUE(client->wait([last](const Peer& p) { return p.ended(last); }));
    EXPECT_EQ(client->status(last), 200);
    for (StreamId s = stream - 100; s < stream; s += 2) client->frames.rst_stream(s);
    client->frames.window_update(0, 50 * 6);
  }
  client->send();
  expect_unharmed(*client);
}

// A browser's user leaves a page while it loads, and the next one ten seconds later.
TEST_P(Honest, pages_may_be_left_while_they_load) {
  const auto client = peer({{SettingId::initial_window_size, 0}});
  StreamId stream = 1;
  for (int page = 0; page < 2; ++page) {
    if (page > 0) client->wait([](const Peer&) { return false; }, seconds(10));
    for (const StreamId count : {100u, 80u}) {
      const StreamId first = stream;
      for (; stream < first + 2 * count; stream += 2) {
        client->frames.headers(stream, request("GET", "/large.bin"), end_stream);
      }
      client->send();
      const StreamId last = stream - 2;
      ASSERT_TRUE(client->wait([last](const Peer& p) { return p.status(last) == 200; }));
      for (StreamId s = first; s < stream; s += 2) client->frames.rst_stream(s);
      client->send();
    }
  }
  expect_unharmed(*client);
}

// A player seeks twenty times a second: it cancels, and its WINDOW_UPDATE crosses what was under way.
TEST_P(Honest, seeking_in_a_large_file_is_served) {
  const auto client = peer();
  client->frames.window_update(0, 1'000'000'000);
  for (StreamId stream = 1; stream < 2 * 60; stream += 2) {
    client->frames.headers(stream, request("GET", "/large.bin"), end_stream);
    client->send();
    ASSERT_TRUE(client->wait([&](const Peer&) { return client->body(stream).size() == 65'535; }));
    client->frames.rst_stream(stream).window_update(stream, 65'535);
    client->send();
    client->wait([](const Peer&) { return false; }, milliseconds(50));
  }
  expect_unharmed(*client);
}

// As curl and nghttp2 do.
TEST_P(Honest, window_updates_for_each_4_kib_are_taken) {
  constexpr std::size_t size = 100'000'000;
  const auto client = peer();
  client->frames.headers(1, request("GET", "/large.bin"), end_stream);
  client->send();
  std::size_t granted = 0;
  while (!client->ended(1)) {
    const std::size_t seen = client->body(1).size();
    for (; seen - granted >= 4'096; granted += 4'096) client->frames.window_update(1, 4'096).window_update(0, 4'096);
    ASSERT_TRUE(client->send());
    ASSERT_TRUE(client->wait([&](const Peer& p) { return p.ended(1) || client->body(1).size() - granted >= 4'096; }));
  }
  EXPECT_EQ(client->body(1).size(), size);
  expect_unharmed(*client);
}

// Firefox builds a tree of idle streams first, and says more with each request.
TEST_P(Honest, priorities_of_a_browser_are_taken) {
  const auto client = peer();
  for (StreamId stream = 3; stream <= 13; stream += 2) client->frames.priority(stream, {0, 101, false});
  for (StreamId stream = 15; stream < 1'000; stream += 2) {
    client->frames.headers(stream, request("GET"), end_stream).priority_update(stream, "u=1, i");
    client->frames.window_update(0, 6);
    client->send();
    ASSERT_TRUE(client->wait([stream](const Peer& p) { return p.ended(stream); })) << stream;
    EXPECT_EQ(client->status(stream), 200);
  }
  expect_unharmed(*client);
}

// A modem: very slow, and well above the minimum rate.
TEST_P(Honest, reader_of_7000_octets_a_second_is_served) {
  const auto client = peer({{SettingId::initial_window_size, 7'000}});
  client->frames.headers(1, request("GET", "/large.bin"), end_stream);
  for (std::size_t second = 1; second <= 15; ++second) {
    client->send();
    ASSERT_TRUE(client->wait([&](const Peer&) { return client->body(1).size() == 7'000 * second; }));
    client->wait([](const Peer&) { return false; }, seconds(1));
    client->frames.window_update(1, 7'000).window_update(0, 7'000);
  }
  expect_unharmed(*client);
}

// Ten connections of a load generator, a hundred requests at a time on each.
TEST_P(Honest, load_generator_is_served) {
  std::vector<std::unique_ptr<Peer>> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(peer());
  for (StreamId first = 1; first < 2'000; first += 200) {
    for (const auto& client : clients) {
      for (StreamId stream = first; stream < first + 200; stream += 2) {
        client->frames.headers(stream, request("GET"), end_stream);
      }
      client->frames.window_update(0, 600);
      client->send();
    }
    for (const auto& client : clients) {
      for (StreamId stream = first; stream < first + 200; stream += 2) {
        ASSERT_TRUE(client->wait([stream](const Peer& p) { return p.ended(stream); })) << stream;
        EXPECT_EQ(client->status(stream), 200);
      }
    }
  }
  for (const auto& client : clients) expect_unharmed(*client);
}

// The cookie jar of a large site, one crumb a field as RFC 9113 8.2.3 suggests.
TEST_P(Honest, cookies_in_180_crumbs_are_served) {
  const auto client = peer();
  testkit::FieldList fields = request("GET");
  for (int i = 0; i < 180; ++i)
    fields = fields.with("cookie", "crumb" + std::to_string(i) + "=" + std::string(20, 'c'));
  for (int i = 0; i < 30; ++i) fields = fields.with("x-field-" + std::to_string(i), std::string(20, 'f'));
  client->frames.headers(1, fields, end_stream);
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(client->status(1), 200);
  expect_unharmed(*client);
}

TEST_P(Honest, settings_with_twenty_entries_and_unknown_ones_are_taken) {
  const auto client = peer();
  Buffer payload;
  for (std::uint16_t id = 0xf0; id < 0xf0 + 20; ++id) {
    store_be16(payload.prepare(Setting::size).data(), id);
    store_be32(payload.prepare(Setting::size).data() + 2, 1);
    payload.commit(Setting::size);
  }
  client->frames.raw(frame::Type::settings, 0, 0, payload.readable());
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.settings_acks() == 2; }));
  expect_served(*client, 1);
  expect_unharmed(*client);
}

TEST_P(Honest, fifty_pings_at_once_are_answered) {
  const auto client = peer();
  for (std::uint64_t i = 0; i < 50; ++i) client->frames.ping(i);
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ping_acks() == 50; }));
  expect_unharmed(*client);
}

// Fields that fill eight CONTINUATION frames of nearly 8 KiB, within 64 KiB decoded.
TEST_P(Honest, field_section_in_eight_continuations_is_served) {
  const auto client = peer();
  testkit::FieldList fields = request("GET");
  for (int i = 0; i < 15; ++i) fields = fields.with("x-field-" + std::to_string(i), std::string(4'200, '!'));
  client->frames.headers_in(9, 1, fields, end_stream);
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(client->status(1), 200);
  expect_unharmed(*client);
}

// RFC 9113 6.9.2: a client may change the initial window while streams are open.
TEST_P(Honest, initial_window_may_change_while_100_streams_are_open) {
  const auto client = peer({{SettingId::initial_window_size, 0}});
  for (StreamId stream = 1; stream < 200; stream += 2) client->frames.headers(stream, request("GET"), end_stream);
  client->frames.settings({{SettingId::initial_window_size, 3}});
  client->frames.settings({{SettingId::initial_window_size, 0}});
  client->frames.settings({{SettingId::initial_window_size, 65'535}});
  client->send();
  for (StreamId stream = 1; stream < 200; stream += 2) {
    EXPECT_TRUE(client->wait([stream](const Peer& p) { return p.ended(stream); })) << stream;
    EXPECT_EQ(client->body(stream), "hello\n");
  }
  expect_unharmed(*client);
}

class LongPoll : public Attack {
 protected:
  LongPoll() : Attack(Program::slow_handlers) {}
};

// No octet passes either way before the answer.
TEST_P(LongPoll, of_55_seconds_is_answered) {
  const auto client = peer();
  client->frames.headers(1, request("GET", "/wait/55"), end_stream);
  client->send();
  const std::size_t received = client->received();
  EXPECT_FALSE(client->wait([received](const Peer& p) { return p.received() > received; }, seconds(54)));
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(client->status(1), 200);
  expect_served(*client, 3);
  expect_unharmed(*client);
}

INSTANTIATE_TEST_SUITE_P(Over, Honest, transports(), transport_name);
INSTANTIATE_TEST_SUITE_P(Over, LongPoll, testing::Values(Transport::tls), transport_name);

}  // namespace
}  // namespace weft::attacks
