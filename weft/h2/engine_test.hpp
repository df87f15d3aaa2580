// A server under test and the frames of its peer; the same for a client. For the twins of connection_*.cpp.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::h2 {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testkit::Application;
using testkit::Bytes;
using testkit::end_stream;
using testkit::Frames;
using testkit::frames;
using Lines = std::vector<std::string>;

// One engine on a virtual clock, past the exchange of SETTINGS.
struct Engine {
  explicit Engine(Role role, const Options& options = {}, Application application = Application::holds)
      : endpoint(role, clock, options, application), transcript(role) {
    if (role == Role::server) from_peer.preface();
    from_peer.settings().settings_ack();
    exchange();
    transcript.take();
    endpoint.take_events();
  }

  // Delivers what from_peer has collected, and reads what comes back.
  Lines exchange() {
    endpoint.receive(from_peer.octets().subspan(delivered));
    delivered = from_peer.octets().size();
    return produced();
  }
  Lines produced() {
    transcript.read(endpoint.produce());
    return testkit::texts_of(transcript.take());
  }
  Lines advanced(Duration duration) {
    endpoint.advance(duration);
    return produced();
  }
  Connection& connection() { return endpoint.connection(); }
  Lines events() { return endpoint.take_events(); }

  testkit::Clock clock;
  Frames from_peer;
  std::size_t delivered = 0;
  testkit::Endpoint endpoint;
  testkit::Transcript transcript;
};

struct ServerEngine : Engine {
  explicit ServerEngine(const Options& options = {}, Application application = Application::holds)
      : Engine(Role::server, options, application) {}
};

struct ClientEngine : Engine {
  explicit ClientEngine(const Options& options = {}) : Engine(Role::client, options) {}
};

inline http::ResponseHead ok() {
  return {};
}

}  // namespace weft::h2
