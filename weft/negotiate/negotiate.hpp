// An identity, proved by tokens that client and server exchange: SPNEGO (RFC 4178) over the system's GSSAPI (RFC
// 2743). RFC 4559 takes the tokens through HTTP.
//
//   client: initiator.step("")       its first token, for the server
//   server: acceptor.step(token)     a token for the client, and, once complete, acceptor.name()
//   client: initiator.step(token)    complete: the server is the one that it says
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <weft/base/result.hpp>

namespace weft::negotiate {

struct Fault {
  enum class Kind : std::uint8_t { no_ticket, failed };

  Kind kind = Kind::failed;
  // In the words of the system.
  std::string text = {};
};

struct Step {
  // For the other side; may be empty.
  std::string token = {};
  // Nothing more is expected of the other side.
  bool complete = false;
};

// One side of one exchange. Not for two threads at a time.
class Initiator {
 public:
  virtual ~Initiator() = default;
  // `token` is the server's, empty at first. Blocks while it asks the KDC, on the first call at least.
  virtual Result<Step, Fault> step(std::string_view token) = 0;
};

class Acceptor {
 public:
  virtual ~Acceptor() = default;
  // `token` is the client's. Reads files.
  virtual Result<Step, Fault> step(std::string_view token) = 0;
  // The client's name, once the exchange is complete: "ada@EXAMPLE.ORG".
  virtual std::string name() const = 0;
};

class Mechanism {
 public:
  virtual ~Mechanism() = default;
  // Proves to the server on `host` who the user is, by the user's own tickets (KRB5CCNAME). Nothing is delegated.
  virtual std::unique_ptr<Initiator> initiate(const std::string& host) const = 0;
  // By the keys of a keytab; of the system's, or KRB5_KTNAME's, if the path is empty.
  virtual std::unique_ptr<Acceptor> accept(const std::string& keytab) const = 0;
};

// Null where weft was built without GSSAPI (WEFT_GSSAPI). Lives for ever.
const Mechanism* gssapi();

}  // namespace weft::negotiate
