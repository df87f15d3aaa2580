// Server push (RFC 9113 8.4) where the server does it right, or changes its mind.
#include <weft/client/rules/push_rules_test.hpp>

#include <utility>

namespace weft::client {
namespace push_test {

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
    EXPECT_EQ(result->message, 2u);
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

}  // namespace push_test
}  // namespace weft::client
