// Exceptions between a program and a shared library of weft, both ways, in coroutines and outside: the program catches
// the library's by their type, and the library the program's.
#include <weft/client/client.hpp>
#include <weft/server/server.hpp>

int main() {
  weft::Server server({.threads = 1});
  server.get("/program",
             [](weft::Context&) { throw weft::HttpError(weft::http::Status::conflict, "thrown by the program"); });
  server.get("/library", [](weft::Context& c) {
    try {
      c.status(static_cast<weft::http::Status>(99));
    } catch (const std::invalid_argument&) {
      c.text("caught");
    }
  });
  server.get("/coroutine", [](weft::Context& c) -> weft::Task<> {
    const bool over = !co_await weft::within(std::chrono::milliseconds(1), c.sleep(std::chrono::hours(1)));
    c.text(over ? "cancelled" : "slept");
  });
  weft::ClientOptions options;
  options.transport = weft::through(server);
  const weft::Client client(options);
  const auto answer = [&](const char* path) {
    const auto response = client.get(std::string("http://server.test") + path).wait();
    return response ? std::to_string(static_cast<int>(response->status)) + " " + response->body : std::string();
  };
  if (!answer("/program").starts_with("409 ")) return 1;
  if (answer("/library") != "200 caught") return 2;
  if (answer("/coroutine") != "200 cancelled") return 3;
  try {
    server.listen("nowhere://at-all");
    return 4;
  } catch (const std::invalid_argument&) {
    return 0;
  }
}
