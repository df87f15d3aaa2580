// Listens for clients, and lets each request be what its URL means.
//
//   Reception reception(loop, "https://localhost:0", patience, user);
//   reception.origin()                                    // "https://localhost:34567"
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <cli/check/client/visitor.hpp>
#include <weft/http/url.hpp>
#include <weft/io/listener.hpp>

namespace weft::cli::check {

class Reception final : private io::ListenerUser, private VisitorUser {
 public:
  // Throws std::runtime_error for what is no URL of http or https, io::ListenError and io::TlsError.
  Reception(io::Loop& loop, const std::string& listen, const conformance::Patience& patience, VisitorUser& user);
  ~Reception();

  // With the port that it listens on.
  const std::string& origin() const { return origin_; }

 private:
  void on_accepted(std::unique_ptr<io::Channel> channel) override;
  void on_accept_failed(const std::error_code& why, std::size_t refused) override;
  void on_request(Visitor& visitor) override { user_.on_request(visitor); }
  void on_heard(Visitor& visitor) override { user_.on_heard(visitor); }
  void on_gone(Visitor& visitor) override;

  io::Loop& loop_;
  const conformance::Patience patience_;
  VisitorUser& user_;
  std::map<const Visitor*, std::unique_ptr<Visitor>> visitors_;
  std::unique_ptr<io::Listener> listener_;
  std::string origin_;
  // Work that was posted to the loop is void when the reception is gone.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace weft::cli::check
