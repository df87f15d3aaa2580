#include <weft/session/client/verdict.hpp>

#include <gtest/gtest.h>

#include <weft/h2/error.hpp>
#include <weft/io/reason.hpp>

namespace weft::session::client {
namespace {

using h2::Reason;

TEST(Verdict, a_refused_request_was_not_processed) {
  EXPECT_TRUE(was_not_processed(h2::close_of(Reason::peer_refused)));
  EXPECT_TRUE(was_not_processed(h2::close_of(Reason::beyond_goaway)));
  EXPECT_TRUE(was_not_processed(h2::close_of(Reason::settings_expected)));
  EXPECT_FALSE(was_not_processed(h2::close_of(Reason::peer_reset)));
  EXPECT_FALSE(was_not_processed(h2::close_of(Reason::peer_goaway)));
  EXPECT_FALSE(was_not_processed(h2::close_of(Reason::complete)));
}

TEST(Verdict, http11_is_wanted_by_its_own_reason) {
  EXPECT_TRUE(wants_http11(h2::close_of(Reason::http_1_1_required)));
  EXPECT_FALSE(wants_http11(h2::close_of(Reason::peer_reset)));
  EXPECT_FALSE(wants_http11(h2::close_of(Reason::peer_goaway)));
}

TEST(Verdict, calm_is_wanted_by_its_own_reason) {
  EXPECT_TRUE(wants_calm(calm_close()));
  EXPECT_FALSE(wants_calm(h2::close_of(Reason::peer_refused)));
}

TEST(Verdict, a_connection_is_lost_that_says_nothing_about_the_request) {
  EXPECT_TRUE(was_lost(h2::close_of(Reason::peer_vanished)));
  EXPECT_TRUE(was_lost(close_of(session::Reason::ping_timeout)));
  EXPECT_FALSE(was_lost(h2::close_of(Reason::peer_goaway)));
  EXPECT_TRUE(was_lost({http::Scope::connection, http::Blame::peer, 0, io::Reason::peer_reset}));
  EXPECT_FALSE(was_lost(h2::close_of(Reason::peer_reset)));
  EXPECT_FALSE(was_given_up(h2::close_of(Reason::peer_vanished)));
  EXPECT_TRUE(was_given_up(close_of(session::Reason::write_stall)));
}

}  // namespace
}  // namespace weft::session::client
