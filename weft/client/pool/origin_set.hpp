// RFC 8336 2.3: "The set of origins (as per [RFC6454]) that a given connection might be used for is known in this
// specification as the Origin Set."
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <weft/http/url.hpp>

namespace weft::client {

class OriginSet {
 public:
  // RFC 8336 4: "The Origin Set's size is unbounded by this specification and thus could be used by attackers to
  // exhaust client resources." Names that would take more octets are left out: connections of their own do for them.
  static constexpr std::size_t most_octets = 64 * 1024;

  // The origin that the connection was made for.
  explicit OriginSet(const http::Url& initial) : initial_(initial) {}

  // An ORIGIN frame.
  void add(const std::vector<std::string_view>& origins);
  // The server has answered 421 to a request of that origin: it stays out, whatever ORIGIN frames say.
  void remove(const http::Url& origin);
  // Before the first ORIGIN frame all are in it that were not removed.
  bool has(const http::Url& origin) const;

 private:
  void insert(std::string name);

  const http::Url& initial_;
  bool initialized_ = false;
  // "example.org:443"
  std::set<std::string> names_;
  // Those are as few as this client's own requests.
  std::set<std::string> removed_;
  std::size_t octets_ = 0;
};

}  // namespace weft::client
