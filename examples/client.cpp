// Fetches a URL and says how:
//
//   ./client https://localhost:8443/            with --insecure behind it for a server that nobody vouches for
#include <cstdio>
#include <exception>
#include <string_view>

#include <fmt/format.h>

#include <weft/client/client.hpp>

int main(int count, char** arguments) try {
  if (count < 2) {
    fmt::print(stderr, "usage: {} URL [--insecure]\n", arguments[0]);
    return 2;
  }
  weft::ClientOptions options;
  options.insecure = count > 2 && std::string_view(arguments[2]) == "--insecure";
  const weft::Client client(options);
  const auto response = client.get(arguments[1]).wait();
  if (!response) {
    fmt::print(stderr, "{}: {}\n", arguments[1], response.error().text());
    return 1;
  }
  fmt::print(stderr, "{} {}, because {}\n", weft::http::to_string(response->version),
             weft::http::code(response->status), weft::to_string(response->why));
  fmt::print("{}", response->body);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
