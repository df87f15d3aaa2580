#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using http::Wait;
using testkit::end_stream;
using testkit::request;
using State = ConnectionView::State;
using testing::ElementsAre;

TEST(Details, tell_of_each_request_under_way) {
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("GET", "/a?secret"), end_stream).headers(3, request("POST", "/b"));
  two.send();
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return working.size() == 3; });

  const auto all = rig.connections->details(9);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].connection.state, State::active);
  EXPECT_EQ(all[0].engine.streams.size(), 2u);
  ASSERT_NE(all[0].request_of(1), nullptr);
  EXPECT_EQ(all[0].request_of(1)->method, "GET");
  EXPECT_EQ(all[0].request_of(1)->path, "/a");
  EXPECT_EQ(all[0].request_of(1)->status, http::Status{});
  EXPECT_EQ(all[0].engine.streams[0].wait, Wait::application);
  EXPECT_EQ(all[0].request_of(3)->method, "POST");
  EXPECT_TRUE(all[0].engine.streams[1].is_receiving);
  EXPECT_EQ(all[0].request_of(5), nullptr);
  EXPECT_EQ(all[1].engine.streams.size(), 1u);
  EXPECT_EQ(all[1].request_of(1)->path, "/");
  EXPECT_EQ(all[1].engine.streams[0].wait, Wait::application);
  EXPECT_LE(all[1].request_of(1)->started, all[1].now);
  for (Exchange* exchange : working) TestService::hello(*exchange);
}

// A thousand connections may have thirty such paths each.
TEST(Details, have_no_more_of_a_path_than_anybody_reads) {
  Rig rig;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET", "/" + std::string(10'000, 'a')), end_stream);
  peer.send();
  rig.run_until([&] { return working != nullptr; });
  EXPECT_EQ(rig.connections->details(1)[0].request_of(1)->path, "/" + std::string(199, 'a'));
  TestService::hello(*working);
}

TEST(Details, have_the_status_once_there_is_one) {
  class Blocked final : public Body {
    http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::blocked}; }
  };
  Rig rig;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) {
    working = &exchange;
    exchange.respond(head_of(http::Status::accepted), std::make_unique<Blocked>());
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("HEADERS stream=1"); });
  const auto all = rig.connections->details(1);
  EXPECT_EQ(all[0].request_of(1)->status, http::Status::accepted);
  working->abort(Reason::no_response);
  working->finish();
}

// RFC 9110 10.1.1: "A client that will wait for a 100 (Continue) response before sending the request content MUST send
// an Expect header field containing a 100-continue expectation."
TEST(Details, know_that_a_client_waits_for_its_100) {
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("POST").with("expect", "100-continue")).headers(3, request("POST"));
  two.send();
  Peer& one = rig.connect();
  one.send("POST / HTTP/1.1\r\nhost: example.org\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n");
  rig.run_until([&] { return working.size() == 3; });
  const auto awaits = [&](std::size_t connection, http::MessageId stream) {
    return rig.connections->details(9)[connection].request_of(stream)->awaits_continue;
  };
  EXPECT_TRUE(awaits(0, 1));
  EXPECT_FALSE(awaits(0, 3));
  EXPECT_TRUE(awaits(1, 1));
  struct Taker final : BodySink {
    std::size_t on_body(Octets octets) override { return octets.size(); }
    void on_body_end(const http::Fields*) override {}
    void on_body_lost() override {}
  };
  std::vector<Taker> sinks(working.size());
  for (std::size_t i = 0; i < working.size(); ++i) working[i]->receive_body(sinks[i]);
  EXPECT_FALSE(awaits(0, 1));
  EXPECT_FALSE(awaits(1, 1));
  for (Exchange* exchange : working) TestService::hello(*exchange);
}

TEST(Details, are_told_of_busy_connections_first_and_of_one_alone) {
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  rig.connect();
  Peer& busy = rig.connect_h2();
  busy.frames.headers(1, request("GET"), end_stream);
  busy.send();
  rig.run_until([&] { return working.size() == 1; });
  const auto views = rig.connections->views(9);
  ASSERT_EQ(views.size(), 2u);
  ASSERT_EQ(views[0].state, State::opening);
  const auto first = rig.connections->details(1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].connection.id, views[1].id);
  const auto other = rig.connections->details(9, views[0].id);
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].connection.state, State::opening);
  EXPECT_FALSE(other[0].engine.windows);
  EXPECT_TRUE(rig.connections->details(9, views[1].id + 1).empty());
  TestService::hello(*working[0]);
}

// The clients are in the order of their ids, and the last has waited the longest.
TEST(Details, are_told_of_those_first_whose_streams_are_worst) {
  class Blocked final : public Body {
    http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::blocked}; }
  };
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  for (std::size_t i = 1; i <= 3; ++i) {
    Peer& peer = rig.connect_h2();
    peer.frames.headers(1, request("GET"), end_stream);
    peer.send();
    rig.run_until([&] { return working.size() == i; });
  }
  const auto all = rig.connections->details(9);
  ASSERT_EQ(all.size(), 3u);
  // The wait for more of an answer that has begun may be meant.
  for (const std::size_t i : {0u, 1u}) working[i]->respond(head_of(http::Status::ok), std::make_unique<Blocked>());
  const auto worst = rig.connections->details(1);
  ASSERT_EQ(worst.size(), 1u);
  EXPECT_EQ(worst[0].connection.id, all[2].connection.id);
  EXPECT_EQ(rig.connections->details(3).size(), 3u);
  for (const std::size_t i : {0u, 1u}) {
    working[i]->abort(Reason::no_response);
    working[i]->finish();
  }
  TestService::hello(*working[2]);
}

TEST(Details, tell_the_windows_and_tables_of_one_that_is_parked) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET", "/a-path"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  const auto whole = rig.connections->details(1);
  rig.wait_until_parked();
  const auto parked = rig.connections->details(1);
  ASSERT_EQ(parked.size(), 1u);
  EXPECT_EQ(parked[0].connection.state, State::parked);
  EXPECT_EQ(parked[0].engine.windows->send, whole[0].engine.windows->send);
  EXPECT_EQ(parked[0].engine.windows->send, 65'535 - 5);
  EXPECT_EQ(parked[0].engine.table_in->entries, whole[0].engine.table_in->entries);
  EXPECT_GT(parked[0].engine.table_in->entries, 0u);
  EXPECT_TRUE(parked[0].engine.streams.empty());
  EXPECT_EQ(rig.connections->details(9, parked[0].connection.id).size(), 1u);
  EXPECT_TRUE(rig.connections->details(9, 0, 0, false).empty());
}

// "< HEADERS 1"
std::vector<std::string> frames_of(Rig& rig, std::size_t most = SIZE_MAX) {
  std::vector<std::string> words;
  const auto all = rig.connections->details(1, 0, most);
  for (const FrameView& each : all.at(0).frames.value()) {
    words.push_back(fmt::format("{} {} {}", each.is_sent ? '>' : '<', each.name(), each.stream));
  }
  return words;
}

void ask_and_wait(Rig& rig, Peer& peer, testkit::StreamId stream) {
  peer.frames.headers(stream, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame(fmt::format("DATA stream={}", stream)); });
}

TEST(Details, have_the_last_frames_where_they_are_kept) {
  Rig rig;
  rig.options.frames = 4;
  Peer& peer = rig.connect_h2();
  ask_and_wait(rig, peer, 1);
  EXPECT_THAT(frames_of(rig, 2), ElementsAre("> HEADERS 1", "> DATA 1"));
  // A connection whose frames are kept parks, and they stay with it.
  rig.wait_until_parked();
  const auto parked = frames_of(rig);
  ASSERT_EQ(parked.size(), 4u);
  EXPECT_EQ(parked.back(), "> DATA 1");
  ask_and_wait(rig, peer, 3);
  EXPECT_THAT(frames_of(rig), ElementsAre("> DATA 1", "< HEADERS 3", "> HEADERS 3", "> DATA 3"));
}

TEST(Details, have_no_frames_of_others) {
  Rig without;
  ask_and_wait(without, without.connect_h2(), 1);
  EXPECT_FALSE(without.connections->details(1)[0].frames);
  Rig rig;
  rig.options.frames = 4;
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return peer.received().ends_with("hello"); });
  EXPECT_FALSE(rig.connections->details(1)[0].frames);
}

}  // namespace
}  // namespace weft::session::server
