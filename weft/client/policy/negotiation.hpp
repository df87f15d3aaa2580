// RFC 4559: Negotiate for one request, from the first 401 that asks for it to the server's proof of who it is.
//
//   if (negotiation.takes(fields of a 401)) negotiation.prepare(loop, [] { … negotiation.credentials() … });
//   negotiation.check(fields of the response)
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <weft/base/result.hpp>
#include <weft/client/fault.hpp>
#include <weft/http/fields.hpp>
#include <weft/io/errand.hpp>
#include <weft/negotiate/negotiate.hpp>

namespace weft::client {

class Negotiation {
 public:
  Negotiation(const negotiate::Mechanism& mechanism, const std::string& host);

  // Credentials have been asked for.
  bool begun() const { return legs_ > 0; }
  // Whether a 401 is to be answered: it asks for Negotiate for the first time, or has the token of the next leg.
  bool takes(const http::Fields& fields);
  // Makes the credentials, on another thread: the KDC may have to be asked. `done` is called on the loop, unless the
  // negotiation has gone.
  void prepare(io::Loop& loop, std::function<void()> done);
  // The value of Authorization, once they are made.
  Result<std::string, Fault> credentials() const;
  // A response that is no further leg may have the token by which the server proves who it is.
  Result<void, Fault> check(const http::Fields& fields);

 private:
  // The other thread's part, which may be there longer than the negotiation.
  struct Work {
    std::unique_ptr<negotiate::Initiator> initiator;
    std::string token = {};
    Result<negotiate::Step, negotiate::Fault> step = {};
  };

  const std::shared_ptr<Work> work_;
  std::optional<io::Errand> errand_;
  unsigned legs_ = 0;
};

}  // namespace weft::client
