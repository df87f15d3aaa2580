#include <weft/server/middlewares/trace_context.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weft/http/octet_set.hpp>
#include <weft/io/hash.hpp>
#include <weft/server/middlewares/lasting_field.hpp>

namespace weft::server {
namespace {

constexpr std::string_view response_field = "traceresponse";
constexpr std::size_t octets_of_trace = 16;
constexpr std::size_t octets_of_parent = 8;

bool is_hex(std::string_view text) {
  constexpr auto digits = http::OctetSet().with("0123456789abcdef");
  return digits.contains_all(text);
}

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == digits.npos;
}

// The field, where it was sent once.
std::optional<TraceParent> sent_with(const http::Fields& request) {
  const auto is_one = [](const Field& field) { return field.name == "traceparent"; };
  if (std::ranges::count_if(request, is_one) != 1) return std::nullopt;
  return parse_traceparent(*request.find("traceparent"));
}

}  // namespace

// Trace Context 3.2.2: version "-" trace-id "-" parent-id "-" trace-flags, of 2, 32, 16 and 2 digits.
std::optional<TraceParent> parse_traceparent(std::string_view value) {
  constexpr std::size_t length = 55;
  if (value.size() < length || value[2] != '-' || value[35] != '-' || value[52] != '-') return std::nullopt;
  const auto version = value.substr(0, 2);
  const TraceParent parent{value.substr(3, 32), value.substr(36, 16), value.substr(53, 2)};
  if (!is_hex(version) || !is_hex(parent.trace) || !is_hex(parent.parent) || !is_hex(parent.flags)) return std::nullopt;
  if (version == "ff" || is_zero(parent.trace) || is_zero(parent.parent)) return std::nullopt;
  const bool is_longer = value.size() > length;
  if (is_longer && (version == "00" || value[length] != '-')) return std::nullopt;
  return parent;
}

Middleware trace_context() {
  return [](Context& c, Next next) {
    const auto sent = sent_with(c.request().fields);
    const std::string trace = sent ? std::string(sent->trace) : io::random_hex(octets_of_trace);
    const std::string_view flags = sent ? sent->flags : std::string_view("00");
    set_lasting(c, response_field, fmt::format("00-{}-{}-{}", trace, io::random_hex(octets_of_parent), flags));
    next();
  };
}

std::string_view traceparent_of(Context& c) {
  return c.response().fields.find(response_field).value_or(std::string_view());
}

}  // namespace weft::server
