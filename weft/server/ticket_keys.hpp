// Keys from files that seal the tickets by which clients of TLS resume their sessions.
//
//   server.listen("https://*:443", certificate, {.ticket_keys = weft::TicketKeys({"new.key", "old.key"})});
//
// Servers with the same files resume each other's sessions, whichever machine a client comes to. The first file seals,
// and all of them open, three at most: a new file goes in front. Each has 80 or 48 octets: `openssl rand -out new.key
// 80`. A file with anything wrong throws a std::runtime_error that names the file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <weft/io/tls_ticket_keys.hpp>

namespace weft {

class TicketKeys {
 public:
  // Keys of this process alone, new ones whenever certificates are read.
  TicketKeys() = default;
  explicit TicketKeys(std::vector<std::string> files) : files_(std::move(files)), tls_(io::read_ticket_keys(files_)) {}

  // Those that the files hold now.
  TicketKeys read_again() const { return TicketKeys(files_); }
  const std::vector<std::string>& files() const { return files_; }
  const std::vector<io::TlsTicketKey>& tls() const { return tls_; }

 private:
  std::vector<std::string> files_;
  std::vector<io::TlsTicketKey> tls_;
};

}  // namespace weft
