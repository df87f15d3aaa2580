// PERFORMANCE: a steady request allocates nothing.
#include <weft/session/server/rig_test.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::session::server {
namespace {

using testkit::end_stream;
using testkit::request;
using testkit::StreamId;

// Answers what it was asked, and notes nothing.
class PlainService final : public Service {
 public:
  PlainService() {
    head_.content_length = body.size();
    head_.fields.add("content-type", "text/plain");
  }

  void on_request(Exchange& exchange) override {
    exchange.respond(head_, as_octets(body), nullptr);
    exchange.finish();
  }
  void on_done(Exchange&) override { ++done; }
  void on_rejected(const Facts&, const http::Rejected&) override {}
  void on_connection_open(const Facts&) override {}
  void on_connection_closed(const Facts&, const http::Close&) override {}

  std::size_t done = 0;

 private:
  static constexpr std::string_view body = "hello";
  http::ResponseHead head_;
};

// Keeps nothing of what it reads.
class PlainPeer final : public io::ChannelUser {
 public:
  explicit PlainPeer(std::unique_ptr<io::Channel> channel) : channel_(std::move(channel)) { channel_->start(*this); }

  void send(MutableOctets octets) { channel_->send(octets); }
  void on_open() override {}
  void on_received(MutableOctets) override {}
  void on_end() override {}
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason) override {}

 private:
  std::unique_ptr<io::Channel> channel_;
};

struct Course {
  io::Loop loop;
  Options options;
  PlainService service;
  Connections connections{loop, options, service};
  std::unique_ptr<PlainPeer> peer;

  Course() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    peer = std::make_unique<PlainPeer>(
        std::make_unique<io::SocketChannel>(loop, io::Connected{io::Descriptor(ends[0]), {}, {}}));
    connections.add(std::make_unique<io::SocketChannel>(loop, io::Connected{io::Descriptor(ends[1]), {}, {}}));
  }

  // Allocations while so many rounds were served, each of which is `octets` and `requests` requests.
  std::size_t cost_of(std::vector<testkit::Bytes>& rounds, std::size_t requests) {
    struct Runner final : io::TurnEnd {
      Runner(Course& the_course, std::vector<testkit::Bytes>& the_rounds, std::size_t the_requests)
          : course(the_course), rounds(the_rounds), requests(the_requests) {}
      void on_turn_end() override {
        if (course.service.done == wanted) {
          if (next == rounds.size()) return course.loop.stop();
          wanted += requests;
          course.peer->send(rounds[next++]);
        }
        course.loop.at_turn_end(*this);
      }
      Course& course;
      std::vector<testkit::Bytes>& rounds;
      std::size_t requests;
      std::size_t next = 0;
      std::size_t wanted = course.service.done;
    } runner(*this, rounds, requests);
    const std::size_t before = testkit::allocations();
    loop.at_turn_end(runner);
    loop.run();
    return testkit::allocations() - before;
  }
};

std::vector<testkit::Bytes> rounds_of_h2(testkit::Frames& frames, StreamId& next, std::size_t rounds,
                                         std::size_t requests) {
  std::vector<testkit::Bytes> out;
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::size_t before = frames.octets().size();
    for (std::size_t j = 0; j < requests; ++j, next += 2) frames.headers(next, request("GET"), end_stream);
    frames.window_update(0, static_cast<std::uint32_t>(5 * requests));
    out.push_back(testkit::bytes(frames.octets().subspan(before)));
  }
  return out;
}

TEST(Allocations, of_a_steady_request_over_http2_are_none) {
  for (const std::size_t streams : {1u, 50u}) {
    Course course;
    testkit::Frames frames;
    frames.preface().settings().settings_ack();
    course.cost_of(*std::make_unique<std::vector<testkit::Bytes>>(1, testkit::bytes(frames.octets())), 0);
    StreamId next = 1;
    auto warm = rounds_of_h2(frames, next, 200, streams);
    auto steady = rounds_of_h2(frames, next, 200, streams);
    course.cost_of(warm, streams);
    EXPECT_EQ(course.cost_of(steady, streams), 0u) << streams << " streams";
  }
}

TEST(Allocations, of_a_steady_request_over_http11_are_none) {
  Course course;
  std::vector<testkit::Bytes> rounds(200, testkit::text("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n"));
  course.cost_of(rounds, 1);
  EXPECT_EQ(course.cost_of(rounds, 1), 0u);
}

}  // namespace
}  // namespace weft::session::server
