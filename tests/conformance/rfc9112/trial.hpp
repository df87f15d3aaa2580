// Tests one rule of RFC 9112: octets arrive under every cut, and the result must always be the same.
//
//   EXPECT_EQ(server_sees("GET / HTTP/1.1\nHost: a\r\n\r\n"), "rejected 1 400 bare_lf; connection bare_lf");
//   EXPECT_EQ(server_says(…), "HTTP/1.1 400 Bad Request (bare_lf)\r\n…");
//
// The server answers 200 to each complete request.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1::test {

using testkit::Clock;
using testkit::H1Endpoint;
using testkit::Segmentation;
using Application = H1Endpoint::Application;

enum class Then { stays, ends };

struct Seen {
  std::string events;
  std::string output;

  friend bool operator==(const Seen&, const Seen&) = default;
};

inline std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
  return out;
}

// `prepare` gets each endpoint before the octets do.
template <class Prepare>
Seen see(Role role, std::string_view octets, Then then, Application application, Prepare prepare) {
  std::vector<Seen> seen;
  testkit::for_each_segmentation(as_octets(octets), [&](const Segmentation& cut) {
    Clock clock;
    H1Endpoint endpoint(role, clock, {}, application);
    prepare(endpoint);
    endpoint.receive_pieces(cut.pieces);
    if (then == Then::ends) endpoint.receive_end();
    seen.push_back({joined(endpoint.events()), endpoint.output()});
    EXPECT_EQ(seen.back().events, seen.front().events) << octets;
    EXPECT_EQ(seen.back().output, seen.front().output) << octets;
  });
  return seen.front();
}

inline Seen server(std::string_view octets, Then then = Then::stays, Application application = Application::answers) {
  return see(Role::server, octets, then, application, [](H1Endpoint&) {});
}
inline std::string server_sees(std::string_view octets, Then then = Then::stays) {
  return server(octets, then).events;
}
inline std::string server_says(std::string_view octets) {
  return server(octets).output;
}

inline http::RequestHead request(http::Method method = http::Method::get) {
  http::RequestHead head;
  head.method = method;
  head.method_text = to_string(method);
  head.authority = "a";
  head.path = "/";
  return head;
}

// A client that has asked for `head`.
inline std::string client_sees(std::string_view octets, Then then = Then::stays,
                               const http::RequestHead& head = request()) {
  return see(Role::client, octets, then, Application::holds, [&](H1Endpoint& client) { client.request(head); }).events;
}

}  // namespace weft::h1::test
