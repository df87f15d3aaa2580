#include <weft/session/replay/replay.hpp>

#include <deque>
#include <map>
#include <optional>

#include <weft/session/client/rig_test.hpp>
#include <weft/session/memory_recordings_test.hpp>
#include <weft/trace/tap.hpp>

namespace weft::session::client {
namespace replay_test {
namespace {

using testing::HasSubstr;

// A client's and a server's recording of the same connection, which has ended.
class Recorded {
 public:
  explicit Recorded(bool values = true) : ours(http::Role::client, values), theirs(http::Role::server, values) {
    rig.client_options.trace = &ours;
    rig.options.trace = &theirs;
  }

  // Requests one after the other; each has a body and trailers.
  void run(Protocols protocols, int requests) {
    Connection& connection = rig.dial(protocols);
    std::deque<TestCall> calls;
    rig.when_open = [&](Connection& open) { ask(open, calls); };
    for (int i = 0; i < requests; ++i) {
      if (i > 0) ask(connection, calls);
      rig.run_until([&] { return !calls.empty() && calls.back().ended(); });
    }
    connection.shutdown();
    rig.run_until([&] { return rig.connections->size() == 0 && rig.clients->size() == 0; });
  }

  ClientRig rig;
  MemoryRecordings ours;
  MemoryRecordings theirs;

 private:
  static void ask(Connection& connection, std::deque<TestCall>& calls) {
    http::RequestHead head = post("/a");
    head.fields.add("authorization", "Basic eDp5", http::Sensitive::yes);
    head.fields.add("x-number", std::to_string(calls.size()));
    calls.emplace_back().begin(
        connection, head,
        std::make_unique<CannedBody>(std::string(40'000, 'x'), http::Pulled::State::end_with_trailers));
  }
};

TEST(Replay, sends_the_same_octets_over_HTTP_2_in_both_roles) {
  Recorded recorded;
  recorded.run(http2, 5);
  for (const MemoryRecordings* side : {&recorded.ours, &recorded.theirs}) {
    ASSERT_EQ(side->texts.size(), 1u);
    const Replayed done = expect_same(side->texts.front());
    EXPECT_GT(done.octets_sent, 100u);
    EXPECT_GT(done.octets_received, 100u);
  }
}

TEST(Replay, sends_the_same_octets_over_HTTP_1_1_in_both_roles) {
  Recorded recorded;
  recorded.run(http1, 3);
  for (const MemoryRecordings* side : {&recorded.ours, &recorded.theirs}) {
    ASSERT_EQ(side->texts.size(), 1u);
    const Replayed done = expect_same(side->texts.front());
    EXPECT_GT(done.octets_sent, 100u);
    EXPECT_GT(done.octets_received, 100u);
  }
}

// Follows the notes of a recording beside its frames.
class NoteCheck {
 public:
  explicit NoteCheck(const trace::Recording& recording) {
    for (const auto& entry : recording.entries) {
      if (const auto* event = std::get_if<trace::Event>(&entry)) take(*event);
      const auto* note = std::get_if<trace::Note>(&entry);
      if (note != nullptr) std::visit([this](const auto& what) { take(what); }, note->what);
    }
  }

  std::uint64_t octets_sent = 0;
  std::uint64_t octets_picked = 0;
  std::size_t windows = 0;
  std::size_t insertions = 0;

 private:
  void take(const trace::Event& event) {
    const bool is_sent = event.direction == trace::Direction::sent;
    if (const auto* data = std::get_if<trace::DataSeen>(&event.what); data != nullptr && is_sent) {
      window_ -= data->header.length;
      octets_sent += data->content;
    }
    const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
    if (seen == nullptr || is_sent) return;
    const auto* update = std::get_if<frame::WindowUpdate>(&seen->frame);
    if (update != nullptr && update->stream == 0) window_ += update->increment;
  }
  void take(const trace::WindowChanged& changed) {
    if (changed.stream != 0) return;
    ++windows;
    EXPECT_EQ(changed.send, window_);
  }
  void take(const trace::WaitChanged& changed) {
    EXPECT_EQ(changed.before, waiting_[changed.stream]);
    waiting_[changed.stream] = changed.now;
  }
  void take(const trace::SchedulePick& pick) { octets_picked += pick.octets; }
  void take(const trace::FieldsEvicted& evicted) { entries_[evicted.direction] -= evicted.count; }
  void take(const trace::FieldsInserted& inserted) {
    ++insertions;
    entries_[inserted.direction] += inserted.fields.size();
    EXPECT_EQ(inserted.entries, entries_[inserted.direction]);
  }

  // RFC 9113 6.9.2: "The connection flow-control window is also 65,535 octets."
  std::int64_t window_ = 65'535;
  std::map<std::uint64_t, std::optional<http::Wait>> waiting_;
  std::map<trace::Direction, std::uint64_t> entries_;
};

TEST(Notes, agree_with_the_frames) {
  Recorded recorded;
  recorded.run(http2, 5);
  for (const MemoryRecordings* side : {&recorded.ours, &recorded.theirs}) {
    const NoteCheck check(recording_of(side->texts.front()));
    EXPECT_GT(check.octets_sent, 0u);
    EXPECT_EQ(check.octets_picked, check.octets_sent);
    EXPECT_GT(check.windows, 1u);
    EXPECT_GT(check.insertions, 0u);
  }
}

// The client's window lets three octets of five through.
TEST(Notes, tell_what_a_stream_waits_for) {
  MemoryRecordings recordings(http::Role::server, false);
  server::Rig rig;
  rig.options.trace = &recordings;
  server::Peer& peer = rig.connect();
  peer.frames.preface().settings({{frame::SettingId::initial_window_size, 3}}).settings_ack();
  peer.frames.headers(1, testkit::request("GET"), testkit::end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("DATA stream=1"); });
  const std::string& text = recordings.texts.front();
  EXPECT_THAT(text, HasSubstr(R"("name":"weft:wait_changed","data":{"stream_id":1,"old":null,"new":"application",)"));
  EXPECT_THAT(text,
              HasSubstr(R"("new":"stream_window","waiting":0.000000,"stream_window":0,"connection_window":65532}})"));
  EXPECT_THAT(text, HasSubstr(R"("name":"weft:schedule_pick","data":{"stream_id":1,"octets":3,"urgency":3,)"));
  EXPECT_THAT(text, HasSubstr(R"("name":"weft:window_changed","data":{"stream_id":1,"send":0,)"));
}

TEST(Notes, of_HTTP_1_1_are_waits_alone) {
  Recorded recorded;
  recorded.run(http1, 3);
  const NoteCheck check(recording_of(recorded.theirs.texts.front()));
  EXPECT_EQ(check.octets_picked + check.windows + check.insertions, 0u);
}

// Another engine than the one that was recorded would send something else: here the recording is the other one.
TEST(Replay, shows_the_first_octet_that_differs) {
  Recorded recorded;
  recorded.run(http2, 2);
  std::string text = recorded.theirs.texts.front();
  const std::string from = R"({"name":":status","value":"200"})";
  const std::size_t at = text.find(from, text.find(R"("call":"respond")"));
  ASSERT_NE(at, text.npos);
  text.replace(at, from.size(), R"({"name":":status","value":"204"})");
  const Replayed done = replayed(text);
  ASSERT_TRUE(done.difference);
  EXPECT_GT(done.difference->offset, 9u);
  EXPECT_THAT(done.difference->inside, HasSubstr("HEADERS       1     200"));
  EXPECT_NE(done.difference->recorded, done.difference->replayed);
}

TEST(Replay, misses_octets_that_the_engine_does_not_send) {
  Recorded recorded;
  recorded.run(http2, 1);
  std::string text = recorded.theirs.texts.front();
  const std::size_t at = text.rfind(R"("call":"produce")");
  ASSERT_NE(at, text.npos);
  text.replace(at, 16, R"("call":"consume")");
  const Replayed done = replayed(text);
  ASSERT_TRUE(done.difference);
  EXPECT_TRUE(done.difference->recorded);
  EXPECT_FALSE(done.difference->replayed);
}

// The engine answers this one by itself, with a date: a server may not have known any before its first connection.
TEST(Replay, has_the_time_of_day_that_is_read_when_a_connection_opens) {
  ClientRig rig;
  MemoryRecordings recordings(http::Role::server);
  http::WallTime wall;
  rig.options.trace = &recordings;
  rig.options.h1.wall_time = &wall;
  rig.service.when_open = [&] { wall = {rig.loop.now(), http::Date(std::chrono::seconds(1'796'000'000))}; };
  server::Peer& peer = rig.connect();
  peer.send("GET / HTTP/1.1\r\nhost: a\r\n folded: a\r\n\r\n");
  rig.run_until([&] { return peer.ended(); });
  EXPECT_THAT(peer.received(), HasSubstr("400 Bad Request"));
  EXPECT_THAT(peer.received(), HasSubstr(" 2026 "));
  ASSERT_EQ(recordings.texts.size(), 1u);
  EXPECT_GT(expect_same(recordings.texts.front()).octets_sent, 100u);
}

// The clock is set while the connection lasts; its owner then tells the engine another date.
TEST(Replay, has_the_time_of_day_that_is_set_later) {
  MemoryRecordings recordings(http::Role::server);
  ClientRig rig;
  http::WallTime wall;
  rig.options.trace = &recordings;
  rig.options.h1.wall_time = &wall;
  rig.service.when_open = [&] { wall = {rig.loop.now(), http::Date(std::chrono::seconds(1'796'000'000))}; };
  server::Peer& peer = rig.connect();
  peer.send(server::http1_request);
  rig.run_until([&] { return rig.service.done == 1; });
  wall = {rig.loop.now(), http::Date(std::chrono::seconds(1'896'000'000))};
  peer.send("GET / HTTP/1.1\r\nhost: a\r\n folded: a\r\n\r\n");
  rig.run_until([&] { return peer.ended(); });
  EXPECT_THAT(peer.received(), HasSubstr(" 2030 "));
  EXPECT_GT(expect_same(recordings.texts.front()).octets_sent, 100u);
}

// The body waits for its application: the connection's window is to grow by it, and the memory for that is used up.
TEST(Replay, refuses_windows_that_had_not_the_memory_that_connections_share) {
  for (const std::size_t left : {std::size_t{0}, std::size_t{100'000}}) {
    h2::WindowBudget budget(left);
    MemoryRecordings recordings(http::Role::server);
    server::Rig rig;
    rig.options.trace = &recordings;
    rig.options.h2.window_budget = &budget;
    server::Exchange* uploading = nullptr;
    rig.service.handler = [&](server::Exchange& exchange) { uploading = &exchange; };
    server::Peer& peer = rig.connect_h2();
    peer.frames.headers(1, testkit::request("POST")).data(1, std::string(10'000, 'x'));
    peer.send();
    rig.run_until([&] { return uploading != nullptr; });
    rig.connections->hold_bodies();
    peer.frames.ping();
    peer.send();
    rig.run_until([&] { return peer.received_frame("PING ACK"); });
    const trace::Recording recording = recording_of(recordings.texts.front());
    const auto done = replay(recording);
    ASSERT_EQ(done.has_value(), left != 0);
    if (done) {
      EXPECT_FALSE(done->difference);
    } else {
      EXPECT_THAT(done.error(), HasSubstr("had used up the memory that windows share"));
    }
    server::TestService::hello(*uploading);
  }
}

// The process has ended while it wrote.
TEST(Replay, goes_as_far_as_a_recording_that_was_cut) {
  Recorded recorded;
  recorded.run(http2, 1);
  const std::string& whole = recorded.theirs.texts.front();
  const std::uint64_t all = expect_same(whole).octets_sent;
  EXPECT_FALSE(replayed(whole).is_cut);
  std::size_t shorter = 0;
  for (std::size_t end = whole.find("weft:call"); end != whole.npos; end = whole.find("weft:call", end + 1)) {
    // In this record, and behind it.
    for (const std::size_t size : {end, whole.find('\n', end) + 1}) {
      const Replayed done = expect_same(whole.substr(0, size));
      EXPECT_TRUE(done.is_cut);
      shorter += done.octets_sent < all ? 1u : 0u;
    }
  }
  EXPECT_GT(shorter, 3u);
}

TEST(Replay, needs_values) {
  Recorded recorded(false);
  recorded.run(http2, 1);
  const trace::Recording recording = recording_of(recorded.theirs.texts.front());
  const auto done = replay(recording);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error(), HasSubstr("only one that was made with values can be replayed"));
  EXPECT_THAT(recorded.theirs.texts.front(), testing::Not(HasSubstr("eDp5")));
}

// Made by a tap that no engine stands behind.
TEST(Replay, needs_the_calls_of_an_engine) {
  std::string text;
  trace::Recorder recorder(
      {.role = http::Role::client, .version = http::Version::http11, .keeping = {.values = true, .key = {1, 2}}},
      [&text](std::string_view more) { text += more; });
  trace::Tap tap(http::Role::client, http::Version::http11, recorder);
  tap.sent(as_octets("GET / HTTP/1.1\r\nhost: a\r\n\r\n"), Time());
  tap.received(as_octets("HTTP/1.1 204 No Content\r\n\r\n"), Time());
  const trace::Recording recording = recording_of(text);
  const auto done = replay(recording);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error(), HasSubstr("the recording has no calls of an engine"));
}

TEST(Replay, refuses_calls_that_its_engine_does_not_have) {
  Recorded recorded;
  recorded.run(http2, 1);
  std::string text = recorded.theirs.texts.front();
  const std::size_t at = text.find(R"("call":"respond")");
  ASSERT_NE(at, text.npos);
  text.replace(at, 16, R"("call":"open")");
  const trace::Recording recording = recording_of(text);
  const auto done = replay(recording);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "the call open is none of an engine of this kind");
}

// Anybody may have written the file.
TEST(Replay, refuses_numbers_that_a_call_cannot_have) {
  Recorded recorded;
  recorded.run(http2, 1);
  const std::string& text = recorded.theirs.texts.front();
  const std::size_t at = text.find(R"("weft:octets")");
  ASSERT_NE(at, text.npos);
  const std::size_t begin = text.rfind('\x1e', at);
  for (const std::string call :
       {R"("set_window","message":1,"numbers":[4294967296])", R"("prioritize","message":1,"numbers":[256,0])",
        R"("depend","message":1,"numbers":[0,65536,0])", R"("path","message":0,"numbers":[9223372036854775807,1])",
        R"("wall_time","message":0,"numbers":[9223372036854775807,0])",
        R"("wall_time","message":0,"numbers":[0,9223372036854775807])"}) {
    std::string changed = text;
    changed.insert(begin, "\x1e{\"time\":0,\"name\":\"weft:call\",\"data\":{\"call\":" + call + "}}\n");
    const trace::Recording recording = recording_of(changed);
    const auto done = replay(recording);
    ASSERT_FALSE(done) << call;
    EXPECT_THAT(done.error(), HasSubstr("is expected")) << call;
  }
}

TEST(Replay, refuses_options_of_another_version) {
  Recorded recorded;
  recorded.run(http2, 1);
  std::string text = recorded.theirs.texts.front();
  const std::size_t at = text.find("limits.streams=");
  ASSERT_NE(at, text.npos);
  text.insert(at, "limits.later=1 ");
  const trace::Recording recording = recording_of(text);
  const auto done = replay(recording);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "this version has no option limits.later=1: the recording is of another one");
}

}  // namespace
}  // namespace replay_test
}  // namespace weft::session::client
