// The router finds the handler for a path and a method.
//
//   router.add(Method::get, "/hello/{name}", handler);     // {name}: exactly one segment, not empty
//   router.add(Method::get, "/files/{rest...}", handler);  // {rest...}: everything behind, or nothing; only at the end
//   router.add(Method::get, "/tea & biscuits", handler);   // text is as decode_path() gives it: not percent-encoded
//   auto match = router.match(head.method, path, parameters);  // `path` as http::decode_path() gives it
//
// Segment by segment, text is tried before a parameter and a parameter before {rest...}. Of the routes that fit the
// path, the first that has the method is taken; HEAD is answered by GET where it has no handler of its own. If none has
// the method, match.handler is null and match.allowed says what the path does allow; empty: there is no such path.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weft/http/method.hpp>
#include <weft/server/handler.hpp>

namespace weft::server {

class MethodSet {
 public:
  void add(http::Method method) { bits_ = static_cast<std::uint16_t>(bits_ | bit(method)); }
  void add(MethodSet other) { bits_ = static_cast<std::uint16_t>(bits_ | other.bits_); }
  bool contains(http::Method method) const { return (bits_ & bit(method)) != 0; }
  bool empty() const { return bits_ == 0; }
  // "GET, HEAD, OPTIONS": the value of `allow`.
  std::string to_string() const;

 private:
  static constexpr unsigned bit(http::Method method) { return 1u << static_cast<unsigned>(method); }
  std::uint16_t bits_ = 0;
};

// The text that the parameters of a route took, in the order of the pattern. Views of the path.
class Parameters {
 public:
  static constexpr std::size_t most = 8;

  // Empty for a name that the route does not have.
  std::string_view find(std::string_view name) const;
  void clear() { names_ = nullptr; }

 private:
  friend class Router;

  const std::vector<std::string>* names_ = nullptr;
  // Only as many values as there are names mean something.
  std::array<std::string_view, most> values_;
};

struct Match {
  const Handler* handler = nullptr;
  MethodSet allowed;
};

class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Throws std::invalid_argument for a pattern that no path can match, one in the notation of another library, and for
  // a route that is there already.
  void add(http::Method method, std::string_view pattern, Handler handler);
  // For all methods of the pattern that have no handler of their own, but CONNECT and TRACE.
  void add_any(std::string_view pattern, Handler handler);
  // For an extended CONNECT whose protocol is no WebSocket: Group::connect(). It is none of the methods of the path.
  void add_connect(std::string_view pattern, Handler handler);

  // Allocates nothing. `parameters` mean something where there is a handler.
  Match match(http::Method method, std::string_view path, Parameters& parameters) const;

  // Their routes are those of CONNECT: weft/server/websocket.
  bool has_websockets() const { return methods_.contains(http::Method::connect); }
  // RFC 8441 3: there is something to connect to.
  bool has_connects() const { return has_connects_ || has_websockets(); }
  // The methods that any path at all allows: the answer to OPTIONS *.
  MethodSet methods() const { return methods_; }

 private:
  struct Action;
  struct Node;
  class Search;

  // The node of `pattern`, whose parameters come as `names`.
  Node& place(std::string_view pattern, const Handler& handler, std::vector<std::string>& names);

  std::unique_ptr<Node> root_;
  MethodSet methods_;
  bool has_connects_ = false;
};

}  // namespace weft::server
