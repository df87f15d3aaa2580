#include <weft/base/host_pattern.hpp>

namespace weft {

bool is_host_pattern(std::string_view text) {
  if (text == "*") return true;
  if (text.starts_with("*.")) text.remove_prefix(2);
  const bool is_address = text.starts_with('[') && text.ends_with(']');
  const std::string_view letters = is_address ? "0123456789abcdef:.[]" : "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  return !text.empty() && text.find_first_not_of(letters) == text.npos && text.front() != '.' && text.back() != '.';
}

}  // namespace weft
