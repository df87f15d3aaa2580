// Tests how octets move through a connection, and how it ends.
#include <weft/session/server/rig_test.hpp>
#include <weft/testkit/bodies.hpp>

namespace weft::session::server {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testkit::end_stream;
using testkit::request;
using testkit::StreamId;

std::size_t count(const std::string& text, std::string_view word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

// A body without end, which counts the octets pulled.
struct Endless final : Body {
  explicit Endless(std::size_t& the_pulled) : pulled(the_pulled) {}
  http::Pulled pull(MutableOctets room) override {
    pulled += room.size();
    std::fill(room.begin(), room.end(), std::uint8_t{'x'});
    return {room.size(), http::Pulled::State::more};
  }
  std::size_t& pulled;
};

TEST(Connection, sends_all_answers_of_a_turn_at_once) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.send();
  rig.run_until([&] { return peer.received_frame("SETTINGS ACK"); });
  const std::size_t before = peer.reads();
  for (StreamId stream = 1; stream < 200; stream += 2) peer.frames.headers(stream, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 100 && peer.received_frame("DATA stream=199"); });
  EXPECT_EQ(peer.reads() - before, 1u);
}

// Heads that wait for a peer which does not read are the application's: what makes it write them has to wait as well.
TEST(Connection, reads_no_more_of_a_peer_that_does_not_read) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    http::ResponseHead head = head_of(http::Status::ok);
    head.fields.add("x-large", std::string(4'000, '|'), http::Sensitive::yes);
    exchange.respond(head);
    exchange.finish();
  };
  constexpr std::size_t requests = 3'000;
  Peer& peer = rig.connect_h2();
  for (std::size_t n = 0; n < requests; ++n) {
    // No two requests are alike, because HPACK would make them small: they come in many reads.
    const auto padded = request("GET").with("x-padding", fmt::format("{:|>1000}", n));
    peer.frames.headers(static_cast<StreamId>(2 * n + 1), padded, end_stream);
  }
  peer.channel().pause();
  peer.send();
  std::size_t done = 0;
  int quiet_turns = 0;
  rig.run_until([&] {
    quiet_turns = rig.service.done == done ? quiet_turns + 1 : 0;
    done = rig.service.done;
    return quiet_turns >= 20;
  });
  EXPECT_GT(done, 0u);
  EXPECT_LT(done, requests / 2);
  peer.channel().resume();
  rig.run_until([&] { return rig.service.done == requests; });
}

TEST(Connection, answers_make_room_for_the_requests_behind_them) {
  Rig rig;
  std::size_t most = 0;
  rig.service.handler = [&](Exchange& exchange) {
    most = std::max(most, static_cast<std::size_t>(exchange.id() / 2 + 1) - rig.service.done);
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  for (StreamId stream = 1; stream < 200; stream += 2) peer.frames.headers(stream, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 100; });
  EXPECT_LE(most, 40u);
}

// RFC 9218 10: "It is RECOMMENDED that, when possible, servers respect the urgency parameter (Section 4.1), sending
// higher-urgency responses before lower-urgency responses." But for what one read of a hundred requests brought before.
// However much a turn of this connection may send by now.
TEST(Connection, little_goes_before_a_more_urgent_request_of_the_same_read) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), std::string(exchange.id() == 1 ? 150'000 : 10'000, 'x'));
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  peer.frames.window_update(0, 10'000'000).headers(1, request("GET"), end_stream).window_update(1, 1'000'000);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  for (StreamId stream = 3; stream < 201; stream += 2) peer.frames.headers(stream, request("GET"), end_stream);
  peer.frames.headers(201, request("GET").with("priority", "u=0"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("DATA stream=201"); });
  std::size_t before = 0;
  for (const std::string& line : peer.frames_received()) {
    if (line.starts_with("DATA stream=201")) break;
    if (line.starts_with("DATA") && !line.starts_with("DATA stream=1 ")) {
      before += std::stoul(line.substr(line.rfind('=') + 1));
    }
  }
  EXPECT_GT(before, 0u);
  EXPECT_LE(before, 80u * 1024u);
}

TEST(Connection, answers_a_pipeline_in_order) {
  Rig rig;
  Peer& peer = rig.connect();
  std::string pipeline;
  for (int i = 0; i < 10; ++i) pipeline += http1_request;
  peer.send(pipeline);
  rig.run_until([&] { return rig.service.done == 10; });
  rig.run_until([&] { return count(peer.received(), "hello") == 10; });
  EXPECT_EQ(rig.service.notes[1], "request 1 GET /");
  EXPECT_EQ(rig.service.notes.back(), "done 10 200 complete");
}

TEST(Connection, composes_nothing_that_a_slow_reader_does_not_take) {
  Rig rig;
  std::size_t pulled = 0;
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), std::make_unique<Endless>(pulled));
    exchange.finish();
  };
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return pulled > 0; });
  peer.channel().pause();
  std::size_t last = 0;
  rig.run_until([&, quiet = 0]() mutable {
    quiet = pulled == last ? quiet + 1 : 0;
    last = pulled;
    return quiet > 50;
  });
  const std::size_t stuck = pulled - peer.received().size();
  EXPECT_LE(stuck, 1024u * 1024u);
  peer.channel().resume();
  rig.run_until([&] { return pulled > last + 1'000'000; });
}

TEST(Connection, that_the_peer_does_not_read_from_is_closed_in_time) {
  Rig rig;
  rig.options.write_stall = std::chrono::milliseconds(300);
  std::size_t pulled = 0;
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), std::make_unique<Endless>(pulled));
    exchange.finish();
  };
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return pulled > 0; });
  peer.channel().pause();
  rig.run_until([&] { return rig.connections->size() == 0; });
  EXPECT_THAT(rig.service.notes, Contains("closed write_stall"));
  EXPECT_THAT(rig.service.notes, Contains("done 1 200 write_stall"));
}

// A client of HTTP/2 can pause a download by its windows: the timeout of the transport may be shorter.
TEST(Connection, over_http2_that_the_peer_does_not_read_from_is_closed_in_its_own_time) {
  Rig rig;
  rig.options.write_stall = std::chrono::hours(1);
  rig.options.http2_write_stall = std::chrono::milliseconds(300);
  std::size_t pulled = 0;
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), std::make_unique<Endless>(pulled));
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  peer.frames.window_update(0, 0x7fff'0000 - 65'535)
      .headers(1, request("GET"), end_stream)
      .window_update(1, 0x7fff'0000);
  peer.send();
  rig.run_until([&] { return pulled > 0; });
  peer.channel().pause();
  rig.run_until([&] { return rig.connections->size() == 0; });
  EXPECT_THAT(rig.service.notes, Contains("closed write_stall"));
}

TEST(Connection, is_as_patient_with_a_paused_download_as_other_servers) {
  const Options options;
  EXPECT_EQ(options.write_stall, std::chrono::seconds(60));
  EXPECT_EQ(options.http2_write_stall, std::chrono::seconds(30));
  EXPECT_EQ(options.h2.timeouts.stall, std::chrono::seconds(60));
}

TEST(Connection, that_the_peer_reads_slowly_from_is_not_closed) {
  Rig rig;
  rig.options.write_stall = std::chrono::milliseconds(300);
  std::size_t pulled = 0;
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), std::make_unique<Endless>(pulled));
    exchange.finish();
  };
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return pulled > 0; });
  const Time start = std::chrono::steady_clock::now();
  // One read in each tenth of a second, for three stalls.
  rig.run_until([&, next = start]() mutable {
    const Time now = std::chrono::steady_clock::now();
    const bool reads = now >= next;
    if (reads) next = now + std::chrono::milliseconds(100);
    reads ? peer.channel().resume() : peer.channel().pause();
    return now - start > std::chrono::milliseconds(900);
  });
  EXPECT_EQ(rig.connections->size(), 1u);
}

TEST(Connection, delivers_the_response_to_a_peer_that_has_half_closed) {
  for (const bool http2 : {false, true}) {
    Rig rig;
    Exchange* working = nullptr;
    rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
    Peer& peer = http2 ? rig.connect_h2() : rig.connect();
    if (http2) {
      peer.frames.headers(1, request("GET"), end_stream);
      peer.send();
    } else {
      peer.send(http1_request);
    }
    peer.channel().finish();
    rig.run_until([&, turns = 0]() mutable { return working != nullptr && ++turns > 5; });
    EXPECT_FALSE(working->cancelled());
    TestService::hello(*working);
    rig.run_until([&] { return rig.connections->size() == 0 && peer.ended(); });
    EXPECT_THAT(peer.received(), HasSubstr("hello"));
    EXPECT_THAT(rig.service.notes, Contains("done 1 200 complete"));
  }
}

// RFC 9112 9.6: what the peer still sends is read and dropped, so that our last words are not lost to a TCP reset.
TEST(Connection, lingers_after_its_last_words) {
  Rig rig;
  rig.options.linger = std::chrono::milliseconds(200);
  Peer& peer = rig.connect_h2();
  peer.frames.raw(frame::Type::data, 0, 0, {});
  peer.send();
  rig.run_until([&] { return peer.ended(); });
  EXPECT_TRUE(peer.received_frame("GOAWAY"));
  EXPECT_EQ(rig.connections->size(), 1u);
  peer.send(std::string(10'000, 'x'));
  rig.run_until([&] { return rig.connections->size() == 0; });
  EXPECT_EQ(rig.service.notes.back().substr(0, 7), "closed ");
}

TEST(Connection, lingers_no_longer_than_the_peer) {
  Rig rig;
  rig.options.linger = std::chrono::hours(1);
  Peer& peer = rig.connect_h2();
  peer.frames.raw(frame::Type::data, 0, 0, {});
  peer.send();
  rig.run_until([&] { return peer.ended(); });
  peer.channel().finish();
  rig.run_until([&] { return rig.connections->size() == 0; });
}

TEST(Connection, lingers_over_so_many_octets_and_no_more) {
  Rig rig;
  rig.options.linger = std::chrono::hours(1);
  rig.options.linger_octets = 10'000;
  Peer& peer = rig.connect_h2();
  peer.frames.raw(frame::Type::data, 0, 0, {});
  peer.send();
  rig.run_until([&] { return peer.ended(); });
  peer.send(std::string(10'000, 'x'));
  rig.run_until([&, turns = 0]() mutable { return ++turns > 10; });
  EXPECT_EQ(rig.connections->size(), 1u);
  peer.send("x");
  rig.run_until([&] { return rig.connections->size() == 0; });
}

TEST(Connection, of_old_age_drains) {
  Rig rig;
  rig.options.h2.timeouts.age = std::chrono::milliseconds(200);
  Peer& peer = rig.connect_h2();
  peer.send();
  rig.run_until([&] { return peer.ended(); });
  EXPECT_TRUE(peer.received_frame("GOAWAY"));
}

TEST(Connection, of_http11_that_is_idle_is_closed_in_time) {
  Rig rig;
  rig.options.h1.timeouts.idle = std::chrono::milliseconds(200);
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return peer.ended(); });
  EXPECT_THAT(peer.received(), EndsWith("hello"));
}

// A peer that sends faster than its pipeline is served is held back by the transport.
TEST(Connection, reads_no_further_than_http11_wants_input) {
  Rig rig;
  std::vector<Exchange*> waiting;
  rig.service.handler = [&](Exchange& exchange) { waiting.push_back(&exchange); };
  Peer& peer = rig.connect();
  // Long ones: so many octets take few requests, however slow the machine is.
  constexpr std::size_t requests = 4'000;
  const std::string padded = fmt::format("GET / HTTP/1.1\r\nhost: example.org\r\nx-padding: {:|>1000}\r\n\r\n", "");
  std::string pipeline;
  for (std::size_t n = 0; n < requests; ++n) pipeline += padded;
  peer.send(pipeline);
  std::size_t last = 0;
  rig.run_until([&, quiet = 0]() mutable {
    quiet = peer.channel().backlog() == last ? quiet + 1 : 0;
    last = peer.channel().backlog();
    return quiet > 50 && !waiting.empty();
  });
  EXPECT_GT(last, 1'000'000u);
  EXPECT_EQ(waiting.size(), 1u);
  rig.service.handler = TestService::hello;
  TestService::hello(*waiting[0]);
  rig.run_until([&] { return rig.service.done == requests; });
}

}  // namespace
}  // namespace weft::session::server
