// A chat over WebSocket: what one writes, all others see. Open it in two windows.
//
//   ./chat [url]            http://localhost:8080 unless told otherwise; https:// makes a certificate for it
#include <cstdio>
#include <exception>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <weft/server/server.hpp>

namespace {

constexpr std::string_view page = R"(<!doctype html><meta charset="utf-8"><title>Chat</title>
<form><input id="words" autofocus autocomplete="off"><button>Say</button></form><ul id="said"></ul>
<script>
  const name = prompt('Your name?') || 'somebody';
  const socket = new WebSocket(location.href.replace(/^http/, 'ws') + 'room/' + encodeURIComponent(name));
  socket.onmessage = (event) => {
    const line = document.createElement('li');
    line.textContent = event.data;
    said.prepend(line);
  };
  document.forms[0].onsubmit = (event) => {
    event.preventDefault();
    socket.send(words.value);
    words.value = '';
  };
</script>)";

// Everybody is on one loop, so that nothing here needs a lock.
class Room {
 public:
  void enter(weft::WebSocket& guest) { guests_.insert(&guest); }
  void leave(weft::WebSocket& guest) { guests_.erase(&guest); }

  // A guest who is too slow has to go, so that nobody waits.
  void say(std::string_view words) {
    for (weft::WebSocket* guest : guests_) {
      if (guest->is_open() && !guest->try_send(words)) guest->close(weft::CloseCode::try_again_later, "too slow");
    }
  }

 private:
  std::set<weft::WebSocket*> guests_;
};

// A guest is in the room for as long as this lives, however the handler ends.
class Visit {
 public:
  Visit(Room& room, weft::WebSocket& guest) : room_(room), guest_(guest), name_(guest.context().param("name")) {
    room_.enter(guest_);
    room_.say(fmt::format("{} has come", name_));
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() {
    room_.leave(guest_);
    room_.say(fmt::format("{} has gone", name_));
  }

  void say(std::string_view words) { room_.say(fmt::format("{}: {}", name_, words)); }

 private:
  Room& room_;
  weft::WebSocket& guest_;
  std::string name_;
};

void listen(weft::Server& server, std::string_view url) {
  if (url.starts_with("https:")) {
    server.listen(url, weft::Certificate::self_signed("localhost"));
  } else {
    server.listen(url);
  }
}

}  // namespace

int main(int count, char** arguments) try {
  Room room;
  weft::ServerOptions options;
  options.threads = 1;
  weft::Server server(options);
  server.get("/", [](weft::Context& c) { c.html(page); });
  weft::WebSocketOptions limits;
  limits.message = 4096;
  server.websocket(
      "/room/{name}",
      [&room](weft::WebSocket& guest) -> weft::Task<> {
        Visit visit(room, guest);
        while (const auto message = co_await guest.receive()) {
          if (message->is_text()) visit.say(message->data);
        }
      },
      limits);
  listen(server, count > 1 ? arguments[1] : "http://localhost:8080");
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print(stderr, "listening on {}\n", endpoint.url);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "chat: {}\n", error.what());
  return 1;
}
