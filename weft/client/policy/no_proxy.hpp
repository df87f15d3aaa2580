// The hosts that are reached without a proxy: what the variable no_proxy says. Nothing is looked up.
//
//   *                        all
//   example.org              the host and all below it; .example.org is the same
//   example.org:8080         at this port alone
//   10.0.0.0/8, fd00::/8     addresses of a network, where a URL has one
//
// Separated by commas or spaces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/http/url.hpp>
#include <weft/io/network.hpp>

namespace weft::client {

class NoProxy {
 public:
  // The error is what was expected instead of the first wrong entry.
  static Result<NoProxy, std::string> parse(std::string_view text);

  bool covers(const http::Url& url) const;

 private:
  // Either a name, in lower case, or a network.
  struct Entry {
    std::string name = {};
    std::optional<io::Network> network = {};
    std::optional<std::uint16_t> port = {};
  };

  static std::optional<Entry> entry_of(std::string_view text);

  std::vector<Entry> entries_;
  bool all_ = false;
};

}  // namespace weft::client
