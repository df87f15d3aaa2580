#include <weft/conformance/case.hpp>

#include <initializer_list>
#include <iterator>

#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance {

namespace {

using List = std::vector<Case> (*)();

std::vector<Case> all_of(std::initializer_list<List> lists) {
  std::vector<Case> all;
  for (const List list : lists) {
    std::vector<Case> some = list();
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return all;
}

std::string_view missing_of_tls(Needs::Tls needs, const Peer& peer) {
  using enum Needs::Tls;
  if (needs != no && peer.scheme != "https") return "TLS";
  if (needs == named && !peer.named) return "a name, which is no address";
  if ((needs == tls12 || needs == rsa) && !peer.tls12) return "HTTP/2 over TLS 1.2";
  if (needs == rsa && !peer.rsa) return "an RSA certificate";
  if (needs == tls13 && !peer.tls13) return "TLS 1.3";
  return {};
}

}  // namespace

std::span<const Case> server_cases() {
  static const std::vector<Case> all =
      all_of({cases::rfc9113_3, cases::rfc9113_4, cases::rfc9113_5, cases::rfc9113_6_1, cases::rfc9113_6_5,
              cases::rfc9113_6_9, cases::rfc9113_8_1, cases::rfc9113_8_2, cases::rfc9113_8_3, cases::rfc9113_9,
              cases::rfc7301, cases::rfc7541, cases::rfc9218, cases::rfc8441});
  return all;
}

std::span<const Case> client_cases() {
  static const std::vector<Case> all =
      all_of({cases::client_3, cases::client_5, cases::client_6_1, cases::client_6_5, cases::client_6_9,
              cases::client_8, cases::client_9, cases::client_7541});
  return all;
}

std::string words_of(const Case& one) {
  return one.tls && !one.tls->expects.empty() ? std::string(one.tls->expects) : words_of(one.expected);
}

bool is_meant(std::string_view only, const Case& one) {
  if (!one.id.starts_with(only)) return false;
  const std::string_view rest = one.id.substr(only.size());
  if (rest.empty()) return true;
  // The name is one word: a beginning of it means nothing.
  const bool is_section = only.find('/') == std::string_view::npos;
  return is_section && (rest[0] == '/' || rest[0] == '.' || rest[0] == '-');
}

std::string_view missing(const Needs& needs, const Peer& peer) {
  if (peer.body < needs.body) return "an answer to a GET that is long enough";
  if (needs.stream_limit && peer.max_concurrent_streams > most_streams_of_a_case) return "a limit of streams";
  if (needs.usual_frame_size && peer.max_frame_size > 16'384) return "SETTINGS_MAX_FRAME_SIZE of 16,384";
  if (needs.table && peer.header_table_size < 4'096) return "a dynamic table of 4,096 octets";
  if (needs.extended_connect && !peer.extended_connect) return "extended CONNECT (RFC 8441)";
  if (needs.no_extended_connect && peer.extended_connect) return "no extended CONNECT (RFC 8441)";
  return missing_of_tls(needs.tls, peer);
}

std::string_view missing_in_client(const Needs& needs, const Peer& client) {
  if (client.body < needs.body) return "a request with content that is long enough";
  if (needs.usual_frame_size && client.max_frame_size > 16'384) return "SETTINGS_MAX_FRAME_SIZE of 16,384";
  if (needs.table && client.header_table_size < 4'096) return "a dynamic table of 4,096 octets";
  if (needs.push && !client.push) return "pushes";
  if (needs.no_push && client.push) return "SETTINGS_ENABLE_PUSH of 0";
  return missing_of_tls(needs.tls, client);
}

}  // namespace weft::conformance
