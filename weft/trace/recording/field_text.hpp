// Fields of a recording: written with their values, or without them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/trace/recording/keyed_hash.hpp>

namespace weft::trace {

// Says how much of what two sides have told each other is kept.
struct Keeping {
  // All octets, and with them all values.
  bool values = false;
  // The key of the hashes that stand for values. Nobody should know it.
  HashKey key{};
};

// HTTP2HTTPField objects in an array. Without values, a field has the length of its value and a hash of it, which is
// the same for the same value of this recording. A field that is never indexed (RFC 7541 7.1.3) has its name alone, and
// so have authorization and proxy-authorization. A name that is no token (RFC 9110 5.1) is treated as a value.
std::string fields_text(std::span<const Field> fields, const Keeping& keeping);
// "(24 B, 5f3a9c0112345678)": what stands for a text that is not kept.
std::string stand_in(std::string_view text, const Keeping& keeping);
std::string stand_in(std::size_t size, std::string_view hash);

}  // namespace weft::trace
