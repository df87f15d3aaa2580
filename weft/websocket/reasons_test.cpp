// Every reason in reasons.inc can be reached, and each has its close code.
#include <weft/websocket/reason.hpp>

#include <set>

#include <gmock/gmock.h>

#include <weft/websocket/peer_test.hpp>

namespace weft::websocket {
namespace reasons_test {

using namespace std::string_literals;
using Reasons = std::set<std::string>;

void collect(const Event& event, Reasons& reasons) {
  const auto& closed = std::get<Closed>(event);
  reasons.insert(std::string(to_string(*closed.reason)));
  EXPECT_EQ(closed.code, close_code_of(*closed.reason));
}

// A server receives octets that end it.
void serve(Reasons& reasons, Octets octets, const std::optional<Deflate>& deflate = {}) {
  Connection server(http::Role::server, {.message = 10, .frame = 200}, deflate);
  const auto event = server.receive(octets);
  ASSERT_TRUE(event);
  collect(*event, reasons);
}

TEST(WebSocketReasons, can_all_be_reached) {
  Reasons reached;
  for (const std::string& octets :
       {"\x81\x05"s, "\xf1\x80"s, "\x83\x80"s, "\x82\xfe\x00\x01kkkk"s, "\x82\xff\x80\0\0\0\0\0\0\0kkkk"s, "\x09\x80"s,
        "\x89\xfe"s, "\x82\xfe\x00\xc9kkkk"s}) {
    serve(reached, as_octets(octets));
  }
  const FrameHeader close{.opcode = Opcode::close};
  serve(reached, Frames().add({.opcode = Opcode::continuation}, "").octets());
  serve(reached, Frames().add({.fin = false}, "").add({}, "").octets());
  serve(reached, Frames().add(close, "x").octets());
  serve(reached, Frames().add(close, "\x03\xe8\xff").octets());
  serve(reached, Frames().add({}, "\xff").octets());
  serve(reached, Frames().add({}, "more than ten").octets());
  serve(reached, Frames().add({.compressed = true}, "\xff\xff").octets(), Deflate());
  Connection client(http::Role::client, {}, {}, [] { return test_key; });
  Octets masked = as_octets("\x81\x81");
  collect(*client.receive(masked), reached);
  Connection lost(http::Role::server, {}, {});
  collect(*lost.receive_end(), reached);
  Connection silent(http::Role::server, {}, {});
  collect(silent.fail(Reason::pong_missing), reached);
  Connection cut(http::Role::server, {}, {});
  collect(cut.fail(Reason::message_cut), reached);
  const Reasons all = {
#define WEFT_REASON(token, scope, code, blame, meaning) #token,
#include <weft/websocket/reasons.inc>
#undef WEFT_REASON
  };
  EXPECT_EQ(reached, all);
}

}  // namespace reasons_test
}  // namespace weft::websocket
