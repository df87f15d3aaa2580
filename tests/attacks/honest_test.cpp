// Honest traffic that looks like an attack: none of it may be answered by GOAWAY, RST_STREAM or 4xx.
#include <string>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using frame::Setting;
using frame::SettingId;

class Honest : public Attack {};

// A million requests, fewer where a sanitizer makes each one slow.
constexpr int rounds_of_50 = WEFT_SANITIZED ? 400 : 20'000;

// A client that resets what it has read to the end: it does nobody any harm.
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

INSTANTIATE_TEST_SUITE_P(Over, Honest, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
