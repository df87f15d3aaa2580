// tracker [PASSWORD [URL]]: an issue tracker on https://localhost:8443, with its data in the folder `data`.
#include <cstdio>
#include <exception>

#include "tracker.hpp"

int main(int count, char** arguments) try {
  std::filesystem::create_directory("data");
  weft::Server server;
  tracker::Tracker tracker({.folder = "data", .pages = TRACKER_PAGES, .password = count > 1 ? arguments[1] : "tea"});
  tracker.add_to(server);
  server.listen(count > 2 ? arguments[2] : "https://localhost:8443", weft::Certificate::self_signed("localhost"));
  server.start();
  for (const auto& endpoint : server.endpoints()) std::fprintf(stderr, "listening on %s\n", endpoint.url.c_str());
  server.wait();
} catch (const std::exception& error) {
  std::fprintf(stderr, "tracker: %s\n", error.what());
  return 1;
}
