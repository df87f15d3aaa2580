#include <cli/get/exit.hpp>

#include <algorithm>
#include <array>

#include <weft/client/reason.hpp>
#include <weft/h1/error.hpp>
#include <weft/h2/error.hpp>
#include <weft/io/reason.hpp>
#include <weft/session/reason.hpp>

namespace weft::cli::get {

namespace {

struct Row {
  ReasonToken reason;
  Verdict verdict;
};

constexpr std::string_view wrong_protocol =
    "the server speaks no version that was offered: leave out --http2-prior-knowledge or --http1.1";
constexpr std::string_view no_tls = "does that port speak TLS? http:// asks without";

// The reasons that say more than the stage does.
constexpr std::array table{
    Row{client::Reason::url_not_valid, {Exit::url, "a URL is https://HOST/PATH or http://HOST/PATH"}},
    Row{client::Reason::queue_timeout, {Exit::timeout, "the server allows no more requests at a time, or wants calm"}},
    Row{client::Reason::head_timeout, {Exit::timeout, "the server has the request and is silent"}},
    Row{client::Reason::body_timeout, {Exit::timeout, "the server has begun its response and is silent"}},
    Row{client::Reason::total_timeout, {Exit::timeout, "--max-time is too short, or the server too slow"}},
    Row{client::Reason::file_not_written, {Exit::write}},
    Row{client::Reason::file_not_readable, {Exit::read}},
    Row{client::Reason::response_too_large, {Exit::too_large, "standard output takes up to 64 MiB, -o FILE any size"}},
    Row{client::Reason::rest_not_there, {Exit::resume, "-C - goes on where the file ends"}},
    Row{client::Reason::rest_not_sent, {Exit::range, "without -C it begins anew"}},
    Row{client::Reason::kerberos_ticket_missing, {Exit::authentication, "kinit USER@REALM gets a ticket"}},
    Row{client::Reason::negotiate_timeout, {Exit::timeout, "does this machine reach its KDC?"}},
    Row{io::Reason::tls_key_not_pinned, {Exit::pinned_key, "the server has a new key, or is another one"}},
    Row{io::Reason::name_not_resolved, {Exit::name, "is the name right, and does this machine reach its DNS?"}},
    Row{io::Reason::resolve_timeout, {Exit::timeout, "does this machine reach its DNS?"}},
    Row{io::Reason::connection_refused, {Exit::connect, "is the server running, and on this port?"}},
    Row{io::Reason::connect_timeout, {Exit::timeout, "no answer: a firewall, or --connect-timeout is too short"}},
    Row{io::Reason::tls_handshake_timeout, {Exit::timeout, no_tls}},
    Row{io::Reason::tls_certificate_not_trusted,
        {Exit::certificate, "--cacert FILE trusts its issuer, -k trusts any certificate"}},
    Row{io::Reason::tls_certificate_for_another_name,
        {Exit::certificate, "is the host right? -k trusts any certificate"}},
    Row{io::Reason::tls_certificate_expired,
        {Exit::certificate, "the server has to renew it; -k trusts any certificate"}},
    Row{io::Reason::tls_no_application_protocol, {Exit::tls, wrong_protocol}},
    Row{io::Reason::tls_handshake_failed, {Exit::tls, no_tls}},
    Row{io::Reason::peer_closed_in_handshake, {Exit::tls, no_tls}},
    Row{io::Reason::tls_peer_alert, {Exit::tls, "the server wants another version, cipher or certificate (-E) of TLS"}},
    Row{io::Reason::tls_version_not_supported, {Exit::tls, "the server has neither TLS 1.2 nor 1.3"}},
    Row{session::Reason::no_common_version, {Exit::tls, wrong_protocol}},
    Row{h2::Reason::http_1_1_required, {Exit::http2_stream, "leave out --http2-prior-knowledge"}},
    Row{h2::Reason::settings_expected,
        {Exit::http2_connection,
         "what came is not HTTP/2: is it the right port, and https:// or http:// as it speaks?"}},
};

// The connection was gone before the response was whole.
constexpr std::array<ReasonToken, 8> lost{
    h1::Reason::response_missing, h1::Reason::peer_vanished, h1::Reason::head_incomplete,  h1::Reason::body_incomplete,
    h2::Reason::peer_vanished,    io::Reason::peer_reset,    io::Reason::peer_unreachable, io::Reason::ended};

// The proxy is what cannot be reached.
constexpr std::array proxy_table{
    Row{io::Reason::name_not_resolved, {Exit::proxy_name, "is the name of the proxy right?"}},
    Row{io::Reason::connection_refused, {Exit::connect, "is the proxy running, and on this port?"}},
    Row{io::Reason::connect_timeout, {Exit::timeout, "the proxy does not answer"}},
    Row{io::Reason::proxy_timeout, {Exit::timeout, "the proxy has the request and is silent"}},
    Row{client::Reason::proxy_authentication_required, {Exit::proxy, "-x http://USER:PASSWORD@HOST:PORT has a name"}},
};

template <std::size_t size>
const Verdict* find_in(const std::array<Row, size>& rows, ReasonToken reason) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return each.reason == reason; });
  return row == rows.end() ? nullptr : &row->verdict;
}

Verdict by_stage(const ClientError& error) {
  using enum ClientError::Stage;
  // Codes of HTTP/2 are small numbers; those of HTTP/1.1 are statuses.
  const bool is_http2 = error.close.code != 0 && error.close.code < 100;
  switch (error.stage) {
    case request:
      return {Exit::command_line};
    case resolve:
      return {Exit::name};
    case connect:
      return {Exit::connect};
    case proxy:
      return {Exit::proxy};
    case tls:
      return {Exit::tls};
    case send:
      return {Exit::send};
    case redirect:
      return {Exit::redirects};
    case decode:
      return {Exit::coding, "-H 'accept-encoding: identity' asks for it without a coding"};
    case limit:
      return {Exit::too_large};
    case authenticate:
      return {Exit::authentication, "is the host the one that the KDC knows as HTTP/HOST?"};
    case head:
    case body:
      break;
  }
  if (error.close.scope == http::Scope::message) return {Exit::http2_stream};
  if (is_http2) return {Exit::http2_connection};
  const bool was_lost = std::find(lost.begin(), lost.end(), error.reason()) != lost.end();
  if (!was_lost) return {Exit::receive};
  if (error.stage == head) return {Exit::empty, "the connection ended before a response came"};
  return {Exit::partial, "the connection ended inside the body"};
}

}  // namespace

Verdict verdict_on(const ClientError& error) {
  const bool is_proxy = error.stage == ClientError::Stage::proxy;
  if (const Verdict* verdict = is_proxy ? find_in(proxy_table, error.reason()) : nullptr) return *verdict;
  if (const Verdict* verdict = find_in(table, error.reason())) return *verdict;
  if (error.timed_out()) return {Exit::timeout};
  return by_stage(error);
}

}  // namespace weft::cli::get
