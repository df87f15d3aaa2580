// Listens for clients, and lets each request be what its URL means.
//
//   Reception reception(loop, {.listen = "https://localhost:0"}, user);
//   reception.origin()                                    // "https://localhost:34567"
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <cli/check/client/visitor.hpp>
#include <weft/http/url.hpp>
#include <weft/io/listener.hpp>

namespace weft::cli::check {

struct ClientOptions {
  // Where clients come to: https://localhost:9443; with the port 0 one is found.
  std::string listen = "https://localhost:0";
  conformance::Patience patience = {};
  // Runs of a command.
  std::size_t at_a_time = 4;
  // All exchanges are recorded.
  bool recorded = false;
};

class Reception final : private io::ListenerUser, private VisitorUser {
 public:
  // Throws std::runtime_error for what is no URL of http or https, io::ListenError and io::TlsError.
  Reception(io::Loop& loop, const ClientOptions& options, VisitorUser& user);
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
  const ClientOptions options_;
  VisitorUser& user_;
  std::map<const Visitor*, std::unique_ptr<Visitor>> visitors_;
  std::unique_ptr<io::Listener> listener_;
  std::string origin_;
  // Work that was posted to the loop is void when the reception is gone.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace weft::cli::check
