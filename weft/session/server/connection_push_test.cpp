#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using http::Method;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testkit::end_stream;
using testkit::request;

// Pushes /style.css from "/", and says what came of it.
struct Pusher {
  Pusher() {
    rig.service.handler = [this](Exchange& exchange) {
      if (exchange.request().path == "/") results.emplace_back(to_string(exchange.push(Method::get, "/style.css", {})));
      TestService::hello(exchange);
    };
  }

  Rig rig;
  std::vector<std::string> results;
};

// Does not finish what was pushed until the test says so.
struct Holder final : Watcher {
  Holder() {
    rig.service.handler = [this](Exchange& exchange) {
      if (!exchange.pushed()) {
        while (to_push-- > 0) results.emplace_back(to_string(exchange.push(Method::get, "/style.css", {})));
        return TestService::hello(exchange);
      }
      exchange.watch(this);
      pushed.push_back(&exchange);
    };
  }
  void on_cancelled() override { ++cancelled; }

  Rig rig;
  int to_push = 1;
  std::vector<std::string> results;
  std::vector<Exchange*> pushed;
  int cancelled = 0;
};

// Never gives an octet.
struct Blocked final : Body {
  http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::blocked}; }
};

TEST(Push, becomes_an_exchange_when_its_parents_handler_has_returned) {
  Rig rig;
  rig.service.handler = [&](Exchange& exchange) {
    EXPECT_EQ(exchange.pushed(), exchange.id() == 2);
    if (exchange.id() == 1) {
      EXPECT_EQ(exchange.push(Method::get, "/style.css", {}), http::PushOutcome::promised);
      EXPECT_THAT(rig.service.notes, ElementsAre("open HTTP/2 ", "request 1 GET /"));
    }
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 2; });
  EXPECT_THAT(rig.service.notes, ElementsAre("open HTTP/2 ", "request 1 GET /", "request 2 GET /style.css",
                                             "done 1 200 complete", "done 2 200 complete"));
}

TEST(Push, is_promised_before_the_response_that_refers_to_it_and_answered_behind_it) {
  Pusher pusher;
  Peer& peer = pusher.rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  pusher.rig.run_until([&] { return peer.received_frame("DATA stream=2 END_STREAM"); });
  std::vector<std::string> order;
  for (const std::string& line : peer.frames_received()) {
    const bool is_message = line.starts_with("PUSH") || line.starts_with("HEADERS") || line.starts_with("DATA");
    if (is_message) order.push_back(line.substr(0, line.find(' ', line.find("stream="))));
  }
  EXPECT_THAT(order, ElementsAre("PUSH_PROMISE stream=1", "HEADERS stream=1", "DATA stream=1", "HEADERS stream=2",
                                 "DATA stream=2"));
}

TEST(Push, promises_what_it_is_told_and_the_parents_origin) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    const Field fields[] = {{"accept", "text/css"}};
    if (exchange.id() == 1) exchange.push(Method::head, "/style.css?v=2", fields);
    if (exchange.id() == 2) {
      EXPECT_EQ(exchange.request().fields.find("accept"), "text/css");
    }
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 2; });
  EXPECT_THAT(peer.frames_received(), Contains("PUSH_PROMISE stream=1 promised=2 :method=HEAD :scheme=https "
                                               ":authority=example.org :path=/style.css?v=2 accept=text/css"));
  EXPECT_THAT(peer.frames_received(), Contains(StartsWith("HEADERS stream=2 END_STREAM :status=200")));
}

TEST(Push, does_nothing_over_http11) {
  Pusher pusher;
  Peer& peer = pusher.rig.connect();
  peer.send("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
  pusher.rig.run_until([&] { return peer.received().ends_with("hello"); });
  EXPECT_THAT(pusher.results, ElementsAre("http11"));
  EXPECT_EQ(pusher.rig.service.done, 1u);
}

TEST(Push, does_nothing_for_a_client_that_takes_none) {
  Pusher pusher;
  Peer& peer = pusher.rig.connect_h2();
  peer.frames.settings({{testkit::SettingId::enable_push, 0}}).headers(1, request("GET"), end_stream);
  peer.send();
  pusher.rig.run_until([&] { return peer.received_frame("DATA stream=1 END_STREAM data=5"); });
  EXPECT_THAT(pusher.results, ElementsAre("disabled"));
  EXPECT_THAT(peer.frames_received(), Not(Contains(HasSubstr("PUSH_PROMISE"))));
}

TEST(Push, of_what_cannot_be_pushed_says_why_and_leaves_the_parent_alone) {
  Rig rig;
  std::vector<std::string> results;
  rig.service.handler = [&](Exchange& exchange) {
    results.emplace_back(to_string(exchange.push(Method::post, "/", {})));
    results.emplace_back(to_string(exchange.push(Method::get, "no-slash", {})));
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("DATA stream=1 END_STREAM data=5"); });
  EXPECT_THAT(results, ElementsAre("method_not_safe", "head_not_valid"));
}

TEST(Push, does_not_push_again) {
  Rig rig;
  std::vector<std::string> results;
  rig.service.handler = [&](Exchange& exchange) {
    results.emplace_back(to_string(exchange.push(Method::get, "/", {})));
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 2; });
  EXPECT_THAT(results, ElementsAre("promised", "parent_is_pushed"));
}

TEST(Push, is_refused_while_the_client_takes_no_more_responses) {
  Holder holder;
  holder.to_push = 2;
  Peer& peer = holder.rig.connect_h2();
  peer.frames.settings({{testkit::SettingId::max_concurrent_streams, 1}}).headers(1, request("GET"), end_stream);
  peer.send();
  holder.rig.run_until([&] { return holder.pushed.size() == 1; });
  EXPECT_THAT(holder.results, ElementsAre("promised", "client_limit"));
  TestService::hello(*holder.pushed[0]);
  holder.rig.run_until([&] { return holder.rig.service.done == 2; });

  holder.to_push = 1;
  peer.frames.headers(3, request("GET"), end_stream);
  peer.send();
  holder.rig.run_until([&] { return holder.pushed.size() == 2; });
  EXPECT_EQ(holder.results.back(), "promised");
  TestService::hello(*holder.pushed[1]);
  holder.rig.run_until([&] { return peer.received_frame("DATA stream=4 END_STREAM data=5"); });
}

TEST(Push, is_refused_its_stream_where_the_client_has_lowered_its_limit_meanwhile) {
  Holder holder;
  holder.to_push = 2;
  Peer& peer = holder.rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  holder.rig.run_until([&] { return holder.pushed.size() == 2; });
  peer.frames.settings({{testkit::SettingId::max_concurrent_streams, 1}}).ping();
  peer.send();
  holder.rig.run_until([&] { return peer.received_frame("PING ACK"); });
  holder.pushed[0]->respond(head_of(http::Status::ok), std::make_unique<Blocked>());
  TestService::hello(*holder.pushed[1]);
  holder.rig.run_until([&] { return peer.received_frame("RST_STREAM stream=4 REFUSED_STREAM"); });
  EXPECT_THAT(holder.rig.service.notes, Contains("done 4 0 stream_limit"));
  holder.pushed[0]->finish();
}

TEST(Push, that_the_client_declines_is_cancelled_and_nothing_else_is) {
  Holder holder;
  Peer& peer = holder.rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  holder.rig.run_until([&] { return holder.pushed.size() == 1; });
  peer.frames.rst_stream(2).headers(3, request("GET"), end_stream);
  peer.send();
  holder.rig.run_until([&] { return peer.received_frame("DATA stream=3 END_STREAM data=5"); });
  EXPECT_EQ(holder.cancelled, 1);
  EXPECT_TRUE(holder.pushed[0]->cancelled());
  EXPECT_TRUE(holder.pushed[0]->declined());
  holder.pushed[0]->finish();
  holder.rig.run_until([&] { return holder.rig.service.done == 3; });
  EXPECT_THAT(holder.rig.service.notes, Contains("done 2 0 push_cancelled"));
  EXPECT_THAT(holder.rig.service.notes, Not(Contains(StartsWith("closed"))));
}

// A client that guesses the number of a stream may be faster than the promise.
TEST(Push, that_is_declined_before_a_handler_has_seen_it_never_becomes_a_request) {
  Rig rig;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return working != nullptr && peer.received_frame("SETTINGS ACK"); });
  // The loop stands still: the reset arrives together with the promise's turn.
  peer.frames.rst_stream(2).ping();
  peer.send();
  EXPECT_EQ(working->push(Method::get, "/style.css", {}), http::PushOutcome::promised);
  rig.run_until([&] { return peer.received_frame("PING ACK"); });
  TestService::hello(*working);
  rig.run_until([&] { return peer.received_frame("DATA stream=1 END_STREAM"); });
  EXPECT_THAT(rig.service.notes, Not(Contains(StartsWith("request 2"))));
  EXPECT_EQ(rig.service.done, 1u);
}

TEST(Push, onto_a_connection_that_has_gone_is_refused) {
  Rig rig;
  rig.options.linger = std::chrono::milliseconds(10);
  struct Late final : Watcher {
    void on_cancelled() override { outcome = working->push(Method::get, "/", {}); }
    Exchange* working = nullptr;
    http::PushOutcome outcome = http::PushOutcome::promised;
  } late;
  rig.service.handler = [&](Exchange& exchange) {
    late.working = &exchange;
    exchange.watch(&late);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return late.working != nullptr; });
  peer.frames.raw(testkit::Type::data, 0, 0);
  peer.send();
  rig.run_until([&] { return late.outcome != http::PushOutcome::promised; });
  EXPECT_EQ(late.outcome, http::PushOutcome::connection_closing);
  late.working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
}

TEST(Push, that_is_under_way_ends_with_its_connection) {
  Holder holder;
  Peer& peer = holder.rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  holder.rig.run_until([&] { return holder.pushed.size() == 1; });
  peer.channel().close();
  holder.pushed[0]->respond(head_of(http::Status::ok), std::string(1'000'000, 'x'));
  holder.rig.run_until([&] { return holder.cancelled == 1; });
  holder.pushed[0]->finish();
  holder.rig.run_until([&] { return holder.rig.connections->size() == 0; });
}

// RFC 9218 8: "It is not always the case that the client has the best understanding of how the HTTP responses deserve
// to be prioritized."
TEST(Priority, of_a_response_is_the_servers_word) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), std::string(20'000, 'x'));
    if (exchange.id() == 3) exchange.prioritize({.urgency = 0});
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream).headers(3, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 2; });
  rig.run_until([&] { return peer.received_frame("DATA stream=1 END_STREAM"); });
  std::vector<std::string> order;
  for (const std::string& line : peer.frames_received()) {
    if (line.starts_with("DATA")) order.push_back(line.substr(0, 13));
  }
  EXPECT_THAT(order, ElementsAre("DATA stream=3", "DATA stream=3", "DATA stream=1", "DATA stream=1"));
}

TEST(Priority, means_nothing_over_http11) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.prioritize({.urgency = 0});
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect();
  peer.send("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
  rig.run_until([&] { return peer.received().ends_with("hello"); });
}

}  // namespace
}  // namespace weft::session::server
