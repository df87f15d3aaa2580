#include "echo.hpp"

#include <string>

#include "messages.hpp"

namespace echo {

namespace {

// A client that does not read holds the handler back in write(), and so itself: nothing piles up.
weft::Task<> answer(weft::Context& c, weft::server::ResponseStream& out) {
  Messages messages;
  while (const auto octets = co_await c.body().read()) {
    messages.add(weft::as_text(*octets));
    while (const auto message = messages.next()) co_await out.write(with_prefix(*message));
  }
  messages.end();
}

// The status of the response is 200 whatever happens: it has gone when the first message comes.
weft::Task<> stream(weft::Context& c) {
  if (c.field("content-type") != "application/grpc") co_return c.error(weft::http::Status::unsupported_media_type);
  auto out = c.stream("application/grpc");
  auto code = Code::ok;
  try {
    co_await answer(c, out);
  } catch (const CallError& error) {
    code = error.code();
    out.trailer("grpc-message", error.what());
  }
  out.trailer("grpc-status", std::to_string(static_cast<unsigned>(code)));
}

}  // namespace

void add_to(weft::Server& server) {
  server.post("/echo.Echo/Stream", stream);
}

}  // namespace echo
