// The part of a response's field block that a load generator needs.
#pragma once

#include <cstdint>

namespace weft::cli::load {

struct ResponseSummary {
  std::uint16_t status = 0;
  std::uint32_t fields = 0;  // octets of names and values
  // RFC 9110 8.6; `no_length` without the field.
  std::int64_t content_length = no_length;

  static constexpr std::int64_t no_length = -1;
  // The field is no number, or came with another one.
  static constexpr std::int64_t bad_length = -2;
};

}  // namespace weft::cli::load
