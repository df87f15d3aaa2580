#include <cli/support/control_url.hpp>

#include <gmock/gmock.h>

namespace weft::cli {
namespace control_url_test {

using testing::HasSubstr;

TEST(ControlUrl, is_of_a_socket_or_of_a_port) {
  for (const auto* url : {usual_control_url, "unix:relative.sock", "http://127.0.0.1:9090", "http://[::1]:9090/"})
    EXPECT_EQ(check_control_url(url), "") << url;
  for (const auto* url : {"", "unix:", "/run/weft.sock", "https://localhost:1", "localhost:9090"})
    EXPECT_THAT(check_control_url(url), HasSubstr("expected unix:/path or http://host:port, not ")) << url;
}

TEST(ControlUrl, says_where_to_ask) {
  EXPECT_EQ(control_place("unix:/run/a.sock").socket, "/run/a.sock");
  EXPECT_EQ(control_place("unix:/run/a.sock").base, "http://localhost");
  EXPECT_EQ(control_place("http://127.0.0.1:9090//").socket, "");
  EXPECT_EQ(control_place("http://127.0.0.1:9090//").base, "http://127.0.0.1:9090");
}

}  // namespace control_url_test
}  // namespace weft::cli
