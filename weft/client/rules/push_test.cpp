// Server push (RFC 9113 8.4) against a server that does it right, and against one that does not.
#include <weft/client/rules/rules_test.hpp>

#include <utility>

namespace weft::client {
namespace push_test {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testkit::end_stream;
using testkit::response;

class PushRules : public RulesTest {
 protected:
  PushRules() {
    options.push = [this](const PushedRequest& promised) {
      offered.push_back(promised.url.target);
      return decision;
    };
    options.on_pushed = [this](const PushedRequest& promised, const Response* response) {
      (response != nullptr ? arrived : lost).push_back(promised.url.target);
    };
  }

  // --- what the server writes ----------------------------------------------------------------------------------------
  testkit::FieldList request_for(std::string_view path) const {
    const http::Url url = http::parse_url(server.url()).value();
    return testkit::request("GET", path).replacing(":scheme", "http").replacing(":authority", url.authority);
  }
  Reaction promises(std::string path = "/style.css", StreamId promised = 2) {
    return [this, path, promised](Peer& peer, StreamId stream) {
      peer.frames.push_promise(stream, promised, request_for(path));
    };
  }
  static Reaction pushes(const testkit::FieldList& head, std::string body = "p{}", StreamId promised = 2) {
    return sends([head, body, promised](testkit::Frames& frames, StreamId) {
      frames.headers(promised, head);
      std::string_view rest = body;
      for (; rest.size() > 16'000; rest.remove_prefix(16'000)) frames.data(promised, rest.substr(0, 16'000));
      frames.data(promised, rest, end_stream);
    });
  }
  Peer& peer() { return *server.peers.front(); }
  void push_now(const testkit::FieldList& head, const std::string& body = "p{}") {
    peer().frames.headers(2, head).data(2, body, end_stream);
    peer().send();
  }

  // --- requests ------------------------------------------------------------------------------------------------------
  Request request_to(std::string_view path, http::Method method = http::Method::get) const {
    Request made = request(method);
    made.url.target = path;
    return made;
  }
  Result<Response, ClientError> get_now(std::string_view path) { return result_of(add(request_to(path))); }
  // The page has come, and all that it brings with it has been offered.
  void get_page() {
    const auto page = get_now("/");
    ASSERT_TRUE(page.has_value()) << page.error().text();
    EXPECT_FALSE(page->pushed);
  }
  static std::string body_of(const Result<Response, ClientError>& result) {
    return result ? result->body : "error: " + result.error().text();
  }
  static bool is_pushed(const Result<Response, ClientError>& result) {
    EXPECT_TRUE(result.has_value()) << result.error().text();
    return result && result->pushed;
  }
  static auto reset(StreamId stream, ErrorCode code) {
    return testing::AllOf(Field(&frame::RstStream::stream, stream), Field(&frame::RstStream::code, code));
  }
  void expect_reset(StreamId stream, ErrorCode code) {
    run_until([&] { return !peer().resets().empty(); });
    EXPECT_THAT(peer().resets(), Contains(reset(stream, code)));
  }

  PushDecision decision = PushDecision::accept;
  std::vector<std::string> offered;
  std::vector<std::string> arrived;
  std::vector<std::string> lost;
};

// --- push is off -----------------------------------------------------------------------------------------------------

// RFC 9113 6.5.2: "A client that has both set this parameter to 0 and had it acknowledged MUST treat the receipt of a
// PUSH_PROMISE frame as a connection error".
TEST_F(PushRules, a_promise_that_crosses_settings_is_reset_and_one_behind_their_acknowledgement_ends_the_connection) {
  options.push = {};
  const Reaction greets = [](Peer& peer, StreamId) { peer.settings({}); };
  const Reaction acknowledges = [](Peer& peer, StreamId) { peer.frames.settings_ack(); };
  server.scripts.push_back(
      {.on_head = in_turn({both(greets, both(promises(), answers())), both(acknowledges, promises("/late.css", 4))}),
       .greets = false});
  EXPECT_EQ(body_of(get_now("/")), "hello");
  expect_reset(2, ErrorCode::refused_stream);
  EXPECT_FALSE(peer().goaway());
  EXPECT_EQ(body_of(get_now("/")), "error: head: push_promise_not_allowed");
  run_until([&] { return peer().goaway(); });
  EXPECT_THAT(offered, IsEmpty());
}

// --- a promise that is kept ------------------------------------------------------------------------------------------

TEST_F(PushRules, a_request_joins_the_promise_and_is_not_sent) {
  server.scripts.push_back({.on_head = both(promises(), answers())});
  get_page();
  EXPECT_THAT(offered, ElementsAre("/style.css"));
  Transfer& joined = add(request_to("/style.css"));
  Transfer& too = add(request_to("/style.css"));
  run_for(50ms);
  EXPECT_FALSE(joined.done());
  push_now(response(200).with("content-type", "text/css"));
  for (Transfer* transfer : {&joined, &too}) {
    const auto result = result_of(*transfer);
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "p{}");
    EXPECT_EQ(result->fields.find("content-type"), "text/css");
    EXPECT_FALSE(result->fields.find("age"));
    EXPECT_TRUE(result->pushed);
    EXPECT_TRUE(result->reused);
    EXPECT_EQ(result->version, http::Version::http2);
    EXPECT_EQ(result->why, VersionReason::prior_knowledge);
    EXPECT_NE(result->connection, nullptr);
    EXPECT_EQ(result->url, server.url() + "style.css");
  }
  EXPECT_EQ(server.requests(), 1u);
  EXPECT_THAT(arrived, ElementsAre("/style.css"));
}

TEST_F(PushRules, a_response_without_a_lifetime_serves_one_request) {
  server.scripts.push_back({.on_head = in_turn({both(promises(), both(pushes(response(200)), answers())), answers()})});
  get_page();
  run_until([&] { return !arrived.empty(); });
  EXPECT_TRUE(is_pushed(get_now("/style.css")));
  EXPECT_FALSE(is_pushed(get_now("/style.css")));
  EXPECT_EQ(server.requests(), 2u);
}

TEST_F(PushRules, a_response_that_is_fresh_serves_many) {
  const auto fresh = response(200).with("cache-control", "max-age=60").with("age", "7").with("set-cookie", "a=b");
  server.scripts.push_back({.on_head = both(promises(), both(pushes(fresh), answers()))});
  get_page();
  run_until([&] { return !arrived.empty(); });
  const auto first = get_now("/style.css");
  const auto second = get_now("/style.css");
  ASSERT_TRUE(is_pushed(first) && is_pushed(second));
  EXPECT_EQ(first->body, "p{}");
  EXPECT_EQ(second->body, "p{}");
  EXPECT_EQ(second->fields.find("age"), "7");
  // Cookies are set once.
  EXPECT_TRUE(first->fields.find("set-cookie"));
  EXPECT_FALSE(second->fields.find("set-cookie"));
  EXPECT_EQ(server.requests(), 1u);
}

// RFC 9113 8.4: "while the stream identified by the promised stream identifier is still open."
TEST_F(PushRules, a_response_that_nobody_may_keep_is_for_those_who_wait_for_it) {
  for (const std::string_view control : {"no-store", "no-cache, max-age=60", "max-age=0"}) {
    server.peers.clear();
    pool.reset();
    arrived.clear();
    server.scripts = {{.on_head = in_turn({both(promises(), answers()), answers()})}};
    get_page();
    Transfer& joined = add(request_to("/style.css"));
    push_now(response(200).with("cache-control", control));
    EXPECT_TRUE(is_pushed(result_of(joined))) << control;
    EXPECT_FALSE(is_pushed(get_now("/style.css"))) << control;
  }
}

TEST_F(PushRules, a_response_without_a_lifetime_goes_with_its_connection) {
  server.scripts.push_back({.on_head = both(promises(), both(pushes(response(200)), answers()))});
  server.scripts.push_back({.on_head = answers("again")});
  get_page();
  run_until([&] { return !arrived.empty(); });
  peer().close();
  run_until([&] { return peer().closed(); });
  run_for(20ms);
  EXPECT_FALSE(is_pushed(get_now("/style.css")));
}

// RFC 9111 4.4.
TEST_F(PushRules, a_request_that_changes_something_makes_the_response_outdated) {
  const auto fresh = response(200).with("cache-control", "max-age=60");
  const Reaction page = both(promises(), both(pushes(fresh), answers()));
  server.scripts.push_back({.on_head = in_turn({page, answers_with(409), answers_with(204), answers()})});
  get_page();
  run_until([&] { return !arrived.empty(); });
  EXPECT_TRUE(result_of(add(request_to("/style.css", http::Method::put))).has_value());
  EXPECT_TRUE(is_pushed(get_now("/style.css")));
  EXPECT_TRUE(result_of(add(request_to("/style.css", http::Method::put))).has_value());
  EXPECT_FALSE(is_pushed(get_now("/style.css")));
}

TEST_F(PushRules, a_response_is_not_kept_when_its_url_has_changed_meanwhile) {
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers_with(200), answers()})});
  get_page();
  EXPECT_TRUE(result_of(add(request_to("/style.css", http::Method::delete_))).has_value());
  Transfer& sent = add(request_to("/style.css"));
  push_now(response(200).with("cache-control", "max-age=60"));
  EXPECT_FALSE(is_pushed(result_of(sent)));
  run_until([&] { return !arrived.empty(); });
  EXPECT_FALSE(is_pushed(get_now("/style.css")));
}

// --- a promise that is for others ------------------------------------------------------------------------------------

TEST_F(PushRules, a_request_whose_fields_vary_is_sent) {
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers("own")})});
  get_page();
  Request german = request_to("/style.css");
  german.fields.add("accept-language", "de");
  Transfer& joined = add(std::move(german));
  run_for(20ms);
  EXPECT_EQ(server.requests(), 1u);
  push_now(response(200).with("vary", "accept-language").with("cache-control", "max-age=60"));
  const auto result = result_of(joined);
  EXPECT_FALSE(is_pushed(result));
  EXPECT_EQ(body_of(result), "own");
  // It is there for those whose fields do not.
  EXPECT_TRUE(is_pushed(get_now("/style.css")));
}

TEST_F(PushRules, a_request_with_other_credentials_is_sent) {
  const auto fresh = response(200).with("cache-control", "max-age=60");
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers()})});
  get_page();
  Request of_ada = request_to("/style.css");
  of_ada.fields.add("authorization", "Basic eA==");
  EXPECT_FALSE(is_pushed(result_of(add(std::move(of_ada)))));
  push_now(fresh);
  run_until([&] { return !arrived.empty(); });
  Request of_somebody = request_to("/style.css");
  of_somebody.cookies = CookieJar();
  EXPECT_FALSE(is_pushed(result_of(add(std::move(of_somebody)))));
  EXPECT_TRUE(is_pushed(get_now("/style.css")));
}

TEST_F(PushRules, a_promise_is_declined_with_cancel) {
  decision = PushDecision::decline;
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers()})});
  get_page();
  expect_reset(2, ErrorCode::cancel);
  EXPECT_THAT(offered, ElementsAre("/style.css"));
  EXPECT_FALSE(is_pushed(get_now("/style.css")));
}

TEST_F(PushRules, a_promise_of_what_is_there_or_comes_already_is_declined) {
  const auto fresh = response(200).with("cache-control", "max-age=60");
  server.scripts.push_back({.on_head = in_turn({both(promises(), both(promises("/style.css", 4), answers())),
                                                both(promises("/style.css", 6), answers())})});
  get_page();
  expect_reset(4, ErrorCode::cancel);
  push_now(fresh);
  run_until([&] { return !arrived.empty(); });
  get_page();
  run_until([&] { return peer().resets().size() == 2; });
  EXPECT_THAT(peer().resets(), Contains(reset(6, ErrorCode::cancel)));
  EXPECT_THAT(offered, ElementsAre("/style.css"));
}

// --- a promise that is not kept --------------------------------------------------------------------------------------

TEST_F(PushRules, a_request_is_sent_when_its_promise_is_taken_back) {
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers("own")})});
  get_page();
  Transfer& joined = add(request_to("/style.css"));
  run_for(20ms);
  peer().frames.headers(2, response(200)).data(2, "p").rst_stream(2, ErrorCode::internal_error);
  peer().send();
  const auto result = result_of(joined);
  EXPECT_FALSE(is_pushed(result));
  EXPECT_EQ(body_of(result), "own");
  EXPECT_THAT(arrived, IsEmpty());
  EXPECT_THAT(lost, ElementsAre("/style.css"));
}

// RFC 9110 15.5.20: the server "is unable or unwilling to produce an authoritative response for the target URI".
TEST_F(PushRules, a_request_is_sent_when_its_promise_was_misdirected) {
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers("own")})});
  get_page();
  Transfer& joined = add(request_to("/style.css"));
  push_now(response(421).with("cache-control", "max-age=60"));
  EXPECT_EQ(body_of(result_of(joined)), "own");
}

TEST_F(PushRules, a_request_is_sent_when_the_connection_of_its_promise_is_lost) {
  server.scripts.push_back({.on_head = both(promises(), answers())});
  server.scripts.push_back({.on_head = answers("again")});
  get_page();
  Transfer& joined = add(request_to("/style.css"));
  run_for(20ms);
  peer().close();
  EXPECT_EQ(body_of(result_of(joined)), "again");
}

// RFC 9113 8.4.2: "if the server takes too long to begin sending the promised response".
TEST_F(PushRules, a_promise_without_its_response_is_cancelled_in_time) {
  options.head_limit = 100ms;
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers("own")})});
  get_page();
  EXPECT_EQ(body_of(get_now("/style.css")), "own");
  expect_reset(2, ErrorCode::cancel);
}

TEST_F(PushRules, a_response_without_its_end_is_cancelled_in_time) {
  options.body_limit = 100ms;
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers("own")})});
  get_page();
  Transfer& joined = add(request_to("/style.css"));
  peer().frames.headers(2, response(200)).data(2, "p");
  peer().send();
  EXPECT_EQ(body_of(result_of(joined)), "own");
  expect_reset(2, ErrorCode::cancel);
}

TEST_F(PushRules, a_request_that_is_given_up_leaves_the_promise_to_others) {
  server.scripts.push_back({.on_head = both(promises(), answers())});
  get_page();
  add(request_to("/style.css")).cancel();
  Transfer& other = add(request_to("/style.css"));
  push_now(response(200));
  EXPECT_TRUE(is_pushed(result_of(other)));
  EXPECT_EQ(server.requests(), 1u);
}

// --- a promise that is wrong -----------------------------------------------------------------------------------------

// RFC 9113 8.4: "A client MUST treat a PUSH_PROMISE for which the server is not authoritative as a stream error
// (Section 5.4.2) of type PROTOCOL_ERROR."
TEST_F(PushRules, a_promise_for_another_origin_is_refused) {
  const auto right = request_for("/style.css");
  for (const auto& wrong : {right.replacing(":authority", "example.org"), right.replacing(":authority", "127.0.0.1:1"),
                            right.replacing(":scheme", "https"), right.replacing(":authority", "localhost")}) {
    server.peers.clear();
    pool.reset();
    server.scripts = {{.on_head = both(sends([&](testkit::Frames& frames, StreamId stream) {
                                         frames.push_promise(stream, 2, wrong);
                                       }),
                                       answers())}};
    get_page();
    expect_reset(2, ErrorCode::protocol_error);
    EXPECT_FALSE(peer().goaway());
  }
  EXPECT_THAT(offered, IsEmpty());
}

TEST_F(PushRules, a_promise_of_a_request_with_content_or_of_an_unsafe_one_is_refused) {
  const auto right = request_for("/style.css");
  for (const auto& wrong : {right.with("content-length", "3"), right.replacing(":method", "POST")}) {
    server.peers.clear();
    pool.reset();
    server.scripts = {{.on_head = both(sends([&](testkit::Frames& frames, StreamId stream) {
                                         frames.push_promise(stream, 2, wrong);
                                       }),
                                       answers())}};
    get_page();
    expect_reset(2, ErrorCode::protocol_error);
  }
  EXPECT_THAT(offered, IsEmpty());
}

// RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE on a stream that is neither "open" nor
// "half-closed (local)" as a connection error".
TEST_F(PushRules, a_promise_behind_the_end_of_its_request_ends_the_connection) {
  server.scripts.push_back({.on_head = both(answers(), promises())});
  get_page();
  run_until([&] { return peer().goaway(); });
  EXPECT_THAT(offered, IsEmpty());
}

TEST_F(PushRules, a_promise_on_a_request_that_was_given_up_is_reset) {
  server.scripts.push_back({.on_head = is_silent(), .on_reset = promises()});
  Transfer& page = add(request_to("/"));
  run_until([&] { return server.requests() == 1; });
  page.cancel();
  run_until([&] { return server.peers.front()->resets().size() == 2; });
  EXPECT_THAT(peer().resets(), Contains(reset(2, ErrorCode::cancel)));
  EXPECT_THAT(offered, IsEmpty());
}

// --- limits ----------------------------------------------------------------------------------------------------------

TEST_F(PushRules, more_promises_than_anybody_needs_are_refused) {
  options.push_limits.streams = 4;
  server.scripts.push_back({.on_head = both(
                                [this](Peer& peer, StreamId stream) {
                                  for (StreamId id = 2; id <= 400; id += 2) {
                                    peer.frames.push_promise(stream, id, request_for(fmt::format("/{}", id)));
                                  }
                                },
                                answers())});
  get_page();
  run_until([&] { return peer().resets().size() == 100; });
  EXPECT_THAT(peer().resets(), Contains(reset(400, ErrorCode::refused_stream)));
  EXPECT_EQ(offered.size(), 100u);
}

TEST_F(PushRules, more_responses_at_a_time_than_are_allowed_are_refused) {
  options.push_limits.streams = 1;
  server.scripts.push_back({.on_head = both(promises("/a", 2), both(promises("/b", 4), answers()))});
  get_page();
  peer().frames.headers(2, response(200)).headers(4, response(200));
  peer().send();
  expect_reset(4, ErrorCode::refused_stream);
}

TEST_F(PushRules, a_response_larger_than_a_quarter_of_the_memory_is_cancelled) {
  options.push_limits.octets = 400'000;
  const auto told = response(200).with("content-length", "100001");
  for (const auto& head : {told, response(200)}) {
    server.peers.clear();
    pool.reset();
    server.scripts = {{.on_head = in_turn({both(promises(), answers()), answers("own")})}};
    get_page();
    Transfer& joined = add(request_to("/style.css"));
    peer().frames.headers(2, head);
    for (int i = 0; i < 4; ++i) peer().frames.data(2, std::string(16'000, 'x'));
    peer().send();
    run_for(20ms);
    if (peer().resets().empty()) {
      for (int i = 0; i < 4; ++i) peer().frames.data(2, std::string(16'000, 'x'));
      peer().send();
    }
    EXPECT_EQ(body_of(result_of(joined)), "own");
    expect_reset(2, ErrorCode::cancel);
  }
}

TEST_F(PushRules, memory_for_pushes_has_an_end) {
  options.push_limits.octets = 200'000;
  const auto fresh = response(200).with("cache-control", "max-age=60");
  std::vector<Reaction> pages;
  for (StreamId id = 2; id <= 20; id += 2) {
    pages.push_back(
        both(promises(fmt::format("/{}", id), id), both(pushes(fresh, std::string(40'000, 'x'), id), answers())));
  }
  pages.push_back(answers());
  server.scripts.push_back({.on_head = in_turn(pages)});
  for (int i = 0; i < 10; ++i) {
    get_page();
    run_until([&] { return arrived.size() == static_cast<std::size_t>(i) + 1; });
  }
  // The last ones are there, and the first ones are not.
  EXPECT_TRUE(is_pushed(get_now("/20")));
  EXPECT_TRUE(is_pushed(get_now("/16")));
  EXPECT_FALSE(is_pushed(get_now("/2")));
  EXPECT_FALSE(is_pushed(get_now("/8")));
}

TEST_F(PushRules, nothing_of_a_body_comes_before_it_is_wanted_where_the_window_is_0) {
  options.push_limits.window = 0;
  server.scripts.push_back({.on_head = in_turn({both(promises(), answers()), answers()})});
  get_page();
  // The credit of the first page has come behind it.
  get_page();
  const std::size_t before = peer().window_update_octets();
  Transfer& joined = add(request_to("/style.css"));
  run_until([&] { return peer().window_update_octets() > before; });
  EXPECT_EQ(peer().window_update_octets(), before + 64 * 1024);
  push_now(response(200));
  EXPECT_TRUE(is_pushed(result_of(joined)));
}

TEST_F(PushRules, limits_may_change_at_any_time) {
  server.scripts.push_back(
      {.on_head = in_turn({both(promises(), answers()), both(promises("/late.css", 4), answers())})});
  get_page();
  EXPECT_THAT(offered, ElementsAre("/style.css"));
  pool->limit_pushes({.streams = 0});
  // It has not been acknowledged.
  get_page();
  expect_reset(4, ErrorCode::refused_stream);
  EXPECT_THAT(offered, ElementsAre("/style.css"));
}

TEST_F(PushRules, a_client_that_closes_gives_its_promises_up) {
  server.scripts.push_back({.on_head = both(promises(), answers())});
  get_page();
  bool closed = false;
  pool->close([&] { closed = true; });
  expect_reset(2, ErrorCode::cancel);
  run_until([&] { return closed; });
}

}  // namespace push_test
}  // namespace weft::client
