// The content of a request: each attempt opens it anew, and sends the body that comes of it.
//
//   auto opened = content.open(loop, ready);
//   if (!opened) … opened.error().reason;               // nothing is sent
//   connection.begin(head, std::move(opened->body), …)  // of opened->length octets
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <weft/base/result.hpp>
#include <weft/client/fault.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/body.hpp>

namespace weft::client {

// Pulled on the client's thread. After its state was `failed` there is a fault.
class ContentBody : public session::Body {
 public:
  const std::optional<Fault>& fault() const { return fault_; }

 protected:
  http::Pulled fail(Fault fault) {
    fault_ = std::move(fault);
    return {0, http::Pulled::State::failed};
  }

 private:
  std::optional<Fault> fault_;
};

struct OpenedContent {
  std::unique_ptr<ContentBody> body;
  // Nothing: as long as it takes.
  std::optional<std::uint64_t> length;
};

class Content {
 public:
  virtual ~Content() = default;
  // On the client's thread; the content outlives the body's last pull. `ready` is called there when a body that was
  // blocked goes on.
  virtual Result<OpenedContent, Fault> open(io::Loop& loop, std::function<void()> ready) = 0;
  // Whether another attempt can send it again.
  virtual bool opens_again() const { return true; }
};

}  // namespace weft::client
