// RFC 9110 8.6: the length that a message declares, and whether its body has that length.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/http/fields.hpp>

namespace weft::http {

// Digits and nothing else, at most 2^63 - 1; nullopt for other text.
std::optional<std::uint64_t> parse_content_length(std::string_view value);

struct InvalidContentLength {};

// The length that the fields declare, or nullopt where they declare none. Fails for a value that is no length, and for
// more than one content-length even if all are equal.
Result<std::optional<std::uint64_t>, InvalidContentLength> content_length_of(const Fields& fields);

// Counts the octets of a body against its declared length.
class BodyLength {
 public:
  enum class Check : std::uint8_t { ok, too_long, too_short };

  // nullopt: any length is right.
  explicit BodyLength(std::optional<std::uint64_t> declared = std::nullopt) : declared_(declared.value_or(any)) {}

  // `count` more octets: ok or too_long.
  Check receive(std::uint64_t count);
  // The body has ended: ok or too_short.
  Check finish() const;

  std::uint64_t received() const { return received_; }

 private:
  // A number larger than any that parse_content_length() returns.
  static constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t declared_;
  std::uint64_t received_ = 0;
};

}  // namespace weft::http
