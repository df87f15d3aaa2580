// The exit codes of `weft get`. The numbers are those of curl, so that scripts know them.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/client/error.hpp>

namespace weft::cli::get {

enum class Exit : std::uint8_t {
  ok = 0,
  command_line = 2,
  url = 3,
  proxy_name = 5,
  name = 6,
  connect = 7,
  http2_connection = 16,
  partial = 18,
  status = 22,
  write = 23,
  read = 26,
  timeout = 28,
  range = 33,
  tls = 35,
  resume = 36,
  redirects = 47,
  empty = 52,
  send = 55,
  receive = 56,
  client_certificate = 58,
  certificate = 60,
  coding = 61,
  too_large = 63,
  pinned_key = 90,
  http2_stream = 92,
  authentication = 94,
  proxy = 97,
};

struct Verdict {
  Exit exit = Exit::receive;
  // A way out for the user; empty where there is none.
  std::string_view advice = {};
};

Verdict verdict_on(const ClientError& error);

}  // namespace weft::cli::get
