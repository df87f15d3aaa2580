#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testkit::end_stream;
using testkit::request;

// Takes at most so much a call.
struct Taker final : BodySink {
  std::size_t on_body(Octets octets) override {
    ++calls;
    const Octets taken = octets.first(std::min(octets.size(), at_most));
    body += as_text(taken);
    if (on_octets) on_octets();
    return taken.size();
  }
  void on_body_end(const http::Fields* the_trailers) override {
    ++ends;
    if (the_trailers != nullptr) trailer = the_trailers->find("x-sum").value_or("");
    if (on_end) on_end();
  }
  void on_body_lost() override { ++losses; }

  std::size_t at_most = static_cast<std::size_t>(-1);
  std::function<void()> on_octets;
  std::function<void()> on_end;
  std::string body;
  std::string trailer;
  int calls = 0;
  int ends = 0;
  int losses = 0;
};

void answer_when_complete(Exchange& exchange, Taker& taker) {
  taker.on_end = [&exchange] { TestService::hello(exchange); };
  exchange.receive_body(taker);
}

TEST(RequestBody, goes_to_the_sink_as_it_arrives) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) {
    EXPECT_FALSE(exchange.request_complete());
    answer_when_complete(exchange, taker);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "hello ").data(1, "weft", end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(taker.body, "hello weft");
  EXPECT_EQ(taker.ends, 1);
  EXPECT_EQ(taker.losses, 0);
}

// The sink takes the octets that have come before the engine decides whether too many tiny frames are unread.
TEST(RequestBody, of_many_tiny_frames_goes_to_the_sink_however_many_come_in_one_read) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) { answer_when_complete(exchange, taker); };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"));
  for (int i = 0; i < 5'000; ++i) peer.frames.data(1, "x");
  peer.frames.data(1, "x", end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(taker.body.size(), 5'001u);
  EXPECT_EQ(taker.losses, 0);
}

TEST(RequestBody, of_http11_goes_to_the_sink_without_its_chunks) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) { answer_when_complete(exchange, taker); };
  rig.connect().send(
      "POST / HTTP/1.1\r\nhost: example.org\r\ntransfer-encoding: chunked\r\n\r\n6\r\nhello "
      "\r\n4\r\nweft\r\n0\r\n\r\n");
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(taker.body, "hello weft");
}

TEST(RequestBody, brings_its_trailers) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) { answer_when_complete(exchange, taker); };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"))
      .data(1, "hello")
      .headers(1, testkit::trailers().with("x-sum", "7"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(taker.trailer, "7");
}

TEST(RequestBody, waits_until_somebody_wants_it) {
  Rig rig;
  Taker taker;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "hello", end_stream).ping();
  peer.send();
  rig.run_until([&] { return peer.received_frame("PING ACK"); });
  answer_when_complete(*working, taker);
  EXPECT_EQ(taker.body, "hello");
  rig.run_until([&] { return rig.service.done == 1; });
}

TEST(RequestBody, that_nobody_takes_gives_no_credit) {
  Rig rig;
  rig.service.handler = [](Exchange&) {};
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"));
  for (int i = 0; i < 4; ++i) peer.frames.data(1, std::string(16'000, 'x'));
  peer.frames.ping();
  peer.send();
  rig.run_until([&] { return peer.received_frame("PING ACK"); });
  EXPECT_FALSE(peer.received_frame("WINDOW_UPDATE stream=1"));
}

TEST(RequestBody, that_is_taken_gives_credit) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) { exchange.receive_body(taker); };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"));
  for (int i = 0; i < 4; ++i) peer.frames.data(1, std::string(16'000, 'x'));
  peer.send();
  rig.run_until([&] { return peer.received_frame("WINDOW_UPDATE stream=1"); });
  EXPECT_EQ(taker.body.size(), 64'000u);
}

// How many octets may still be sent on stream 1.
std::size_t window_of(const Peer& peer, std::size_t sent) {
  constexpr std::string_view update = "WINDOW_UPDATE stream=1 increment=";
  std::size_t allowed = h2::Options().stream_window;
  for (const std::string& line : peer.frames_received()) {
    if (line.starts_with(update)) allowed += std::stoul(line.substr(update.size()));
  }
  return allowed - sent;
}

// RFC 9113 5.2.3: "If an endpoint cannot ensure that its peer always has available flow-control window space that is
// greater than the peer's bandwidth * delay product on this connection, its receive throughput will be limited by
// HTTP/2 flow control."
TEST(RequestBody, that_comes_fast_gets_a_larger_window) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) { exchange.receive_body(taker); };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"));
  const std::string piece(16'000, 'x');
  std::size_t sent = 0;
  rig.run_until([&] {
    const std::size_t window = window_of(peer, sent);
    if (window > 2 * std::size_t{h2::Options().stream_window}) return true;
    if (window < piece.size() || peer.channel().backlog() > 0) return false;
    peer.frames.data(1, piece);
    sent += piece.size();
    peer.send();
    return false;
  });
}

TEST(RequestBody, that_is_taken_in_part_is_kept_until_it_is_wanted) {
  Rig rig;
  Taker taker;
  taker.at_most = 4;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) {
    working = &exchange;
    answer_when_complete(exchange, taker);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "hello ").data(1, "weft", end_stream);
  peer.send();
  rig.run_until([&] { return taker.calls > 0; });
  EXPECT_EQ(taker.body, "hell");
  working->body_wanted();
  EXPECT_EQ(taker.body, "hello we");
  EXPECT_EQ(taker.ends, 0);
  working->body_wanted();
  EXPECT_EQ(taker.body, "hello weft");
  EXPECT_EQ(taker.ends, 1);
  rig.run_until([&] { return rig.service.done == 1; });
}

// A reader that is resumed from inside on_body() asks for the next piece at once.
TEST(RequestBody, that_is_wanted_from_inside_the_sink_comes_when_the_call_has_returned) {
  Rig rig;
  Taker taker;
  taker.at_most = 3;
  rig.service.handler = [&](Exchange& exchange) {
    taker.on_octets = [&] { exchange.body_wanted(); };
    answer_when_complete(exchange, taker);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "hello weft", end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(taker.body, "hello weft");
  EXPECT_EQ(taker.calls, 4);
}

TEST(RequestBody, of_a_handler_that_finishes_inside_the_sink_is_dropped) {
  Rig rig;
  Taker taker;
  taker.at_most = 3;
  rig.service.handler = [&](Exchange& exchange) {
    taker.on_octets = [&] { TestService::hello(exchange); };
    exchange.receive_body(taker);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "hello weft", end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(taker.calls, 1);
  EXPECT_EQ(taker.ends, 0);
}

TEST(RequestBody, of_a_request_without_one_ends_at_once) {
  Rig rig;
  Taker taker;
  rig.service.handler = [&](Exchange& exchange) {
    EXPECT_TRUE(exchange.request_complete());
    answer_when_complete(exchange, taker);
    EXPECT_EQ(taker.ends, 1);
  };
  rig.connect().send("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
  rig.run_until([&] { return rig.service.done == 1; });
}

TEST(RequestBody, that_the_peer_breaks_off_is_lost) {
  Rig rig;
  Taker taker;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) {
    working = &exchange;
    exchange.receive_body(taker);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "hello").rst_stream(1);
  peer.send();
  rig.run_until([&] { return taker.losses == 1; });
  EXPECT_EQ(taker.ends, 0);
  Taker late;
  working->receive_body(late);
  EXPECT_EQ(late.losses, 1);
  working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
}

// A handler that has answered may still read, as long as octets come.
TEST(RequestBody, that_ends_with_its_response_is_lost) {
  for (const bool http2 : {false, true}) {
    SCOPED_TRACE(http2);
    Rig rig;
    rig.options.h2.timeouts.request_grace = {};
    Taker taker;
    Exchange* working = nullptr;
    rig.service.handler = [&](Exchange& exchange) {
      working = &exchange;
      exchange.receive_body(taker);
      exchange.respond(head_of(http::Status::ok, 5), as_octets("hello"), nullptr);
    };
    Peer& peer = http2 ? rig.connect_h2() : rig.connect();
    if (http2) {
      peer.frames.headers(1, request("POST"));
      peer.send();
    } else {
      peer.send("POST / HTTP/1.1\r\nhost: example.org\r\ncontent-length: 5\r\n\r\n");
    }
    rig.run_until([&] { return taker.losses == 1; });
    EXPECT_FALSE(working->cancelled()) << "its response is complete";
    Taker late;
    working->receive_body(late);
    EXPECT_EQ(late.losses, 1);
    working->finish();
    rig.run_until([&] { return rig.service.done == 1; });
    EXPECT_THAT(rig.service.notes, Contains(http2 ? "done 1 200 upload_not_needed" : "done 1 200 early_response"));
  }
}

// RFC 9113 8.1: its slot is free, and a shutdown need not wait for it.
TEST(RequestBody, that_never_ends_is_given_up_when_it_is_answered) {
  Rig rig;
  rig.options.h2.timeouts.request_grace = {};
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).headers(3, request("GET")).data(3, "some").headers(5, request("HEAD"));
  peer.send();
  rig.run_until([&] { return rig.service.done == 3; });
  for (const char* reset : {"RST_STREAM stream=1 NO_ERROR", "RST_STREAM stream=3 NO_ERROR", "RST_STREAM stream=5 NO"}) {
    rig.run_until([&] { return peer.received_frame(reset); });
  }
  EXPECT_THAT(rig.service.notes, Contains("done 3 200 upload_not_needed"));
}

// RFC 9110 10.1.1.
TEST(RequestBody, that_waits_for_an_invitation_is_invited_when_it_is_wanted) {
  for (const bool http2 : {false, true}) {
    Rig rig;
    Taker taker;
    Exchange* working = nullptr;
    rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
    Peer& peer = http2 ? rig.connect_h2() : rig.connect();
    if (http2) {
      peer.frames.headers(1, request("POST").with("expect", "100-continue"));
      peer.send();
    } else {
      peer.send("POST / HTTP/1.1\r\nhost: example.org\r\ncontent-length: 5\r\nexpect: 100-Continue\r\n\r\n");
    }
    rig.run_until([&] { return working != nullptr; });
    answer_when_complete(*working, taker);
    if (http2) {
      rig.run_until([&] { return peer.received_frame("HEADERS stream=1 :status=100"); });
      peer.frames.data(1, "hello", end_stream);
      peer.send();
    } else {
      rig.run_until([&] { return peer.received().ends_with("\r\n\r\n"); });
      EXPECT_THAT(peer.received(), StartsWith("HTTP/1.1 100"));
      peer.send("hello");
    }
    rig.run_until([&] { return rig.service.done == 1; });
    EXPECT_EQ(taker.body, "hello");
  }
}

TEST(RequestBody, that_nobody_wants_is_not_invited) {
  Rig rig;
  Peer& peer = rig.connect();
  peer.send("POST / HTTP/1.1\r\nhost: example.org\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n");
  rig.run_until([&] { return peer.ended(); });
  EXPECT_THAT(peer.received(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(peer.received(), Not(HasSubstr("HTTP/1.1 100")));
}

// RFC 9113 8.1.
TEST(RequestBody, that_is_not_needed_is_cut_after_the_response) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"));
  for (int i = 0; i < 4; ++i) peer.frames.data(1, std::string(16'000, 'x'));
  peer.send();
  rig.run_until([&] { return peer.received_frame("WINDOW_UPDATE stream=1"); });
  EXPECT_FALSE(peer.received_frame("RST_STREAM"));
  peer.frames.data(1, std::string(2'000, 'x'));
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  rig.run_until([&] { return peer.received_frame("RST_STREAM"); });
  EXPECT_EQ(peer.frames_received().back(), "RST_STREAM stream=1 NO_ERROR");
  EXPECT_THAT(peer.frames_received(), Contains(StartsWith("DATA stream=1 END_STREAM")));
  EXPECT_THAT(rig.service.notes, Contains("done 1 200 upload_not_needed"));
}

// Clients in the field take any reset for a failure.
TEST(RequestBody, that_is_not_needed_but_small_runs_out) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST")).data(1, "the beginning");
  peer.send();
  rig.run_until([&] { return peer.received_frame("DATA stream=1 END_STREAM"); });
  peer.frames.data(1, "the end", testkit::End::yes);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_FALSE(peer.received_frame("RST_STREAM"));
  EXPECT_THAT(rig.service.notes, Contains("done 1 200 complete"));
}

// However long the response takes: what the handler did not read must not starve the connection's window.
TEST(RequestBody, that_is_not_needed_gives_its_credit_back) {
  Rig rig;
  rig.options.h2.connection_window = 128 * 1024;
  rig.service.handler = [](Exchange& exchange) {
    struct Never final : Body {
      http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::blocked}; }
    };
    exchange.respond(head_of(http::Status::ok), std::make_unique<Never>());
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  for (testkit::StreamId stream = 1; stream < 5; stream += 2) {
    peer.frames.headers(stream, request("POST"));
    for (int i = 0; i < 4; ++i) peer.frames.data(stream, std::string(16'000, 'x'));
  }
  peer.send();
  rig.run_until([&] { return peer.received_frame("WINDOW_UPDATE stream=0"); });
}

constexpr std::string_view broken_upload =
    "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n";

// RFC 9112 7.1: what the engine answers in the handler's place is what the log shows.
TEST(Request, that_breaks_while_the_handler_works_is_answered_400) {
  Rig rig;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Peer& peer = rig.connect();
  peer.send(broken_upload);
  rig.run_until([&] { return peer.ended(); });
  EXPECT_TRUE(peer.received().starts_with("HTTP/1.1 400 Bad Request (chunk_size_not_valid)\r\n"));
  EXPECT_TRUE(working->cancelled());
  working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(rig.service.notes.back(), "done 1 400 chunk_size_not_valid");
  EXPECT_EQ(rig.service.traffic.sent, peer.received().size());
  EXPECT_EQ(rig.service.traffic.received, broken_upload.size());
}

TEST(Request, that_breaks_after_its_answer_gets_that_answer) {
  Rig rig;
  Peer& peer = rig.connect();
  peer.send(std::string("GET / HTTP/1.1\r\nhost: a\r\n\r\n") + std::string(broken_upload));
  rig.run_until([&] { return peer.ended() && rig.service.done == 2; });
  const std::string answer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
  EXPECT_EQ(peer.received(), answer + answer);
  EXPECT_THAT(rig.service.notes, testing::Contains("done 2 200 chunk_size_not_valid"));
  EXPECT_EQ(rig.service.traffic.sent, answer.size());
}

}  // namespace
}  // namespace weft::session::server
