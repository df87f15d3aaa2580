#include <weft/session/trace_user.hpp>

#include <weft/session/client/rig_test.hpp>
#include <weft/trace/format.hpp>

namespace weft::session::client {
namespace trace_user_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Gives each connection a reader that writes down what it is told.
class Listener final : public TraceUser {
 public:
  explicit Listener(http::Role role) : role_(role) {}

  std::string text;
  bool wanted = true;
  // A reader that has this in its text has heard enough; empty: never.
  std::string enough = {};

  std::unique_ptr<trace::Reader> on_connection(const Facts& facts) override {
    text += fmt::format("{}\n", to_string(facts.version));
    return wanted ? std::make_unique<Reader>(*this) : nullptr;
  }

 private:
  struct Reader final : trace::Reader {
    explicit Reader(Listener& owner) : listener(owner), format(owner.role_, Time(), {}) {}
    // Without the times.
    void on_event(const trace::Event& event) override {
      listener.text += format.lines({Time(), event.direction, event.what}).substr(13);
    }
    bool is_done() const override {
      return !listener.enough.empty() && listener.text.find(listener.enough) != std::string::npos;
    }

    Listener& listener;
    trace::Format format;
  };

  const http::Role role_;
};

TEST(TraceUser, hears_a_connection_from_its_first_octet_to_its_end) {
  ClientRig rig;
  Listener ours(http::Role::client);
  Listener theirs(http::Role::server);
  rig.client_options.trace = &ours;
  rig.options.trace = &theirs;
  TestCall call;
  Connection& connection = rig.dial(http2);
  rig.when_open = [&](Connection& open) { call.begin(open, get("/")); };
  rig.run_until_ended(call);
  connection.shutdown();
  rig.run_until([&] { return rig.connections->size() == 0 && rig.clients->size() == 0; });
  EXPECT_THAT(ours.text, StartsWith("HTTP/2\n→  preface             HTTP/2\n→  SETTINGS "));
  EXPECT_THAT(ours.text, HasSubstr("→  HEADERS       1     end of request"));
  EXPECT_THAT(ours.text, HasSubstr("←  HEADERS       1     200"));
  EXPECT_THAT(ours.text, HasSubstr("←  DATA          1     end of response   5 B\n"));
  EXPECT_THAT(ours.text, HasSubstr("·  end: "));
  EXPECT_THAT(theirs.text, HasSubstr("←  HEADERS       1     end of request"));
  EXPECT_THAT(theirs.text, HasSubstr("→  DATA          1     end of response   5 B\n"));
}

TEST(TraceUser, hears_http11_as_well) {
  ClientRig rig;
  Listener ours(http::Role::client);
  rig.client_options.trace = &ours;
  TestCall call;
  rig.dial(http1);
  rig.when_open = [&](Connection& open) { call.begin(open, get("/")); };
  rig.run_until_ended(call);
  EXPECT_THAT(ours.text, StartsWith("HTTP/1.1\n→  request       1     end of request"));
  EXPECT_THAT(ours.text, HasSubstr("←  body          1     end of response   5 B\n"));
}

TEST(TraceUser, may_leave_a_connection_alone) {
  ClientRig rig;
  Listener ours(http::Role::client);
  ours.wanted = false;
  rig.client_options.trace = &ours;
  TestCall call;
  rig.dial(http2);
  rig.when_open = [&](Connection& open) { call.begin(open, get("/")); };
  rig.run_until_ended(call);
  EXPECT_EQ(ours.text, "HTTP/2\n");
}

// Nothing would be in its recording, not even an end.
TEST(TraceUser, is_not_asked_about_a_connection_without_a_version) {
  server::Rig rig;
  Listener listener(http::Role::server);
  rig.options.trace = &listener;
  rig.options.h2.timeouts.preface = std::chrono::milliseconds(100);
  server::Peer& peer = rig.connect();
  rig.run_until([&] { return peer.ended() && rig.connections->size() == 0; });
  EXPECT_EQ(listener.text, "");
}

TEST(TraceUser, lets_a_connection_be_parked_when_it_has_heard_enough) {
  server::Rig rig;
  Listener listener(http::Role::server);
  listener.enough = "HEADERS       1 ";
  rig.options.trace = &listener;
  server::Peer& peer = rig.connect_h2();
  peer.frames.headers(1, testkit::request("GET"), testkit::end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1 && peer.received_frame("DATA stream=1"); });
  EXPECT_THAT(listener.text, HasSubstr(listener.enough));
  EXPECT_THAT(listener.text, testing::Not(HasSubstr("DATA ")));
  rig.wait_until_parked();
}

// A parked connection has forgotten what a tap needs.
TEST(TraceUser, keeps_a_connection_from_being_parked) {
  server::Rig rig;
  Listener listener(http::Role::server);
  rig.options.trace = &listener;
  server::Peer& peer = rig.connect_h2();
  peer.frames.headers(1, testkit::request("GET"), testkit::end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1 && peer.received_frame("DATA stream=1"); });
  EXPECT_EQ(rig.connections->parking_queue.size(), 0u);
}

}  // namespace
}  // namespace trace_user_test
}  // namespace weft::session::client
