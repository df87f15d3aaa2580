// The cases: each a thing that a peer of a server does, and what the server must do then; or one that a server does,
// and what its client must do then.
//
//   for (const Case& one : server_cases()) { Conversation talk(one, peer); … }
//   for (const Case& one : client_cases()) { … ClientConversation … }
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/conformance/expected.hpp>
#include <weft/conformance/peer.hpp>
#include <weft/conformance/script.hpp>
#include <weft/conformance/tls.hpp>

namespace weft::conformance {

// The things that a peer has to offer for a case. Nothing is held against one that does not.
struct Needs {
  // A peer that is spoken to over TLS, and besides: the server has a name, which is no address. A server: HTTP/2 over
  // TLS 1.2, and an RSA certificate for it; TLS 1.3.
  enum class Tls : std::uint8_t { no, any, named, tls12, rsa, tls13 };

  // Octets in the answer to a GET, or in the request of a client.
  std::size_t body = 0;
  // It announces a limit of streams, of at most so many as a case can open.
  bool stream_limit = false;
  // It takes no frames that are longer than all must take.
  bool usual_frame_size = false;
  // It has a dynamic table of HPACK.
  bool table = false;
  // RFC 8441: it announces extended CONNECT, or does not.
  bool extended_connect = false;
  bool no_extended_connect = false;
  // A client takes pushes, or says that it does not.
  bool push = false;
  bool no_push = false;
  Tls tls = Tls::no;
};

struct Case {
  // Section and name: "6.9/increment-of-0-on-a-stream"; "7541-5.2/padding-of-8-bits" for another RFC than 9113.
  std::string_view id;
  // "a WINDOW_UPDATE with an increment of 0 on a stream"
  std::string_view sends;
  // Ids of the clauses that it shows.
  std::vector<std::string_view> clauses;
  Expected expected;
  void (*write)(Script& script);
  Needs needs = {};
  // A case that begins TLS itself; without, the connection is as any client's.
  std::optional<TlsOffer> tls = {};
};

inline constexpr std::uint32_t most_streams_of_a_case = 1'000;

// In the order of the RFCs.
std::span<const Case> server_cases();
std::span<const Case> client_cases();

// The duty of its peer.
std::string words_of(const Case& one);
// "--only 6.9" means the cases of 6.9 and of its subsections, "7541" all of a document, and an id itself.
bool is_meant(std::string_view only, const Case& one);
// The first thing that a case needs and the peer does not offer; empty where it offers all.
std::string_view missing(const Needs& needs, const Peer& peer);
// The same of a client, whose request has come.
std::string_view missing_in_client(const Needs& needs, const Peer& client);

}  // namespace weft::conformance
