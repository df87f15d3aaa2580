#include <cli/get/exit.hpp>

#include <gtest/gtest.h>

#include <weft/client/reason.hpp>
#include <weft/h1/error.hpp>
#include <weft/h2/error.hpp>
#include <weft/io/reason.hpp>
#include <weft/session/reason.hpp>

namespace weft::cli::get {
namespace {

using Stage = ClientError::Stage;

Exit exit_of(Stage stage, const http::Close& close) {
  return verdict_on({.stage = stage, .close = close}).exit;
}
Exit exit_of(Stage stage, io::Reason reason) {
  return exit_of(stage, {http::Scope::connection, http::Blame::peer, 0, reason});
}

TEST(Exit, is_curls_for_the_reasons_that_say_most) {
  EXPECT_EQ(exit_of(Stage::request, client::close_of(client::Reason::url_not_valid)), Exit::url);
  EXPECT_EQ(exit_of(Stage::resolve, io::Reason::name_not_resolved), Exit::name);
  EXPECT_EQ(exit_of(Stage::connect, io::Reason::connection_refused), Exit::connect);
  EXPECT_EQ(exit_of(Stage::tls, io::Reason::tls_certificate_not_trusted), Exit::certificate);
  EXPECT_EQ(exit_of(Stage::tls, io::Reason::tls_certificate_expired), Exit::certificate);
  EXPECT_EQ(exit_of(Stage::tls, io::Reason::tls_certificate_for_another_name), Exit::certificate);
  EXPECT_EQ(exit_of(Stage::tls, session::close_of(session::Reason::no_common_version)), Exit::tls);
  EXPECT_EQ(exit_of(Stage::body, client::close_of(client::Reason::response_too_large)), Exit::too_large);
}

TEST(Exit, of_negotiate) {
  const auto exit = [](client::Reason reason) { return exit_of(Stage::authenticate, client::close_of(reason)); };
  EXPECT_EQ(exit(client::Reason::kerberos_ticket_missing), Exit::authentication);
  EXPECT_EQ(exit(client::Reason::negotiate_failed), Exit::authentication);
  EXPECT_EQ(exit(client::Reason::negotiate_timeout), Exit::timeout);
}

TEST(Exit, tells_the_proxy_from_the_server) {
  EXPECT_EQ(exit_of(Stage::proxy, io::Reason::name_not_resolved), Exit::proxy_name);
  EXPECT_EQ(exit_of(Stage::proxy, io::Reason::connection_refused), Exit::connect);
  EXPECT_EQ(exit_of(Stage::proxy, io::Reason::proxy_refused), Exit::proxy);
  EXPECT_EQ(exit_of(Stage::proxy, client::close_of(client::Reason::proxy_authentication_required)), Exit::proxy);
  EXPECT_EQ(exit_of(Stage::tls, io::Reason::tls_key_not_pinned), Exit::pinned_key);
}

TEST(Exit, of_a_file_that_cannot_be_gone_on_with) {
  EXPECT_EQ(exit_of(Stage::request, client::close_of(client::Reason::rest_not_there)), Exit::resume);
  EXPECT_EQ(exit_of(Stage::body, client::close_of(client::Reason::rest_not_sent)), Exit::range);
}

TEST(Exit, says_of_every_time_limit_that_it_was_one) {
  for (const auto reason :
       {client::Reason::head_timeout, client::Reason::body_timeout, client::Reason::total_timeout}) {
    EXPECT_EQ(exit_of(Stage::head, client::close_of(reason)), Exit::timeout);
  }
  EXPECT_EQ(exit_of(Stage::connect, io::Reason::connect_timeout), Exit::timeout);
  EXPECT_EQ(exit_of(Stage::tls, io::Reason::tls_handshake_timeout), Exit::timeout);
}

TEST(Exit, tells_streams_and_connections_of_http2_from_what_was_cut_off) {
  const ReasonToken any = io::Reason::peer_reset;
  EXPECT_EQ(exit_of(Stage::head, {http::Scope::message, http::Blame::peer, 8, any}), Exit::http2_stream);
  EXPECT_EQ(exit_of(Stage::head, {http::Scope::connection, http::Blame::peer, 1, any}), Exit::http2_connection);
  EXPECT_EQ(exit_of(Stage::head, {http::Scope::connection, http::Blame::peer, 0, any}), Exit::empty);
  EXPECT_EQ(exit_of(Stage::body, {http::Scope::connection, http::Blame::peer, 0, any}), Exit::partial);
  EXPECT_EQ(exit_of(Stage::head, h1::close_of(h1::Reason::status_line_not_valid)), Exit::receive);
  EXPECT_EQ(exit_of(Stage::body, h1::close_of(h1::Reason::body_incomplete)), Exit::partial);
}

TEST(Exit, falls_back_on_the_stage) {
  EXPECT_EQ(exit_of(Stage::redirect, client::close_of(client::Reason::redirect_loop)), Exit::redirects);
  EXPECT_EQ(exit_of(Stage::decode, client::close_of(client::Reason::coding_cut_off)), Exit::coding);
  EXPECT_EQ(exit_of(Stage::connect, io::Reason::connect_failed), Exit::connect);
  EXPECT_EQ(exit_of(Stage::proxy, io::Reason::proxy_refused), Exit::proxy);
  EXPECT_EQ(exit_of(Stage::tls, io::Reason::tls_peer_alert), Exit::tls);
  EXPECT_EQ(exit_of(Stage::head, h2::close_of(h2::Reason::settings_expected)), Exit::http2_connection);
  EXPECT_EQ(exit_of(Stage::send, io::Reason::peer_reset), Exit::send);
}

}  // namespace
}  // namespace weft::cli::get
