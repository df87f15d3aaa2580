// Server push (RFC 9113 8.4) where the server does it wrong, or too much.
#include <weft/client/rules/push_rules_test.hpp>

#include <utility>

namespace weft::client {
namespace push_test {

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

// --- a promise that is wrong -----------------------------------------------------------------------------------------

// RFC 9113 8.4: "A client MUST treat a PUSH_PROMISE for which the server is not authoritative as a stream error
// (Section 5.4.2) of type PROTOCOL_ERROR."
TEST_F(PushRules, a_promise_for_another_origin_is_refused) {
  const auto right = request_for("/style.css");
  for (const auto& wrong : {right.replacing(":authority", "example.org"), right.replacing(":authority", "127.0.0.1:1"),
                            right.replacing(":scheme", "https"), right.replacing(":authority", "localhost")}) {
    expect_refused(wrong);
    EXPECT_FALSE(peer().goaway());
  }
  EXPECT_THAT(offered, IsEmpty());
}

TEST_F(PushRules, a_promise_of_a_request_with_content_or_of_an_unsafe_one_is_refused) {
  const auto right = request_for("/style.css");
  for (const auto& wrong : {right.with("content-length", "3"), right.replacing(":method", "POST")}) {
    expect_refused(wrong);
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
    for (int i = 0; i < 8 && peer().resets().empty(); ++i) {
      peer().frames.data(2, std::string(16'000, 'x'));
      peer().send();
      run_for(5ms);
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
