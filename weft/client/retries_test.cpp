#include <weft/client/retries.hpp>

#include <gtest/gtest.h>

#include <weft/session/client/verdict.hpp>
#include <weft/session/reason.hpp>

namespace weft::client {
namespace retries_test {

// Reasons of an engine, which this layer knows by their verdict alone.
http::Close lost() {
  return session::close_of(session::Reason::ping_timeout);
}
http::Close calm() {
  return session::client::calm_close();
}
http::Close other() {
  return session::close_of(session::Reason::no_common_version);
}

Retries::End end(const http::Close& close, bool idempotent) {
  return {.close = close, .before_head = true, .has_left = true, .idempotent = idempotent};
}

TEST(Retries, what_has_not_left_is_sent_again_once) {
  Retries retries;
  const http::Close close = other();
  Retries::End unsent = end(close, false);
  unsent.has_left = false;
  EXPECT_TRUE(retries.was_not_processed(unsent));
  EXPECT_EQ(retries.after(unsent), Retry::yes);
  EXPECT_EQ(retries.after(unsent), Retry::no);
  EXPECT_TRUE(retries.is_safe(unsent));
}

TEST(Retries, an_idempotent_request_is_sent_again_once_when_its_connection_is_lost) {
  Retries retries;
  const http::Close close = lost();
  EXPECT_EQ(retries.after(end(close, true)), Retry::yes);
  EXPECT_EQ(retries.after(end(close, true)), Retry::no);
  // No call is under way, but one was, and may have been processed.
  EXPECT_FALSE(retries.is_safe(end(close, true)));
}

TEST(Retries, another_request_is_not) {
  Retries retries;
  const http::Close close = lost();
  EXPECT_EQ(retries.after(end(close, false)), Retry::no);
}

TEST(Retries, nothing_is_sent_again_after_the_head_of_the_response) {
  Retries retries;
  const http::Close close = lost();
  Retries::End late = end(close, true);
  late.before_head = false;
  EXPECT_EQ(retries.after(late), Retry::no);
}

TEST(Retries, calm_comes_before_the_second_attempt_of_an_idempotent_request) {
  const http::Close close = calm();
  EXPECT_EQ(Retries().after(end(close, true)), Retry::calmly);
  EXPECT_EQ(Retries().after(end(close, false)), Retry::no);
}

TEST(Retries, another_end_proves_nothing) {
  const http::Close close = other();
  EXPECT_EQ(Retries().after(end(close, true)), Retry::no);
  EXPECT_FALSE(Retries().was_not_processed(end(close, true)));
}

}  // namespace retries_test
}  // namespace weft::client
