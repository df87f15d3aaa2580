// RFC 9218 10: Server Scheduling.
#include <tests/conformance/priority/priority.hpp>

namespace weft::priority {
namespace {

// "It is RECOMMENDED that, when possible, servers respect the urgency parameter (Section 4.1), sending higher-urgency
// responses before lower-urgency responses."
TEST(Rfc9218_10, serves_by_urgency) {
  Frames sent = client();
  sent.headers(1, get_with("u=7"), end_stream)
      .headers(3, get, end_stream)
      .headers(5, get_with("u=0"), end_stream)
      .headers(7, get_with("u=5, i"), end_stream)
      .headers(9, get_with("u=2"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3, 5, 7, 9}, 100'000);
    EXPECT_EQ(server.order(), (Ids{5, 9, 3, 7, 1}));
  });
}

// "Incremental responses of the same urgency SHOULD be served by sharing bandwidth among them."
TEST(Rfc9218_10, shares_among_incremental_responses) {
  Frames sent = client();
  for (StreamId id = 1; id <= 7; id += 2) sent.headers(id, get_with("u=3, i"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({7, 5, 3, 1});
    for (const auto& [stream, share] : server.shares()) expect_ratio(share, 0.25, 1);
  });
}

// "Non-incremental responses of the same urgency SHOULD be served by prioritizing bandwidth allocation in ascending
// order of the stream ID, which corresponds to the order in which clients make requests."
TEST(Rfc9218_10, serves_others_in_the_order_of_their_ids) {
  Frames sent = client();
  for (StreamId id = 1; id <= 7; id += 2) sent.headers(id, get_with("u=4"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({7, 3, 1, 5}, 100'000);
    EXPECT_EQ(server.order(), (Ids{1, 3, 5, 7}));
  });
}

// "It is RECOMMENDED that servers avoid such starvation where possible."
TEST(Rfc9218_10, lets_neither_kind_starve_the_other) {
  Frames sent = client();
  sent.headers(1, get_with("u=3"), end_stream)
      .headers(3, get_with("u=3, i"), end_stream)
      .headers(5, get_with("u=3, i"), end_stream)
      .headers(7, get_with("u=3"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3, 5, 7});
    EXPECT_EQ(server.frames(8), (Ids{1, 3, 1, 5, 1, 3, 1, 5}));
  });
}

// RFC 9218 7: "Servers SHOULD buffer the most recently received PRIORITY_UPDATE frame and apply it once the referenced
// stream is opened."
TEST(Rfc9218_10, takes_a_priority_update_that_comes_early) {
  Frames sent = client();
  sent.priority_update(3, "u=6")
      .priority_update(3, "u=1")
      .headers(1, get, end_stream)
      .headers(3, get_with("u=7"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3}, 50'000);
    EXPECT_EQ(server.order(), (Ids{3, 1}));
  });
}

// RFC 9218 8
TEST(Rfc9218_10, lets_the_response_speak_over_the_request) {
  Frames sent = client();
  sent.headers(1, get_with("u=1"), end_stream).headers(3, get_with("u=5, i"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answers(1, 50'000);
    LongBody body(50'000);
    http::ResponseHead head;
    head.fields.add("priority", "u=0");
    ASSERT_TRUE(server.endpoint.connection().respond(3, head, &body, server.clock.now()));
    EXPECT_EQ(server.order(), (Ids{3, 1}));
  });
}

}  // namespace
}  // namespace weft::priority
