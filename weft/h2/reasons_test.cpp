// Each reason can be reached by octets, by calls or by time: one scenario a token, and a token without one fails the
// test.
#include <functional>
#include <map>

#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace reasons_test {

using frame::SettingId;
using testkit::hex;
using testkit::LongBody;
using testkit::request;
using testkit::response;
using testkit::trailers;

// The text that came with each token.
using Reasons = std::map<std::string_view, http::Close>;

// Notes the reasons of everything that ends.
struct Witness {
  void watch(Engine& engine) {
    engine.endpoint.on_event = [this](const Event& event) {
      std::visit(
          [this](const auto& what) {
            if constexpr (requires { what.close; }) reasons.emplace(what.close.reason, what.close);
          },
          event);
    };
  }
  Reasons reasons;
};

struct Server : ServerEngine, Witness {
  explicit Server(const Options& options = {}, Application application = Application::holds)
      : ServerEngine(options, application) {
    watch(*this);
  }
};

struct Client : ClientEngine, Witness {
  explicit Client(int requests = 1, const Options& options = {}) : ClientEngine(options) {
    watch(*this);
    for (int i = 0; i < requests; ++i) endpoint.request("GET", "/");
    produced();
  }
};

// The output of a server for these frames.
Reasons to_frames(const std::function<void(Frames&)>& write, const Options& options = {},
                  Application application = Application::holds) {
  Server server(options, application);
  write(server.from_peer);
  server.exchange();
  return server.reasons;
}

Reasons to_frame(std::string_view digits) {
  return to_frames([&](Frames& peer) { peer.headers(1, request("POST")).raw(hex(digits)); });
}

Reasons to_head(const testkit::FieldList& fields) {
  return to_frames([&](Frames& peer) { peer.headers(1, fields, end_stream); });
}

// The output of a client for these frames, with a GET under way on stream 1.
Reasons to_client(const std::function<void(Frames&)>& write) {
  Client client;
  write(client.from_peer);
  client.exchange();
  return client.reasons;
}

// The same for a client that takes pushes.
Reasons to_push_taker(const std::function<void(Client&)>& begin, Options options = {}) {
  options.pushes = 1;
  Client client(1, options);
  begin(client);
  client.exchange();
  return client.reasons;
}

// The output of a server about a push that its client answers with these frames.
Reasons of_push(const std::function<void(Frames&)>& write) {
  Server server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.endpoint.push(1, "/style.css");
  server.produced();
  write(server.from_peer);
  server.exchange();
  return server.reasons;
}

Reasons to_response(const testkit::FieldList& fields, http::End end = http::End::no) {
  return to_client([&](Frames& peer) { peer.headers(1, fields, end); });
}

// The end of a response with this body.
Reasons of_body(http::BodySource& body, std::optional<std::uint64_t> length = {}) {
  Server server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  http::ResponseHead head;
  head.content_length = length;
  EXPECT_TRUE(server.connection().respond(1, head, &body, server.clock.now()));
  server.produced();
  return server.reasons;
}

class FailingBody final : public http::BodySource {
 public:
  http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::failed}; }
};

// The output when time passes after these frames.
Reasons after(Duration duration, const std::function<void(Server&)>& begin) {
  Server server;
  begin(server);
  server.exchange();
  server.advanced(duration);
  return server.reasons;
}

Reasons before_settings(Duration duration, const Frames& peer) {
  testkit::Clock clock;
  testkit::Endpoint endpoint(Role::server, clock);
  endpoint.receive(peer.octets());
  endpoint.advance(duration);
  return {{endpoint.close().reason, endpoint.close()}};
}

void repeat(int times, const std::function<void(int)>& what) {
  for (int i = 0; i < times; ++i) what(i);
}

frame::StreamId odd(int i) {
  return static_cast<frame::StreamId>(2 * i + 1);
}

using Scenarios = std::map<std::string_view, std::function<Reasons()>>;

const Scenarios broken_frames{
    {"frame_too_large", [] { return to_frame("004001 00 00 00000001"); }},
    {"pad_length_missing", [] { return to_frame("000000 00 08 00000001"); }},
    {"padding_too_long", [] { return to_frame("000002 00 08 00000001 0500"); }},
    {"data_on_connection", [] { return to_frame("000001 00 00 00000000 00"); }},
    {"headers_on_connection", [] { return to_frame("000001 01 05 00000000 82"); }},
    {"headers_too_short", [] { return to_frame("000002 01 24 00000001 0000"); }},
    {"priority_on_connection", [] { return to_frame("000005 02 00 00000000 0000000000"); }},
    {"priority_length", [] { return to_frame("000004 02 00 00000001 00000000"); }},
    {"priority_on_itself", [] { return to_frame("000005 02 00 00000001 0000000110"); }},
    {"rst_stream_on_connection", [] { return to_frame("000004 03 00 00000000 00000008"); }},
    {"rst_stream_length", [] { return to_frame("000003 03 00 00000001 000000"); }},
    {"settings_on_stream", [] { return to_frame("000000 04 00 00000001"); }},
    {"settings_ack_with_payload", [] { return to_frame("000006 04 01 00000000 000100000000"); }},
    {"settings_length", [] { return to_frame("000005 04 00 00000000 0001000000"); }},
    {"enable_push_value", [] { return to_frame("000006 04 00 00000000 000200000002"); }},
    {"initial_window_size_value", [] { return to_frame("000006 04 00 00000000 000480000000"); }},
    {"max_frame_size_value", [] { return to_frame("000006 04 00 00000000 000500000000"); }},
    {"enable_connect_protocol_value", [] { return to_frame("000006 04 00 00000000 000800000002"); }},
    {"no_rfc7540_priorities_value", [] { return to_frame("000006 04 00 00000000 000900000002"); }},
    {"push_promise_on_connection", [] { return to_frame("000005 05 04 00000000 00000002 82"); }},
    {"push_promise_too_short", [] { return to_frame("000002 05 04 00000001 0000"); }},
    {"promised_stream_illegal", [] { return to_frame("000005 05 04 00000001 00000000 82"); }},
    {"ping_on_stream", [] { return to_frame("000008 06 00 00000001 0000000000000000"); }},
    {"ping_length", [] { return to_frame("000004 06 00 00000000 00000000"); }},
    {"goaway_on_stream", [] { return to_frame("000008 07 00 00000001 0000000000000000"); }},
    {"goaway_too_short", [] { return to_frame("000004 07 00 00000000 00000000"); }},
    {"window_update_length", [] { return to_frame("000003 08 00 00000001 000001"); }},
    {"window_update_of_zero", [] { return to_frame("000004 08 00 00000001 00000000"); }},
    {"connection_window_update_of_zero", [] { return to_frame("000004 08 00 00000000 00000000"); }},
    {"continuation_on_connection", [] { return to_frame("000001 09 04 00000000 82"); }},
    {"priority_update_on_stream", [] { return to_frame("000004 10 00 00000001 00000001"); }},
    {"priority_update_too_short", [] { return to_frame("000003 10 00 00000000 000000"); }},
    {"priority_update_of_connection", [] { return to_frame("000004 10 00 00000000 00000000"); }},
};

const Scenarios ordinary_ends{
    {"complete",
     [] {
       return to_frames([](Frames& peer) { peer.headers(1, request("GET"), end_stream); }, {}, Application::answers);
     }},
    {"upload_not_needed",
     [] {
       Client client(0);
       client.endpoint.request("POST", "/", 1'000'000);
       client.produced();
       client.from_peer.headers(1, response(200), end_stream).rst_stream(1, ErrorCode::no_error);
       client.exchange();
       return client.reasons;
     }},
    {"shutdown",
     [] { return after(seconds(2), [](Server& server) { server.connection().shutdown(server.clock.now()); }); }},
    {"peer_shutdown", [] { return to_frames([](Frames& peer) { peer.goaway(0); }); }},
    {"peer_closed",
     [] {
       Server server;
       server.endpoint.receive_end();
       return server.reasons;
     }},
    {"idle_timeout", [] { return after(seconds(80), [](Server&) {}); }},
    {"age_limit",
     [] {
       return after(seconds(0), [](Server& server) {
         repeat(70, [&](int) {
           server.from_peer.ping();
           server.exchange();
           server.advanced(seconds(60));
         });
       });
     }},
    {"peer_reset", [] { return to_client([](Frames& peer) { peer.rst_stream(1); }); }},
    {"peer_refused", [] { return to_client([](Frames& peer) { peer.rst_stream(1, ErrorCode::refused_stream); }); }},
    {"http_1_1_required",
     [] { return to_client([](Frames& peer) { peer.rst_stream(1, ErrorCode::http_1_1_required); }); }},
    {"enhance_your_calm",
     [] { return to_client([](Frames& peer) { peer.rst_stream(1, ErrorCode::enhance_your_calm); }); }},
    {"push_cancelled", [] { return of_push([](Frames& peer) { peer.rst_stream(2, ErrorCode::cancel); }); }},
    {"push_refused", [] { return of_push([](Frames& peer) { peer.rst_stream(2, ErrorCode::refused_stream); }); }},
    {"beyond_goaway", [] { return to_client([](Frames& peer) { peer.goaway(0); }); }},
    {"peer_goaway", [] { return to_client([](Frames& peer) { peer.goaway(0, ErrorCode::internal_error); }); }},
    {"peer_vanished",
     [] {
       Client client;
       client.endpoint.receive_end();
       return client.reasons;
     }},
    {"user_reset",
     [] {
       return after(seconds(1), [](Server& server) {
         server.from_peer.headers(1, request("POST"));
         server.exchange();
         server.connection().reset(1, ErrorCode::cancel, {});
         server.from_peer.ping();
       });
     }},
    {"user_close",
     [] {
       return after(seconds(1), [](Server& server) {
         server.from_peer.headers(1, request("POST"));
         server.exchange();
         server.connection().shutdown(server.clock.now());
         server.connection().close(ErrorCode::no_error, {});
         server.endpoint.receive_end();
         server.endpoint.produce();
       });
     }},
    {"body_failed",
     [] {
       FailingBody body;
       return of_body(body);
     }},
    {"trailers_not_valid",
     [] {
       testkit::TextBody body("text");
       body.trailers_to_send().add("Upper", "x");
       return of_body(body);
     }},
    {"body_length_differs",
     [] {
       LongBody body(5);
       return of_body(body, 6);
     }},
};

const Scenarios misplaced_frames{
    {"preface_not_valid", [] { return before_settings({}, frames().raw(testkit::text("GET / HTTP/1.1"))); }},
    {"settings_expected", [] { return before_settings({}, frames().preface().ping()); }},
    {"field_block_interrupted",
     [] { return to_frames([](Frames& peer) { peer.headers_block(1, hex("82"), 0).ping(); }); }},
    {"continuation_unexpected", [] { return to_frames([](Frames& peer) { peer.continuation(1, hex("82")); }); }},
    {"compression_error", [] { return to_frames([](Frames& peer) { peer.headers_block(1, hex("ff"), 4); }); }},
    {"frame_on_idle_stream", [] { return to_frames([](Frames& peer) { peer.data(1, "x"); }); }},
    {"frame_on_reserved_stream", [] { return of_push([](Frames& peer) { peer.data(2, "x"); }); }},
    {"frame_on_closed_stream",
     [] { return to_frames([](Frames& peer) { peer.headers(1, request("GET"), end_stream).data(1, "x"); }); }},
    {"frame_after_end",
     [] {
       Server server({}, Application::answers);
       server.from_peer.headers(1, request("GET"), end_stream);
       server.exchange();
       server.from_peer.data(1, "x");
       server.exchange();
       return server.reasons;
     }},
    {"stream_id_not_allowed", [] { return to_frames([](Frames& peer) { peer.headers(2, request("GET")); }); }},
    {"stream_id_reused",
     [] { return to_frames([](Frames& peer) { peer.headers(3, request("GET")).headers(1, request("GET")); }); }},
    {"push_promise_not_allowed",
     [] { return to_client([](Frames& peer) { peer.push_promise(1, 2, request("GET")); }); }},
    {"promise_on_wrong_stream",
     [] { return to_push_taker([](Client& client) { client.from_peer.push_promise(3, 2, request("GET")); }); }},
    {"enable_push_from_server",
     [] { return to_client([](Frames& peer) { peer.settings({{SettingId::enable_push, 1}}); }); }},
    {"connect_protocol_withdrawn",
     [] {
       return to_client([](Frames& peer) {
         peer.settings({{SettingId::enable_connect_protocol, 1}, {SettingId::enable_connect_protocol, 0}});
       });
     }},
    {"no_rfc7540_priorities_changed",
     [] { return to_frames([](Frames& peer) { peer.settings({{SettingId::no_rfc7540_priorities, 1}}); }); }},
    {"priority_update_from_server", [] { return to_client([](Frames& peer) { peer.priority_update(1, "u=1"); }); }},
    {"priority_update_of_idle_push", [] { return to_frames([](Frames& peer) { peer.priority_update(2, "u=1"); }); }},
    {"priority_update_limit",
     [] { return to_frames([](Frames& peer) { repeat(101, [&](int i) { peer.priority_update(odd(i), "u=1"); }); }); }},
    {"stream_window_exceeded",
     [] {
       Options options;
       options.stream_window = 1;
       return to_frames([](Frames& peer) { peer.headers(1, request("POST")).data(1, "xx"); }, options);
     }},
    {"connection_window_exceeded",
     [] {
       Options options;
       options.stream_window = 1'000'000;
       options.connection_window = default_window;
       return to_frames(
           [](Frames& peer) {
             peer.headers(1, request("POST"));
             repeat(4, [&](int) { peer.data(1, std::string(16'384, 'x')); });
           },
           options, Application::does_not_read);
     }},
    {"stream_window_overflow",
     [] { return to_frames([](Frames& peer) { peer.headers(1, request("GET")).window_update(1, max_window); }); }},
    {"connection_window_overflow", [] { return to_frames([](Frames& peer) { peer.window_update(0, max_window); }); }},
    {"initial_window_overflow",
     [] {
       return to_frames([](Frames& peer) {
         peer.headers(1, request("GET")).window_update(1, 1000);
         peer.settings({{SettingId::initial_window_size, max_window}});
       });
     }},
};

const Scenarios malformed_messages{
    {"field_name_not_valid", [] { return to_head(request("GET").with("A", "b")); }},
    {"field_value_not_valid", [] { return to_head(request("GET").with("a", " b")); }},
    {"connection_specific_field", [] { return to_head(request("GET").with("connection", "close")); }},
    {"pseudo_field_unknown", [] { return to_head(request("GET").starting_with(":other", "x")); }},
    {"pseudo_field_repeated", [] { return to_head(request("GET").starting_with(":path", "/")); }},
    {"pseudo_field_too_late", [] { return to_head(request("GET").with("a", "b").with(":path", "/")); }},
    {"pseudo_field_in_trailers",
     [] {
       return to_frames([](Frames& peer) {
         peer.headers(1, request("POST")).headers(1, trailers().with(":path", "/"), end_stream);
       });
     }},
    {"pseudo_field_missing", [] { return to_head(request("GET").without(":path")); }},
    {"pseudo_field_not_valid", [] { return to_head(request("G T")); }},
    {"path_not_valid", [] { return to_head(request("GET", "")); }},
    {"connect_not_valid", [] { return to_head(request("CONNECT")); }},
    {"connect_protocol_not_enabled",
     [] { return to_head(request("CONNECT").starting_with(":protocol", "websocket")); }},
    {"host_repeated", [] { return to_head(request("GET").with("host", "example.org").with("host", "example.org")); }},
    {"host_differs", [] { return to_head(request("GET").with("host", "other.example")); }},
    {"interim_ends_stream", [] { return to_response(response(103), end_stream); }},
    {"switching_protocols", [] { return to_response(response(101)); }},
    {"trailers_without_end",
     [] { return to_frames([](Frames& peer) { peer.headers(1, request("POST")).headers(1, trailers()); }); }},
    {"data_before_headers", [] { return to_client([](Frames& peer) { peer.data(1, "x"); }); }},
    {"content_length_not_valid", [] { return to_head(request("POST").with("content-length", "x")); }},
    {"content_length_differs", [] { return to_head(request("POST").with("content-length", "1")); }},
    {"content_not_allowed",
     [] { return to_client([](Frames& peer) { peer.headers(1, response(204)).data(1, "x"); }); }},
    {"headers_in_tunnel",
     [] {
       return to_frames([](Frames& peer) {
         peer.headers(1, request("CONNECT").without(":scheme").without(":path").replacing(":authority", "a:1"))
             .headers(1, trailers(), end_stream);
       });
     }},
    {"interim_limit",
     [] { return to_client([](Frames& peer) { repeat(17, [&](int) { peer.headers(1, response(103)); }); }); }},
    {"trailers_too_large",
     [] {
       return to_frames([](Frames& peer) {
         auto large = trailers();
         repeat(300, [&](int i) { large = large.with("x-" + std::to_string(i), "v"); });
         peer.headers(1, request("POST")).headers(1, large, end_stream);
       });
     }},
    {"response_fields_too_large",
     [] {
       return to_client([](Frames& peer) { peer.headers_in(3, 1, response(200).with("a", std::string(33'000, 'x'))); });
     }},
    {"authority_not_valid", [] { return to_head(request("GET").replacing(":authority", "user@host")); }},
    {"scheme_not_supported", [] { return to_head(request("GET").replacing(":scheme", "ftp")); }},
    {"path_too_long", [] { return to_head(request("GET", "/" + std::string(17'000, 'a'))); }},
    {"field_too_large",
     [] {
       return to_frames(
           [](Frames& peer) { peer.headers_in(3, 1, request("GET").with("a", std::string(33'000, 'x'))); });
     }},
    {"fields_too_large",
     [] {
       auto large = request("GET");
       repeat(300, [&](int i) { large = large.with("x-" + std::to_string(i), "v"); });
       return to_head(large);
     }},
};

const Scenarios declined_promises{
    {"promise_not_valid",
     [] { return to_push_taker([](Client& client) { client.from_peer.push_promise(1, 2, request("POST")); }); }},
    {"promise_limit",
     [] {
       Options options;
       options.limits.promises = 0;
       return to_push_taker([](Client& client) { client.from_peer.push_promise(1, 2, request("GET")); }, options);
     }},
    {"promise_withdrawn",
     [] {
       return to_push_taker([](Client& client) {
         EXPECT_TRUE(client.connection().update_settings({.pushes = 0, .initial_window = {}}));
         client.from_peer.push_promise(1, 2, request("GET"));
       });
     }},
    {"promise_unwanted",
     [] {
       return to_push_taker([](Client& client) {
         client.connection().reset(1, ErrorCode::cancel, {});
         client.from_peer.push_promise(1, 2, request("GET"));
       });
     }},
};

const Scenarios breached_limits{
    {"stream_limit",
     [] {
       return to_frames([](Frames& peer) { repeat(101, [&](int i) { peer.headers(odd(i), request("POST")); }); });
     }},
    {"held_fields_limit",
     [] {
       Options options;
       options.limits.held_field_octets = 100;
       return to_frames([](Frames& peer) { peer.headers(1, request("GET")); }, options);
     }},
    {"refusals_limit",
     [] {
       return to_frames([](Frames& peer) { repeat(250, [&](int i) { peer.headers(odd(i), request("POST")); }); });
     }},
    {"resets_limit",
     [] {
       return to_frames([](Frames& peer) {
         repeat(250, [&](int i) { peer.headers(odd(i), request("GET").with("A", "b"), end_stream); });
       });
     }},
    {"glitches_limit",
     [] { return to_frames([](Frames& peer) { repeat(1001, [&](int) { peer.raw(frame::Type{0x42}, 0, 0); }); }); }},
    {"glitches_warning",
     [] {
       return after(seconds(2),
                    [](Server& server) { repeat(800, [&](int) { server.from_peer.raw(frame::Type{0x42}, 0, 0); }); });
     }},
    {"field_section_limit",
     [] {
       return to_frames([](Frames& peer) {
         const Bytes block = hex("40 01 61 01 62");
         Bytes bomb = block;
         bomb.resize(2000, 0xbe);
         peer.headers_block(1, bomb, 4);
       });
     }},
    {"continuations_limit",
     [] {
       return to_frames([](Frames& peer) {
         peer.headers_block(1, hex("82"), 0);
         repeat(9, [&](int) { peer.continuation(1, hex("84"), 0); });
       });
     }},
    {"pings_limit", [] { return to_frames([](Frames& peer) { repeat(101, [&](int) { peer.ping(); }); }); }},
    {"unsent_acks_limit",
     [] {
       Options options;
       options.limits.pings = 1000;
       return to_frames([](Frames& peer) { repeat(257, [&](int) { peer.ping(); }); }, options);
     }},
    {"unsent_resets_limit",
     [] {
       Options options;
       options.limits.refusals = options.limits.resets = 1000;
       return to_frames([](Frames& peer) { repeat(400, [&](int i) { peer.headers(odd(i), request("POST")); }); },
                        options);
     }},
    {"settings_limit", [] { return to_frames([](Frames& peer) { repeat(21, [&](int) { peer.settings(); }); }); }},
    {"window_updates_limit",
     [] { return to_frames([](Frames& peer) { repeat(101, [&](int) { peer.window_update(0, 1); }); }); }},
    {"data_overhead_limit",
     [] {
       return to_frames([](Frames& peer) {
         peer.headers(1, request("POST"));
         repeat(101, [&](int) { peer.data(1, ""); });
       });
     }},
    {"unsent_output_limit",
     [] {
       Options options;
       options.limits.buffered_output = 100;
       return to_frames(
           [](Frames& peer) {
             repeat(20, [&](int i) { peer.headers(odd(i), request("GET").replacing(":scheme", "ftp"), end_stream); });
           },
           options);
     }},
};

const Scenarios expired_deadlines{
    {"preface_timeout", [] { return before_settings(seconds(10), frames()); }},
    {"settings_timeout", [] { return before_settings(seconds(10), frames().preface().settings()); }},
    {"header_block_timeout",
     [] { return after(seconds(10), [](Server& server) { server.from_peer.headers_block(1, hex("82"), 0); }); }},
    {"drain_timeout",
     [] {
       return after(seconds(40), [](Server& server) {
         server.from_peer.headers(1, request("GET"), end_stream);
         server.connection().shutdown(server.clock.now());
       });
     }},
    {"request_too_slow",
     [] { return after(seconds(10), [](Server& server) { server.from_peer.headers(1, request("POST")); }); }},
    {"response_stalled",
     [] {
       Server server;
       LongBody body;
       server.from_peer.settings({{SettingId::initial_window_size, 0}}).headers(1, request("GET"), end_stream);
       server.exchange();
       EXPECT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
       server.advanced(seconds(70));
       return server.reasons;
     }},
    {"response_too_slow",
     [] {
       Server server;
       LongBody body;
       server.from_peer.settings({{SettingId::initial_window_size, 1}}).headers(1, request("GET"), end_stream);
       server.exchange();
       EXPECT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
       server.produced();
       server.advanced(seconds(5));
       server.from_peer.window_update(1, 1);
       server.exchange();
       server.advanced(seconds(10));
       return server.reasons;
     }},
};

std::map<std::string_view, Reason> all_reasons() {
  return {
#define WEFT_REASON(token, scope, code, blame, meaning) {#token, Reason::token},
#include <weft/h2/reasons.inc>
#undef WEFT_REASON
  };
}

// The code is the peer's own.
bool has_any_code(Reason reason) {
  return reason == Reason::peer_reset || reason == Reason::peer_goaway;
}

TEST(Reasons, can_each_be_reached_and_say_what_the_list_says) {
  auto unreached = all_reasons();
  for (const Scenarios* scenarios : {&broken_frames, &ordinary_ends, &misplaced_frames, &malformed_messages,
                                     &declined_promises, &breached_limits, &expired_deadlines}) {
    for (const auto& [token, scenario] : *scenarios) {
      SCOPED_TRACE(token);
      const auto listed = unreached.extract(token);
      ASSERT_FALSE(listed.empty()) << "not in reasons.inc, or twice";
      const Reasons reached = scenario();
      const auto said = reached.find(token);
      ASSERT_NE(said, reached.end());
      const http::Close expected = close_of(listed.mapped());
      EXPECT_EQ(said->second.blame, expected.blame);
      if (!has_any_code(listed.mapped())) {
        EXPECT_EQ(said->second.code, expected.code);
      }
    }
  }
  for (const auto& [token, reason] : unreached) ADD_FAILURE() << token << " is never said";
}

}  // namespace reasons_test
}  // namespace weft::h2
