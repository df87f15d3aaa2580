#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using frame::StreamId;
using testkit::request;
using testkit::response;
using testkit::WaitingBody;

// A client with a GET on stream 1 that takes pushes.
struct Taker : ClientEngine {
  explicit Taker(std::uint32_t pushes = 10, Options options = {}) : ClientEngine(with(pushes, options)) {
    endpoint.request("GET", "/");
    produced();
  }
  static Options with(std::uint32_t pushes, Options options) {
    options.pushes = pushes;
    return options;
  }
  Counters counters() { return connection().counters(); }
};

const testkit::FieldList style_request = request("GET", "/style.css");

TEST(Promise, is_told_and_its_response_follows) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request).headers(1, response(200), end_stream);
  client.from_peer.headers(2, response(103)).headers(2, response(200)).data(2, "text", end_stream);
  EXPECT_THAT(client.exchange(), IsEmpty());
  EXPECT_THAT(client.events(), ElementsAre("promised 2 on 1 GET https://example.org/style.css", "response 1 200 end",
                                           "closed 1 complete NO_ERROR", "interim 2 103", "response 2 200",
                                           "data 2 4 end", "closed 2 complete NO_ERROR"));
  EXPECT_EQ(client.connection().live_messages(), 0u);
}

TEST(Promise, ends_with_trailers_like_any_response) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request).headers(2, response(200));
  client.from_peer.headers(2, testkit::trailers(), end_stream);
  client.exchange();
  EXPECT_THAT(client.events(), Contains("trailers 2 x-checksum=0"));
}

TEST(Promise, of_head_has_no_content) {
  Taker client;
  client.from_peer.push_promise(1, 2, request("HEAD"))
      .headers(2, response(200).with("content-length", "9"), end_stream);
  client.exchange();
  EXPECT_THAT(client.events(), Contains("closed 2 complete NO_ERROR"));
}

TEST(Promise, that_the_application_declines_is_reset_and_what_crosses_is_ignored) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request).push_promise(1, 4, style_request);
  client.exchange();
  client.connection().reset(2, ErrorCode::cancel, "cached");
  client.connection().reset(4, ErrorCode::refused_stream, "cached");
  client.from_peer.headers(2, response(200).with("x-new", "1")).data(2, "text", end_stream);
  client.from_peer.headers(1, response(200).with("x-new", "1"), end_stream);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=2 CANCEL", "RST_STREAM stream=4 REFUSED_STREAM"));
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("promised 2"), HasSubstr("promised 4"), "closed 2 cached CANCEL",
                                           "closed 4 cached REFUSED_STREAM", "response 1 200 x-new=1 end",
                                           "closed 1 complete NO_ERROR"));
}

TEST(Promise, in_several_frames_with_padding_is_one) {
  Taker client;
  const Bytes block = client.from_peer.block(style_request);
  const Octets all = block;
  client.from_peer.add(frame::PushPromise{
      .stream = 1, .promised = 2, .block = all.first(3), .end_headers = false, .padding = std::uint8_t{9}});
  client.from_peer.continuation(1, all.subspan(3, 2), 0).continuation(1, all.subspan(5));
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre("promised 2 on 1 GET https://example.org/style.css"));
  EXPECT_EQ(client.connection().traffic(2).received, 9 + 4 + 1 + 9 + 3 + 9 + 2 + 9 + (block.size() - 5));
}

TEST(Promise, that_breaks_a_rule_of_requests_is_a_stream_error) {
  for (const auto& fields :
       {request("POST"), request("DELETE"), request("OPTIONS"), request("PUSH"), request("GET").without(":authority"),
        request("GET").with("content-length", "1"), request("GET").without(":path"), request("GET").with("Upper", "x"),
        request("GET").replacing(":scheme", "ftp"), request("GET").replacing(":authority", "user@host")}) {
    Taker client;
    client.from_peer.push_promise(1, 2, fields).push_promise(1, 4, style_request);
    EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=2 PROTOCOL_ERROR"));
    EXPECT_THAT(client.events(), ElementsAre(HasSubstr("rejected 2 0"), HasSubstr("promised 4")));
    EXPECT_EQ(client.counters().streams_reset, 1u);
  }
}

TEST(Promise, with_a_content_length_of_zero_has_no_content) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request.with("content-length", "0"));
  EXPECT_THAT(client.exchange(), IsEmpty());
}

TEST(Promise, beyond_the_soft_limit_for_fields_is_a_stream_error) {
  Options options;
  options.limits.field_section.soft_octets = 200;
  Taker client(10, options);
  client.from_peer.push_promise(1, 2, style_request.with("x-large", std::string(200, 'x')));
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=2 PROTOCOL_ERROR"));
}

TEST(Promise, whose_fields_are_more_than_we_hold_is_refused) {
  Options options;
  options.limits.held_field_octets = 2000;
  Taker client(10, options);
  client.from_peer.push_promise(1, 2, style_request).push_promise(1, 4, style_request);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=4 REFUSED_STREAM"));
  EXPECT_THAT(client.events(), Contains("rejected 4 0 held_fields_limit"));
  client.connection().release(2);
  client.from_peer.push_promise(1, 6, style_request);
  client.exchange();
  EXPECT_THAT(client.events(), Contains(HasSubstr("promised 6")));
}

TEST(Promise, on_a_request_that_we_have_reset_is_declined_however_late) {
  for (const auto delay : {milliseconds(0), milliseconds(5000)}) {
    Taker client;
    client.connection().reset(1, ErrorCode::cancel, {});
    client.produced();
    client.advanced(delay);
    client.from_peer.ping();
    client.exchange();
    client.events();
    client.from_peer.push_promise(1, 2, style_request.with("x-new", "1")).headers(2, response(200), end_stream);
    EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=2 CANCEL"));
    EXPECT_THAT(client.events(), ElementsAre("rejected 2 0 promise_unwanted"));
  }
}

TEST(Promise, on_a_tunnel_is_a_stream_error_of_the_tunnel) {
  Taker client;
  http::RequestHead head;
  head.method = http::Method::connect;
  head.method_text = "CONNECT";
  head.authority = "example.org:443";
  WaitingBody body;
  ASSERT_EQ(client.connection().open(head, &body, client.clock.now()), MessageId{3});
  client.produced();
  client.from_peer.headers(3, response(200)).push_promise(3, 2, style_request);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=3 PROTOCOL_ERROR", "RST_STREAM stream=2 CANCEL"));
}

TEST(Promise, whose_response_is_one_too_many_is_refused_and_decoded) {
  Taker client(1);
  client.from_peer.push_promise(1, 2, style_request).push_promise(1, 4, style_request);
  client.from_peer.headers(2, response(200)).headers(4, response(200).with("x-new", "1"));
  client.from_peer.data(2, "", end_stream).push_promise(1, 6, style_request);
  client.from_peer.headers(6, response(200).with("x-new", "1"), end_stream);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=4 REFUSED_STREAM"));
  EXPECT_THAT(client.events(), Contains("response 6 200 x-new=1 end"));
}

TEST(Promise, from_before_push_was_disabled_is_kept) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request);
  client.exchange();
  ASSERT_TRUE(client.connection().update_settings({.pushes = 0, .initial_window = {}}));
  client.produced();
  client.from_peer.settings_ack().headers(2, response(200), end_stream);
  EXPECT_THAT(client.exchange(), IsEmpty());
  EXPECT_THAT(client.events(), Contains("closed 2 complete NO_ERROR"));
}

TEST(Promise, that_waits_for_its_response_has_a_limit) {
  Options options;
  options.limits.promises = 2;
  Taker client(10, options);
  client.from_peer.push_promise(1, 2, style_request).push_promise(1, 4, style_request);
  client.from_peer.push_promise(1, 6, style_request);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=6 REFUSED_STREAM"));
  EXPECT_THAT(client.events(), Contains("rejected 6 0 promise_limit"));
  EXPECT_EQ(client.counters().glitches, 1u);
  client.from_peer.headers(2, response(200)).push_promise(1, 8, style_request);
  client.exchange();
  EXPECT_THAT(client.events(), Contains(HasSubstr("promised 8")));
}

// The application releases nothing between two polls: promises that come and end meanwhile are still bounded.
TEST(Promise, that_comes_and_goes_has_a_limit_too) {
  Options options;
  options.limits.promises = 2;
  Taker client(1, options);
  for (StreamId id = 2; id <= 8; id += 2) client.from_peer.push_promise(1, id, style_request).rst_stream(id);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=8 REFUSED_STREAM"));
  EXPECT_EQ(client.counters().streams_reset, 3u);
}

TEST(Promise, that_is_taken_back_again_and_again_tires_us) {
  Options options;
  options.limits.resets = 5;
  Taker client(10, options);
  for (StreamId id = 2; id <= 12; id += 2) {
    client.from_peer.push_promise(1, id, style_request).rst_stream(id, ErrorCode::refused_stream);
    client.exchange();
  }
  EXPECT_THAT(client.events(), Contains("closed 2 peer_refused REFUSED_STREAM"));
  EXPECT_EQ(client.endpoint.close().reason, "resets_limit");
}

TEST(Promise, that_is_declined_by_an_application_does_not_pile_up) {
  Options options;
  options.limits.buffered_output = 100;
  Taker client(10, options);
  client.endpoint.on_event = [&](const Event& event) {
    const auto* promised = std::get_if<PushPromised>(&event);
    if (promised != nullptr) client.connection().reset(promised->message, ErrorCode::cancel, {});
  };
  for (StreamId id = 2; id <= 40; id += 2) {
    client.from_peer.push_promise(1, id, style_request);
    client.endpoint.receive(client.from_peer.octets().subspan(client.delivered));
    client.delivered = client.from_peer.octets().size();
  }
  EXPECT_EQ(client.endpoint.close().reason, "unsent_output_limit");
}

// Requests that wait for the transport are the application's own.
TEST(Promise, is_taken_however_many_requests_wait_to_be_sent) {
  Taker client(10);
  const std::string large(25'000, '|');
  for (int i = 0; i < 4; ++i) {
    http::RequestHead head;
    head.method_text = "GET";
    head.scheme = "https";
    head.authority = "example.org";
    head.path = "/";
    head.fields.add("x-large", large);
    ASSERT_TRUE(client.connection().open(head, nullptr, client.clock.now()));
  }
  client.from_peer.push_promise(1, 2, style_request);
  client.endpoint.receive(client.from_peer.octets().subspan(client.delivered));
  EXPECT_FALSE(client.endpoint.closed());
  EXPECT_THAT(client.events(), Contains(HasSubstr("promise")));
}

TEST(Promise, below_an_earlier_one_or_of_the_same_stream_is_a_connection_error) {
  for (const StreamId id : {2u, 4u}) {
    Taker client;
    client.from_peer.push_promise(1, 4, style_request).push_promise(1, id, style_request);
    EXPECT_THAT(client.exchange(), ElementsAre(HasSubstr("GOAWAY last_stream=4 PROTOCOL_ERROR")));
    EXPECT_EQ(client.endpoint.close().reason, "stream_id_reused");
  }
}

TEST(Promise, after_our_goaway_is_decoded_and_ignored) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request);
  client.exchange();
  client.connection().shutdown(client.clock.now());
  EXPECT_THAT(client.produced(), ElementsAre(HasSubstr("GOAWAY last_stream=2 NO_ERROR")));
  client.from_peer.push_promise(1, 4, style_request.with("x-new", "1")).headers(4, response(200)).data(4, "x");
  client.from_peer.headers(1, response(200).with("x-new", "1"), end_stream).headers(2, response(200), end_stream);
  client.exchange();
  EXPECT_THAT(client.events(),
              ElementsAre(HasSubstr("promised 2"), "response 1 200 x-new=1 end", "closed 1 complete NO_ERROR",
                          "response 2 200 end", "closed 2 complete NO_ERROR", HasSubstr("connection closed shutdown")));
}

TEST(Promise, that_is_never_answered_does_not_keep_a_connection_from_being_idle) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request).headers(1, response(200), end_stream);
  client.exchange();
  EXPECT_THAT(client.advanced(seconds(80)), ElementsAre(HasSubstr("GOAWAY last_stream=2 NO_ERROR")));
}

TEST(Promise, ends_with_the_transport) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request).headers(1, response(200), end_stream);
  client.exchange();
  client.events();
  client.endpoint.receive_end();
  EXPECT_THAT(client.events(), ElementsAre("closed 2 peer_vanished NO_ERROR", HasSubstr("connection closed")));
}

TEST(Promise, can_be_given_a_window_before_its_response_begins) {
  Taker client;
  client.from_peer.push_promise(1, 2, style_request);
  client.exchange();
  client.connection().set_window(2, 100'000);
  EXPECT_THAT(client.produced(), ElementsAre("WINDOW_UPDATE stream=2 increment=34464"));
}

TEST(Promise, of_which_nothing_may_come_yet_is_held_by_a_window_of_zero) {
  Options options;
  options.stream_window = 0;
  Taker client(10, options);
  client.from_peer.push_promise(1, 2, style_request).headers(2, response(200));
  client.exchange();
  ASSERT_TRUE(client.connection().update_settings({.pushes = {}, .initial_window = 1000}));
  EXPECT_THAT(client.produced(), ElementsAre("SETTINGS INITIAL_WINDOW_SIZE=1000"));
  client.from_peer.settings_ack().data(2, std::string(1000, 'x'), end_stream);
  client.exchange();
  EXPECT_THAT(client.events(), Contains("data 2 1000 end"));
}

}  // namespace
}  // namespace weft::h2
