// echo [URL]: a service as those of gRPC, on http://localhost:8080 unless told otherwise; https:// makes a certificate.
// Messages come back one by one, while the client goes on sending.
#include <cstdio>
#include <exception>
#include <string_view>

#include "echo.hpp"

int main(int count, char** arguments) try {
  const std::string_view url = count > 1 ? arguments[1] : "http://localhost:8080";
  weft::Server server;
  echo::add_to(server);
  if (url.starts_with("https:")) {
    server.listen(url, weft::Certificate::self_signed("localhost"));
  } else {
    server.listen(url);
  }
  server.start();
  for (const auto& endpoint : server.endpoints()) std::fprintf(stderr, "listening on %s\n", endpoint.url.c_str());
  server.wait();
} catch (const std::exception& error) {
  std::fprintf(stderr, "echo: %s\n", error.what());
  return 1;
}
