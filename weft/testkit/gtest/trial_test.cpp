#include <weft/testkit/gtest/trial.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <gtest/gtest-spi.h>

namespace weft::testkit {
namespace {

TEST(Trial, sees_a_stream_error) {
  server()
      .receives(frames().headers(1, request("GET", "/").with("A", "")))
      .is_stream_error(1, ErrorCode::protocol_error);
}

TEST(Trial, sees_a_connection_error) {
  server().receives(frames().ping().then().raw(Type::ping, 0, 0)).is_connection_error(ErrorCode::frame_size_error);
}

TEST(Trial, sees_an_answer) {
  server().receives(frames().ping(1)).is_answered_by({"PING ACK 0000000000000001"});
}

TEST(Trial, is_not_content_with_another_code) {
  const auto verdict = server().receives(frames().raw(Type::ping, 0, 0));
  EXPECT_NONFATAL_FAILURE(verdict.is_connection_error(ErrorCode::protocol_error), "FRAME_SIZE_ERROR");
}

TEST(Trial, is_not_content_with_another_scope) {
  const auto verdict = server().receives(frames().ping(1));
  EXPECT_NONFATAL_FAILURE(verdict.is_ignored(), "PING ACK");
}

}  // namespace
}  // namespace weft::testkit
