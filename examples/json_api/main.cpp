// json_api [URL]: an API of notes on http://localhost:8080, unless told otherwise.
//
//   curl http://localhost:8080/notes --json '{"title": "Tea", "text": "Buy some."}'
//   curl http://localhost:8080/notes?limit=10
#include <cstdio>
#include <exception>

#include "notes.hpp"

int main(int count, char** arguments) try {
  notes::Notes notes;
  weft::Server server;
  notes.add_to(server);
  server.listen(count > 1 ? arguments[1] : "http://localhost:8080");
  server.start();
  for (const auto& endpoint : server.endpoints()) std::fprintf(stderr, "listening on %s\n", endpoint.url.c_str());
  server.wait();
} catch (const std::exception& error) {
  std::fprintf(stderr, "json_api: %s\n", error.what());
  return 1;
}
