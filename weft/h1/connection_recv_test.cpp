#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace connection_recv_test {

using testing::ElementsAre;
using testkit::Clock;
using testkit::H1Endpoint;

// The events of a server that reads `octets`, the same under every cut.
std::vector<std::string> events_of(std::string_view octets, const Options& options = {}) {
  std::vector<std::string> first;
  testkit::for_each_segmentation(as_octets(octets), [&](const testkit::Segmentation& cut) {
    Clock clock;
    H1Endpoint server(Role::server, clock, options);
    server.receive_pieces(cut.pieces);
    if (first.empty()) first = server.events();
    EXPECT_EQ(server.events(), first);
  });
  return first;
}

TEST(Receive, a_request_without_a_body_ends_with_its_head) {
  EXPECT_THAT(events_of("GET /a?b HTTP/1.1\r\nHost: a\r\nX-Name:  v w \r\n\r\n"),
              ElementsAre("request 1 GET a /a?b x-name=v w end", "closed 1 complete"));
}

TEST(Receive, a_body_is_as_long_as_its_content_length) {
  EXPECT_THAT(
      events_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
      ElementsAre("request 1 POST a / content-length=5", "data hello", "end 1", "closed 1 complete",
                  "request 2 GET a / end", "closed 2 complete"));
}

TEST(Receive, a_chunked_body_ends_with_its_last_chunk) {
  EXPECT_THAT(events_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n"
                        "00a\r\n, world...\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
              ElementsAre("request 1 POST a /", "data hello, world...", "end 1", "closed 1 complete",
                          "request 2 GET a / end", "closed 2 complete"));
}

// One read may bring any number of events: each is made when it is polled, so none can be lost.
TEST(Receive, the_last_chunk_ends_a_body_of_many) {
  for (int chunks = 24; chunks <= 72; ++chunks) {
    std::string octets = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < chunks; ++i) octets += "1\r\nx\r\n";
    EXPECT_THAT(events_of(octets + "0\r\n\r\n"),
                ElementsAre("request 1 POST a /", "data " + std::string(static_cast<std::size_t>(chunks), 'x'), "end 1",
                            "closed 1 complete"));
  }
}

TEST(Receive, trailers_end_a_chunked_body_and_lose_what_is_forbidden_there) {
  EXPECT_THAT(events_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                        "0\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
              ElementsAre("request 1 POST a /", "data hello", "trailers 1 x-sum=1", "closed 1 complete",
                          "request 2 GET a / end", "closed 2 complete"));
}

}  // namespace connection_recv_test
}  // namespace weft::h1
