// The body of a response on its way out: from memory that somebody keeps alive, or from a Body.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include <weft/base/local_ptr.hpp>
#include <weft/session/body.hpp>

namespace weft::session {

class ResponseBody final : public http::BodySource {
 public:
  void send(Octets octets, std::shared_ptr<const void> owner);
  void send(Octets octets, LocalPtr<const LocallyShared> owner);
  void send(std::string text);
  void send(std::unique_ptr<Body> body);
  // Drops what was kept alive.
  void clear();

  bool empty() const { return std::holds_alternative<std::monostate>(origin_); }
  // How the last pull went; `more` before the first one.
  http::Pulled::State state() const { return state_; }

  http::Pulled pull(MutableOctets room) override;
  const http::Fields& trailers() const override;

 private:
  http::Pulled pull_memory(MutableOctets room);

  // The owner that keeps `left_` alive, or makes octets.
  std::variant<std::monostate, std::shared_ptr<const void>, LocalPtr<const LocallyShared>, std::string,
               std::unique_ptr<Body>>
      origin_;
  Octets left_;
  http::Pulled::State state_ = http::Pulled::State::more;
};

}  // namespace weft::session
