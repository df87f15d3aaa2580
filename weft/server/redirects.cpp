#include <weft/server/redirects.hpp>

#include <memory>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <weft/http/encode_path.hpp>
#include <weft/server/context.hpp>
#include <weft/server/router.hpp>

namespace weft::server {
namespace {

using http::Status;

constexpr std::string_view host_parameter = "host";

// Text, or what a parameter took.
struct Piece {
  std::string text;
  bool is_parameter = false;
};

[[noreturn]] void refuse(const RedirectRule& rule, std::string_view why) {
  throw std::invalid_argument(fmt::format("redirect \"{}\" to \"{}\": {}", rule.from, rule.to, why));
}

std::vector<Piece> pieces_of(const RedirectRule& rule) {
  std::vector<Piece> pieces;
  for (std::string_view left = rule.to; !left.empty();) {
    const auto open = std::min(left.find('{'), left.size());
    if (open > 0) pieces.push_back({std::string(left.substr(0, open)), false});
    left.remove_prefix(open);
    if (left.empty()) break;
    const auto close = left.find('}');
    if (close == left.npos) refuse(rule, "a parameter is written {name}");
    pieces.push_back({std::string(left.substr(1, close - 1)), true});
    left.remove_prefix(close + 1);
  }
  return pieces;
}

bool has_parameter(std::string_view pattern, std::string_view name) {
  return pattern.find(fmt::format("{{{}}}", name)) != pattern.npos ||
         pattern.find(fmt::format("{{{}...}}", name)) != pattern.npos;
}

void check_target(const RedirectRule& rule) {
  const std::string_view to = rule.to;
  const bool is_url = to.starts_with("http://") || to.starts_with("https://");
  if (!is_url && (!to.starts_with('/') || to.starts_with("//"))) {
    refuse(rule, "expected a path, or a URL of http or https");
  }
  if (to.find_first_of(" \t\r\n\\") != to.npos) refuse(rule, "a target has no spaces and no \"\\\"");
  // A path must not become a part of the host.
  bool in_path = !is_url;
  bool begun = in_path;
  for (const Piece& piece : pieces_of(rule)) {
    if (piece.is_parameter) {
      if (piece.text == host_parameter) continue;
      if (!has_parameter(rule.from, piece.text)) refuse(rule, fmt::format("{{{}}} is not in the path", piece.text));
      if (!in_path) refuse(rule, "only {host} may stand before the path");
      continue;
    }
    const std::string_view text = piece.text;
    in_path = in_path || text.find('/', begun ? 0 : text.find("//") + 2) != text.npos;
    begun = true;
  }
}

std::string_view without_port(std::string_view authority) {
  const auto bracket = authority.find(']');
  return authority.substr(0, authority.find(':', bracket == authority.npos ? 0 : bracket));
}

// The text that a parameter took must not become another one in a query.
void append_encoded(std::string_view value, std::string& location) {
  std::string encoded;
  http::encode_path(value, encoded);
  const bool in_query = location.find('?') != location.npos;
  for (const char octet : encoded) {
    if (in_query && std::string_view("&=+;").find(octet) != std::string_view::npos) {
      location += fmt::format("%{:02X}", octet);
    } else {
      location += octet;
    }
  }
}

class Rule {
 public:
  explicit Rule(const RedirectRule& rule) : status_(rule.status), scheme_(rule.scheme), pieces_(pieces_of(rule)) {
    check_redirect(rule);
    router_.add(http::Method::get, rule.from, [](Context&) {});
    has_query_ = rule.to.find('?') != rule.to.npos;
  }

  // Answers where the rule is for this request.
  bool answer(Context& context) const {
    if (!scheme_.empty() && (scheme_ == "https") != context.secure()) return false;
    Parameters parameters;
    if (context.path().empty() || router_.match(http::Method::get, context.path(), parameters).handler == nullptr) {
      return false;
    }
    context.redirect(location_of(context, parameters), status_);
    return true;
  }

 private:
  std::string location_of(const Context& context, const Parameters& parameters) const {
    std::string location;
    for (const Piece& piece : pieces_) {
      if (!piece.is_parameter) {
        location += piece.text;
      } else if (piece.text == host_parameter) {
        location += without_port(context.request().authority);
      } else {
        append_encoded(parameters.find(piece.text), location);
      }
    }
    if (!has_query_ && !context.query().empty()) location.append("?").append(context.query());
    return location;
  }

  Status status_;
  std::string scheme_;
  std::vector<Piece> pieces_;
  bool has_query_ = false;
  Router router_;
};

}  // namespace

void check_redirect(const RedirectRule& rule) {
  using enum Status;
  switch (rule.status) {
    case moved_permanently:
    case found:
    case see_other:
    case temporary_redirect:
    case permanent_redirect:
      break;
    default:
      refuse(rule, "a status is 301, 302, 303, 307 or 308");
  }
  if (!rule.scheme.empty() && rule.scheme != "http" && rule.scheme != "https") {
    refuse(rule, "a scheme is \"http\" or \"https\"");
  }
  if (has_parameter(rule.from, host_parameter)) refuse(rule, "{host} is the host of the request");
  check_target(rule);
  Router().add(http::Method::get, rule.from, [](Context&) {});
}

Middleware redirects(const std::vector<RedirectRule>& rules) {
  auto made = std::make_shared<std::vector<Rule>>();
  for (const RedirectRule& rule : rules) made->emplace_back(rule);
  return [made](Context& context, Next next) {
    for (const Rule& rule : *made) {
      if (rule.answer(context)) return;
    }
    next();
  };
}

Middleware redirect_to_https(std::uint16_t port) {
  const std::string host = port == 443 ? "https://{host}" : fmt::format("https://{{host}}:{}", port);
  return redirects({{.from = "/{rest...}", .to = host + "/{rest}", .scheme = "http"}});
}

}  // namespace weft::server
