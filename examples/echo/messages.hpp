// The messages of a stream: "Length-Prefixed-Message" in gRPC over HTTP/2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace echo {

// The codes of gRPC that this service uses.
enum class Code : unsigned { ok = 0, resource_exhausted = 8, unimplemented = 12, internal = 13 };

class CallError : public std::runtime_error {
 public:
  CallError(Code code, const char* message) : std::runtime_error(message), code_(code) {}
  Code code() const { return code_; }

 private:
  Code code_;
};

std::string with_prefix(std::string_view message);

// Octets go in as they come, messages come out whole.
class Messages {
 public:
  static constexpr std::size_t most = 1024 * 1024;

  void add(std::string_view octets) { unread_ += octets; }
  // The next one; nullopt where more octets are needed. Throws CallError for one that is too large or compressed.
  std::optional<std::string> next();
  // Throws CallError where the stream has ended inside a message.
  void end() const;

 private:
  static constexpr std::size_t prefix = 5;

  std::string unread_;
};

}  // namespace echo
