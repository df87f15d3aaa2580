#include <weft/server/middlewares/cors.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <weft/server/check_field.hpp>
#include <weft/server/middlewares/lasting_field.hpp>

namespace weft::server {
namespace {

// A scheme and an authority, and nothing behind.
void check_origin(const std::string& origin) {
  const auto scheme = origin.find("://");
  const bool is_origin = scheme != origin.npos && scheme > 0 && origin.size() > scheme + 3 &&
                         origin.find_first_of("/?#@ *,", scheme + 3) == origin.npos;
  const bool is_lower = std::ranges::none_of(origin, [](char octet) { return octet >= 'A' && octet <= 'Z'; });
  if (origin == "*" || origin == "null" || (is_origin && is_lower)) return;
  throw std::invalid_argument(
      fmt::format("cors(): \"{}\": expected an origin in lower case, as in https://app.example.org", origin));
}

class Cors {
 public:
  explicit Cors(const CorsOptions& options)
      : origins_(options.origins),
        methods_(joined("access-control-allow-methods", options.methods)),
        headers_(joined("access-control-allow-headers", options.headers)),
        exposed_(joined("access-control-expose-headers", options.exposed)),
        credentials_(options.credentials) {
    std::ranges::for_each(origins_, check_origin);
    is_for_all_ = std::ranges::find(origins_, "*") != origins_.end();
    if (origins_.empty()) throw std::invalid_argument("cors(): no origin is named");
    if (is_for_all_ && credentials_) throw std::invalid_argument("cors(): \"*\" cannot be with credentials");
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options.max_age).count();
    if (seconds > 0) max_age_ = std::to_string(seconds);
  }

  void operator()(Context& c, Next next) const {
    // What a cache keeps for one origin is not for another.
    if (!is_for_all_) add_lasting(c, "vary", "origin");
    const auto origin = c.field(http::FieldName::origin);
    const bool is_preflight = origin && c.method() == http::Method::options &&
                              c.field(http::FieldName::access_control_request_method).has_value();
    if (origin && allows(*origin)) is_preflight ? set_preflight(c, *origin) : set_actual(c, *origin);
    if (!is_preflight) return static_cast<void>(next());
    c.status(http::Status::no_content);
    c.send();
  }

 private:
  static std::string joined(std::string_view name, const std::vector<std::string>& values) {
    const auto list = fmt::format("{}", fmt::join(values, ", "));
    return std::string(check_field(name, list));
  }

  bool allows(std::string_view origin) const {
    return is_for_all_ || std::ranges::find(origins_, origin) != origins_.end();
  }
  void set_origin(Context& c, std::string_view origin) const {
    set_lasting(c, "access-control-allow-origin", is_for_all_ ? std::string_view("*") : origin);
    if (credentials_) set_lasting(c, "access-control-allow-credentials", "true");
  }
  void set_actual(Context& c, std::string_view origin) const {
    set_origin(c, origin);
    if (!exposed_.empty()) set_lasting(c, "access-control-expose-headers", exposed_);
  }
  void set_preflight(Context& c, std::string_view origin) const {
    set_origin(c, origin);
    set_lasting(c, "access-control-allow-methods", methods_);
    if (!headers_.empty()) set_lasting(c, "access-control-allow-headers", headers_);
    if (!max_age_.empty()) set_lasting(c, "access-control-max-age", max_age_);
  }

  std::vector<std::string> origins_;
  std::string methods_;
  std::string headers_;
  std::string exposed_;
  std::string max_age_;
  bool credentials_;
  bool is_for_all_ = false;
};

}  // namespace

Middleware cors(const CorsOptions& options) {
  return Cors(options);
}

}  // namespace weft::server
