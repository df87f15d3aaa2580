// The examples of docs/guide/configuration.md and operate.md, compiled only: they run until a signal comes. The guides
// have them as they stand here: examples_test.py.
#include <string>

#include <weft/server/config/config.hpp>
#include <weft/server/server.hpp>

namespace {

[[maybe_unused]] void serve_as_a_file_says(const std::string& path) {
  weft::Server server;
  server.get("/api/health", [](weft::Context& c) { c.text("well"); });  // on every site
  server.configure(weft::Config::from_json_file(path));
  server.run();
}

[[maybe_unused]] void serve_with_control() {
  weft::Server server;
  server.files("/", "public");
  server.listen("http://localhost:8080");
  server.control("unix:/run/weft.sock");
  server.run();
}

}  // namespace
