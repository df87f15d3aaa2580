#include <weft/conformance/request_fault.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace weft::conformance {

namespace {

std::size_t count(std::span<const Field> fields, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count(fields, name, &Field::name));
}

std::string_view value_of(std::span<const Field> fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? std::string_view() : found->value;
}

bool is_pseudo(const Field& field) {
  return field.name.starts_with(':');
}

// RFC 9113 8.3.1: "All HTTP/2 requests MUST include exactly one valid value for the ":method", ":scheme", and ":path"
// pseudo-header fields, unless they are CONNECT requests (Section 8.5)."
std::string fault_of_control_data(std::span<const Field> fields) {
  for (const char* name : {":method", ":scheme", ":path"}) {
    if (count(fields, name) != 1 || value_of(fields, name).empty())
      return fmt::format("{} with a value {} times", name, count(fields, name));
  }
  const auto first_other = std::ranges::find_if_not(fields, is_pseudo);
  if (std::any_of(first_other, fields.end(), is_pseudo)) return "a pseudo-header field behind another field";
  return {};
}

// RFC 9113 8.3.1: "Clients that generate HTTP/2 requests directly MUST use the ":authority" pseudo-header field to
// convey authority information"
std::string fault_of_authority(std::span<const Field> fields, std::string_view authority) {
  if (count(fields, ":authority") != 1) return fmt::format(":authority {} times", count(fields, ":authority"));
  const std::string_view said = value_of(fields, ":authority");
  if (said.find('@') != std::string_view::npos) return "userinfo in :authority";
  if (!authority.empty() && said != authority) return fmt::format(":authority {}", said);
  if (count(fields, "host") > 0 && value_of(fields, "host") != said) return "host that differs from :authority";
  return {};
}

// RFC 9113 8.2.1: "A field name MUST NOT contain characters in the ranges 0x00-0x20, 0x41-0x5a, or 0x7f-0xff (all
// ranges inclusive)."
bool is_wrong_in_a_name(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet <= 0x20 || (octet >= 0x41 && octet <= 0x5a) || octet >= 0x7f;
}

std::string fault_of(const Field& field) {
  constexpr std::array of_connections{"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"};
  if (std::ranges::any_of(field.name, is_wrong_in_a_name)) return fmt::format("the field name {}", field.name);
  // RFC 9113 8.2.2: "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header fields."
  if (std::ranges::find(of_connections, field.name) != of_connections.end()) return std::string(field.name);
  if (field.name == "te" && field.value != "trailers") return "te with another value than trailers";
  // RFC 9113 8.2.1: "A field value MUST NOT start or end with an ASCII whitespace character (ASCII SP or HTAB, 0x20 or
  // 0x09)."
  constexpr std::string_view blank = " \t";
  const std::string_view value = field.value;
  const bool is_padded =
      !value.empty() && (blank.find(value.front()) != blank.npos || blank.find(value.back()) != blank.npos);
  return is_padded ? fmt::format("whitespace around the value of {}", field.name) : "";
}

}  // namespace

std::string request_fault(std::span<const Field> fields, std::string_view authority) {
  if (std::string fault = fault_of_control_data(fields); !fault.empty()) return fault;
  if (std::string fault = fault_of_authority(fields, authority); !fault.empty()) return fault;
  for (const Field& field : fields) {
    if (std::string fault = fault_of(field); !fault.empty()) return fault;
  }
  return {};
}

}  // namespace weft::conformance
