// Addresses of a name, asked for without blocking the loop: they are looked up by loop.names(), on other threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <weft/io/address.hpp>
#include <weft/io/loop.hpp>

namespace weft::io {

class ResolverUser {
 public:
  virtual void on_resolved(std::vector<SocketAddress> addresses) = 0;
  virtual void on_not_resolved(std::error_code error) = 0;

 protected:
  ~ResolverUser() = default;
};

class Resolver {
 public:
  Resolver(Loop& loop, ResolverUser& user);
  // Nothing is told afterwards. Returns at once, whether the system has answered or not.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // Answered later, once. `localhost` has the loopback addresses of both families, whatever the system says.
  void resolve(const std::string& host, std::uint16_t port);

 private:
  struct Query;

  std::shared_ptr<Query> query_;
};

}  // namespace weft::io
