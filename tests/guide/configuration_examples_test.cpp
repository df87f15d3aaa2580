// The example of docs/guide/configuration.md, compiled only: it runs until a signal comes. The guide has it as it
// stands here: examples_test.py.
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

}  // namespace
