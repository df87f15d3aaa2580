#include <weft/client/proxy/connect_tunnel.hpp>

#include <fmt/format.h>

#include <utility>

#include <weft/base/printable.hpp>
#include <weft/client/policy/credentials.hpp>
#include <weft/h1/status_line.hpp>

namespace weft::client {

namespace {

std::string request_for(const Proxy& proxy, const http::Url& origin) {
  const std::string destination = destination_of(origin);
  std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nhost: {0}\r\n", destination);
  if (!proxy.user.empty()) {
    request += fmt::format("proxy-authorization: {}\r\n", basic_credentials(proxy.user, proxy.password));
  }
  return request + "\r\n";
}

}  // namespace

ConnectTunnel::ConnectTunnel(const Proxy& proxy, const http::Url& origin) : request_(request_for(proxy, origin)) {}

// The end of a head is not read past, because what is behind it is the origin's.
std::size_t ConnectTunnel::wanted() const {
  constexpr std::string_view end = "\r\n\r\n";
  std::size_t begun = end.size() - 1;
  while (!answer_.ends_with(end.substr(0, begun))) --begun;
  return end.size() - begun;
}

io::Overture::Step ConnectTunnel::take(Octets octets) {
  answer_ += as_text(octets);
  const auto size = scanner_.scan(as_octets(answer_), longest_head);
  if (!size) return refuse(Reason::proxy_answer_not_valid, std::string(h1::to_string(size.error())));
  return *size ? take_head() : Step::goes_on;
}

io::Overture::Step ConnectTunnel::take_head() {
  const std::string head = std::exchange(answer_, {});
  scanner_ = {};
  const std::string_view line = std::string_view(head).substr(0, head.find("\r\n"));
  const auto parsed = h1::parse_status_line(line);
  if (!parsed) {
    return refuse(Reason::proxy_answer_not_valid,
                  fmt::format("expected a status line of HTTP/1.1, and \"{}\" came", printable(line)));
  }
  const auto code = http::code(parsed->status);
  // RFC 9110 15.2: "A client MUST be able to parse one or more 1xx responses received prior to a final response".
  if (code / 100 == 1) return Step::goes_on;
  // RFC 9110 9.3.6: "Any 2xx (Successful) response indicates that the sender (and all inbound proxies) will switch to
  // tunnel mode immediately after the response header section".
  if (code / 100 == 2) return Step::over;
  // RFC 9110 15.5.8
  const std::string words = printable(line.substr(line.find(' ') + 1));
  if (code == 407) return refuse(Reason::proxy_authentication_required, words);
  return refuse(words);
}

}  // namespace weft::client
