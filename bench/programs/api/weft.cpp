// The API of bench/api with weft: api_weft HTTP-PORT HTTPS-PORT CERTIFICATE KEY
#include <weft/server/json.hpp>
#include <weft/server/server.hpp>

#include "notes.hpp"

using weft::Context;
using weft::Task;

int main(int, char** argv) {
  Notes notes;
  weft::Server server({.threads = 1});

  server.post("/notes", [&](Context& c) -> Task<> {
    const Note note = co_await weft::read_json<Note>(c, 64 * 1024);
    const Note added = co_await c.offload([&] { return notes.add(note); });
    weft::send_json(c.status(weft::http::Status::created), added);
  });
  server.get("/notes/{id}", [&](Context& c) -> Task<> {
    const auto id = c.require_param<std::int64_t>("id");
    const auto note = co_await c.offload([&] { return notes.find(id); });
    if (!note) throw weft::HttpError(weft::http::Status::not_found, "no such note");
    weft::send_json(c, *note);
  });
  server.get("/events", [](Context& c) -> Task<> {
    auto stream = c.stream("text/event-stream");
    for (int i = 0; i < 100; ++i) co_await stream.write("data: " + std::to_string(i) + "\n\n");
  });
  server.post("/upload",
              [](Context& c) -> Task<> {
                std::uint64_t octets = 0;
                while (const auto chunk = co_await c.body().read()) octets += chunk->size();
                weft::send_json(c, nlohmann::json{{"octets", octets}});
              },
              {.body = 100 << 20});

  server.listen(std::string("http://127.0.0.1:") + argv[1]);
  server.listen(std::string("https://127.0.0.1:") + argv[2], weft::Certificate::pem(argv[3], argv[4]));
  server.run();
}
