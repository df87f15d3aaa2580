#include <weft/io/reason.hpp>

#include <gtest/gtest.h>

#include <cerrno>

namespace weft::io {
namespace {

std::error_code error_of(int number) {
  return {number, std::system_category()};
}

TEST(Reason, of_a_socket_that_failed_is_what_the_system_says_of_it) {
  EXPECT_EQ(reason_to_close(error_of(ECONNRESET)), Reason::peer_reset);
  EXPECT_EQ(reason_to_close(error_of(EPIPE)), Reason::peer_reset);
  EXPECT_EQ(reason_to_close(error_of(ETIMEDOUT)), Reason::peer_unreachable);
  EXPECT_EQ(reason_to_close(error_of(EHOSTUNREACH)), Reason::peer_unreachable);
  EXPECT_EQ(reason_to_close(error_of(EMFILE)), Reason::socket_failed);
}

TEST(Reason, of_a_connection_that_was_not_made_is_what_the_system_says_of_it) {
  EXPECT_EQ(reason_to_not_connect(error_of(ECONNREFUSED)), Reason::connection_refused);
  EXPECT_EQ(reason_to_not_connect(error_of(ETIMEDOUT)), Reason::connect_timeout);
  EXPECT_EQ(reason_to_not_connect(error_of(ENOENT)), Reason::no_such_socket);
  EXPECT_EQ(reason_to_not_connect(error_of(EHOSTUNREACH)), Reason::peer_unreachable);
  EXPECT_EQ(reason_to_not_connect(error_of(ENETUNREACH)), Reason::peer_unreachable);
  EXPECT_EQ(reason_to_not_connect(error_of(EADDRNOTAVAIL)), Reason::no_free_port);
  EXPECT_EQ(reason_to_not_connect(error_of(EAGAIN)), Reason::queue_full);
  EXPECT_EQ(reason_to_not_connect(error_of(EMFILE)), Reason::too_many_descriptors);
  EXPECT_EQ(reason_to_not_connect(error_of(ENFILE)), Reason::too_many_descriptors);
  EXPECT_EQ(reason_to_not_connect(error_of(EACCES)), Reason::connect_failed);
}

}  // namespace
}  // namespace weft::io
