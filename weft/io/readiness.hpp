// Asio's reactor for a descriptor that is used synchronously: it says when reading or writing is worth a try.
//
// Asking costs a system call, and tells of what is still unread as well: so a reader who has read once
// need not read until nothing is left, which would cost a system call, too.
#pragma once

#include <memory>

#include <weft/io/asio.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::io {

class ReadinessUser {
 public:
  virtual void on_readable() {}
  virtual void on_writable() {}

 protected:
  ~ReadinessUser() = default;
};

class Readiness {
 public:
  // The descriptor is non-blocking.
  Readiness(asio::io_context& context, Descriptor descriptor, ReadinessUser& user);
  // Nothing is told afterwards.
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // -1 once closed, or where the reactor would not have it.
  int descriptor() const { return descriptor_; }
  // Once each; asking again meanwhile changes nothing. An error or the end counts as both.
  void await_readable();
  void await_writable();
  void close();
  Descriptor release();

 private:
  struct Watch;

  // Shared with the waits that are outstanding: they may complete after their owner has gone.
  std::shared_ptr<Watch> watch_;
  int descriptor_ = -1;
};

}  // namespace weft::io
