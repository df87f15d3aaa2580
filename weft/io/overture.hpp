// Words that are said on a new connection before its protocol begins, and before TLS: to a proxy that leads on.
//
//   class Greeting final : public io::Overture { … };           // the words
//   io::OvertureExchange exchange(loop, socket, greeting, user);  // says them
//   user: on_overture_over(socket) or on_overture_failed(…), once, never from inside the constructor; the exchange may
//   be destroyed from there
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/readiness.hpp>
#include <weft/io/reason.hpp>

namespace weft::io {

class Overture {
 public:
  enum class Step : std::uint8_t {
    goes_on,
    over,     // the protocol begins
    refused,  // the connection is of no use
  };

  // Octets to send: asked for at the beginning, and whenever take() has said that it goes on.
  virtual std::string take_output() = 0;
  // Octets that are awaited, one at least. No more are read, because they would belong to the protocol.
  virtual std::size_t wanted() const = 0;
  // Some of them.
  virtual Step take(Octets octets) = 0;

 protected:
  ~Overture() = default;
};

class OvertureUser {
 public:
  virtual void on_overture_over(Descriptor socket) = 0;
  virtual void on_overture_failed(std::error_code error, Reason reason) = 0;

 protected:
  ~OvertureUser() = default;
};

class OvertureExchange final : private Later, private ReadinessUser {
 public:
  // The overture and the user must outlive the exchange.
  OvertureExchange(Loop& loop, Descriptor socket, Overture& overture, OvertureUser& user);
  OvertureExchange(const OvertureExchange&) = delete;
  OvertureExchange& operator=(const OvertureExchange&) = delete;

 private:
  void on_later() override { go_on(); }
  void on_readable() override;
  void on_writable() override { send(); }

  void go_on();
  void send();
  void fail(int number);

  Loop& loop_;
  Readiness socket_;
  Overture& overture_;
  OvertureUser& user_;
  Buffer output_;
};

}  // namespace weft::io
