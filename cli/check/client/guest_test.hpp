// A client that comes over a connection on the loop of the test.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cli/check/client/visitor.hpp>
#include <weft/io/support_test.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::cli::check::test {

using io::test::run_until;

inline constexpr conformance::Patience short_patience{std::chrono::milliseconds(200), std::chrono::milliseconds(5)};

// The octets of a client that asks for `path` and acknowledges our settings.
inline testkit::Frames asking_for(std::string_view path) {
  return std::move(testkit::frames()
                       .preface()
                       .settings()
                       .headers(1, testkit::request("GET", path), testkit::end_stream)
                       .settings_ack());
}

class Guest {
 public:
  Guest(io::Loop& loop, io::Descriptor descriptor) : channel_(loop, io::test::connected(std::move(descriptor))) {
    channel_.start(user_);
  }

  void send(testkit::Frames frames) {
    testkit::Bytes octets = testkit::bytes(frames.octets());
    channel_.send(octets);
  }
  void leave() { channel_.close(); }
  bool has_heard_the_end() const { return user_.ended || user_.closed; }
  // The frames that came.
  std::vector<std::string> heard() const {
    testkit::Transcript transcript(http::Role::server);
    transcript.read(as_octets(user_.received));
    return transcript.texts();
  }

 private:
  io::test::Recorder user_;
  io::SocketChannel channel_;
};

// Notes what it is told.
class Host final : public VisitorUser {
 public:
  void on_request(Visitor& visitor) override {
    asked.push_back(visitor.talk().peer().path);
    if (when_asked) when_asked(visitor);
  }
  void on_heard(Visitor& visitor) override {
    ++heard;
    if (when_heard) when_heard(visitor);
  }
  void on_gone(Visitor& /*visitor*/) override { ++gone; }

  std::function<void(Visitor&)> when_asked;
  std::function<void(Visitor&)> when_heard;
  std::vector<std::string> asked;
  int heard = 0;
  int gone = 0;
};

}  // namespace weft::cli::check::test
