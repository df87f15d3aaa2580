#include <cli/get/basic_auth.hpp>

#include <cstdint>

namespace weft::cli::get {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648 4: three octets become four letters; `=` stands for octets that are not there.
std::string base64(std::string_view octets) {
  std::string out;
  for (; !octets.empty(); octets.remove_prefix(octets.size() < 3 ? octets.size() : 3)) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < octets.size() ? static_cast<std::uint8_t>(octets[i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) out += i <= octets.size() ? alphabet[(bits >> (18 - 6 * i)) & 63u] : '=';
  }
  return out;
}

}  // namespace

std::string basic_auth(std::string_view user_and_password) {
  return "Basic " + base64(user_and_password);
}

}  // namespace weft::cli::get
