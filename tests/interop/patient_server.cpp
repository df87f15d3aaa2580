// A server of weft's that lets a response stand still longer than `weft serve` does, for clients that pause one:
//
//   patient_server FOLDER       serves its files until it is told to end
#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/server/server.hpp>

int main(int count, char** arguments) try {
  if (count != 2) throw std::invalid_argument("usage: patient_server FOLDER");
  weft::ServerOptions options;
  options.connection.h2.timeouts.stall = std::chrono::minutes(5);
  weft::Server server(options);
  server.files("/", arguments[1]);
  server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
  server.start();
  fmt::print("{}\n", server.endpoints().front().url);
  std::fflush(stdout);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "patient_server: {}\n", error.what());
  return 1;
}
