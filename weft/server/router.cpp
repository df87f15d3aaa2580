#include <weft/server/router.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::server {
namespace {

constexpr std::array all_methods = {http::Method::get,     http::Method::head,    http::Method::post,
                                    http::Method::put,     http::Method::delete_, http::Method::patch,
                                    http::Method::options, http::Method::connect, http::Method::trace};

// The kinds of segments that a pattern has.
enum class Kind { text, parameter, rest };

struct Segment {
  Kind kind;
  // The text, or the parameter's name.
  std::string_view text;
};

[[noreturn]] void refuse(std::string_view pattern, std::string_view why) {
  throw std::invalid_argument(fmt::format("route \"{}\": {}", pattern, why));
}

bool is_for_any(http::Method method) {
  return method != http::Method::connect && method != http::Method::trace;
}

// Takes the first segment off `path`, which begins with "/".
std::string_view take_segment(std::string_view& path) {
  const auto end = std::min(path.find('/', 1), path.size());
  const auto segment = path.substr(1, end - 1);
  path.remove_prefix(end);
  return segment;
}

// The octet that the first escape of `text` stands for.
std::optional<char> escaped_octet(std::string_view text) {
  for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
    if (text.size() - at < 3) break;
    const int high = http::hex_value(text[at + 1]);
    const int low = http::hex_value(text[at + 2]);
    if (high >= 0 && low >= 0) return static_cast<char>(high * 16 + low);
  }
  return std::nullopt;
}

// Text that no path can match, or that means a parameter elsewhere.
void check_text(std::string_view text, std::string_view pattern) {
  const auto has = [text](std::string_view octets) { return text.find_first_of(octets) != text.npos; };
  if (has("{}")) refuse(pattern, "a parameter is a whole segment, as in /{name}");
  if (text == "." || text == "..") refuse(pattern, "a path has no \".\" and no \"..\" when it comes here");
  if (text.starts_with(':') || text.starts_with('<')) refuse(pattern, "a parameter is written {name}, as in /{id}");
  if (has("*")) refuse(pattern, "\"*\" stands for nothing: a segment is {name}, all the rest of a path {rest...}");
  if (has("?#")) refuse(pattern, "a pattern is a path without query and fragment; Context::query() has the query");
  if (has(std::string_view("\0", 1))) refuse(pattern, "a path has no NUL");
  if (const auto octet = escaped_octet(text)) {
    refuse(pattern, fmt::format("a pattern is not percent-encoded: write \"{}\" as it is", *octet));
  }
}

void check_parameter_name(std::string_view name, std::string_view pattern) {
  constexpr auto allowed = http::OctetSet().with_letters_and_digits().with("_-");
  if (!name.empty() && allowed.contains_all(name)) return;
  refuse(pattern, "a parameter has a name of letters, digits, \"_\" and \"-\", as in /{name} or /{rest...}");
}

Segment read_segment(std::string_view text, std::string_view pattern) {
  if (!text.starts_with('{') || !text.ends_with('}')) {
    check_text(text, pattern);
    return {Kind::text, text};
  }
  constexpr std::string_view dots = "...";
  auto name = text.substr(1, text.size() - 2);
  const Kind kind = name.ends_with(dots) ? Kind::rest : Kind::parameter;
  if (kind == Kind::rest) name.remove_suffix(dots.size());
  check_parameter_name(name, pattern);
  return {kind, name};
}

}  // namespace

struct Router::Action {
  Handler handler;
  std::vector<std::string> names;
};

struct Router::Node {
  // Sorted by text.
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> texts;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  // By number of the method.
  std::array<std::optional<Action>, all_methods.size()> actions;
  std::optional<Action> any;
  MethodSet methods;

  // The next segment of a path decides where it goes on.
  bool is_crossroads() const { return !texts.empty() || parameter; }

  auto place_of(std::string_view text) {
    return std::lower_bound(texts.begin(), texts.end(), text,
                            [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  }

  Node* text_child(std::string_view text) {
    const auto place = place_of(text);
    return place != texts.end() && place->first == text ? place->second.get() : nullptr;
  }

  Node& child(const Segment& segment) {
    if (segment.kind == Kind::text) {
      const auto place = place_of(segment.text);
      if (place != texts.end() && place->first == segment.text) return *place->second;
      return *texts.emplace(place, segment.text, std::make_unique<Node>())->second;
    }
    auto& slot = segment.kind == Kind::rest ? rest : parameter;
    if (!slot) slot = std::make_unique<Node>();
    return *slot;
  }
};

// One look-up: walks the tree depth first, and every node at most once.
class Router::Search {
 public:
  Search(http::Method method, Match& match, Parameters& parameters)
      : method_(method), match_(match), parameters_(parameters) {}

  // Whether a handler was found at or below `node`, with `rest` of the path to go.
  bool walk(Node& node, std::string_view path, std::size_t depth) {
    if (path.empty()) return take(node) || rest(node, path, depth);
    if (node.is_crossroads()) return walk_segment(node, path, depth);
    return rest(node, path, depth);
  }

 private:
  bool walk_segment(Node& node, std::string_view path, std::size_t depth) {
    auto behind = path;
    const auto segment = take_segment(behind);
    if (Node* child = node.text_child(segment); child != nullptr && walk(*child, behind, depth)) return true;
    if (node.parameter && !segment.empty()) {
      parameters_.values_[depth] = segment;
      if (walk(*node.parameter, behind, depth + 1)) return true;
    }
    return rest(node, path, depth);
  }

  bool rest(Node& node, std::string_view path, std::size_t depth) {
    if (!node.rest) return false;
    parameters_.values_[depth] = path.empty() ? path : path.substr(1);
    return take(*node.rest);
  }

  bool take(const Node& node) {
    match_.allowed.add(node.methods);
    if (method_ == http::Method::other) return false;
    if (found(node, method_)) return true;
    // RFC 9110 9.3.2: "The HEAD method is identical to GET except that the server MUST NOT send content in the
    // response."
    if (method_ == http::Method::head && found(node, http::Method::get)) return true;
    return node.any && is_for_any(method_) && found(*node.any);
  }

  bool found(const Node& node, http::Method method) {
    const auto& action = node.actions[static_cast<std::size_t>(method)];
    return action && found(*action);
  }

  bool found(const Action& action) {
    match_.handler = &action.handler;
    parameters_.names_ = &action.names;
    return true;
  }

  http::Method method_;
  Match& match_;
  Parameters& parameters_;
};

std::string MethodSet::to_string() const {
  std::string out;
  for (const auto method : all_methods) {
    if (!contains(method)) continue;
    if (!out.empty()) out += ", ";
    out += http::to_string(method);
  }
  return out;
}

std::string_view Parameters::find(std::string_view name) const {
  if (names_ == nullptr) return {};
  for (std::size_t i = 0; i < names_->size(); ++i) {
    if ((*names_)[i] == name) return values_[i];
  }
  return {};
}

// OPTIONS * needs no route.
Router::Router() : root_(std::make_unique<Node>()) {
  methods_.add(http::Method::options);
}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Router::Node& Router::place(std::string_view pattern, const Handler& handler, std::vector<std::string>& names) {
  if (!pattern.starts_with('/')) refuse(pattern, "a pattern begins with /");
  if (handler.is_empty()) refuse(pattern, "its handler has been moved away");

  Node* node = root_.get();
  for (auto left = pattern; !left.empty();) {
    const auto text = take_segment(left);
    if (text.empty() && !left.empty()) refuse(pattern, "a path has no \"//\" when it comes here: it is \"/\" by then");
    const auto segment = read_segment(text, pattern);
    if (segment.kind == Kind::rest && !left.empty()) refuse(pattern, "{name...} must be the last segment");
    if (segment.kind != Kind::text) {
      if (std::find(names.begin(), names.end(), segment.text) != names.end()) refuse(pattern, "a name appears twice");
      if (names.size() == Parameters::most) refuse(pattern, "has too many parameters");
      names.emplace_back(segment.text);
    }
    node = &node->child(segment);
  }
  return *node;
}

void Router::add(http::Method method, std::string_view pattern, Handler handler) {
  if (method == http::Method::other) refuse(pattern, "a method without a name cannot be routed");
  std::vector<std::string> names;
  Node& node = place(pattern, handler, names);
  auto& action = node.actions[static_cast<std::size_t>(method)];
  if (action) refuse(pattern, fmt::format("{} is routed twice", http::to_string(method)));
  action.emplace(std::move(handler), std::move(names));
  node.methods.add(method);
  // HEAD and OPTIONS come without a handler of their own.
  if (method == http::Method::get) node.methods.add(http::Method::head);
  node.methods.add(http::Method::options);
  methods_.add(node.methods);
}

void Router::add_any(std::string_view pattern, Handler handler) {
  std::vector<std::string> names;
  Node& node = place(pattern, handler, names);
  if (node.any) refuse(pattern, "any method is routed twice");
  node.any.emplace(std::move(handler), std::move(names));
  for (const auto method : all_methods) {
    if (is_for_any(method)) node.methods.add(method);
  }
  methods_.add(node.methods);
}

void Router::add_connect(std::string_view pattern, Handler handler) {
  std::vector<std::string> names;
  Node& node = place(pattern, handler, names);
  auto& action = node.actions[static_cast<std::size_t>(http::Method::connect)];
  if (action) refuse(pattern, "CONNECT is routed twice");
  action.emplace(std::move(handler), std::move(names));
  has_connects_ = true;
}

Match Router::match(http::Method method, std::string_view path, Parameters& parameters) const {
  Match match;
  Search(method, match, parameters).walk(*root_, path, 0);
  return match;
}

}  // namespace weft::server
