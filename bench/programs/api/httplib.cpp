// The API of bench/api with cpp-httplib: api_httplib HTTP-PORT
#include <httplib.h>

#include "notes.hpp"

using httplib::Request;
using httplib::Response;

int main(int, char** argv) {
  Notes notes;
  httplib::Server server;
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000'000);

  server.Post("/notes", [&](const Request& request, Response& response) {
    try {
      const Note added = notes.add(nlohmann::json::parse(request.body).get<Note>());
      response.status = 201;
      response.set_content(nlohmann::json(added).dump(), "application/json");
    } catch (const nlohmann::json::exception& error) {
      response.status = 400;
      response.set_content(error.what(), "text/plain");
    }
  });
  server.Get(R"(/notes/(\d+))", [&](const Request& request, Response& response) {
    const auto note = notes.find(std::stoll(request.matches[1]));
    if (note) {
      response.set_content(nlohmann::json(*note).dump(), "application/json");
    } else {
      response.status = 404;
    }
  });
  server.Get("/events", [](const Request&, Response& response) {
    response.set_chunked_content_provider("text/event-stream", [](std::size_t, httplib::DataSink& sink) {
      for (int i = 0; i < 100; ++i) {
        const std::string event = "data: " + std::to_string(i) + "\n\n";
        if (!sink.write(event.data(), event.size())) return false;
      }
      sink.done();
      return true;
    });
  });
  server.Post("/upload", [](const Request&, Response& response, const httplib::ContentReader& read) {
    std::uint64_t octets = 0;
    read([&](const char*, std::size_t size) {
      octets += size;
      return true;
    });
    response.set_content(nlohmann::json{{"octets", octets}}.dump(), "application/json");
  });

  return server.listen("127.0.0.1", std::stoi(argv[1])) ? 0 : 1;
}
