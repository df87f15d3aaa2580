// A priority that changes acts on the very next frame.
#include <tests/conformance/priority/priority.hpp>

namespace weft::priority {
namespace {

TEST(Reprioritization, by_priority_acts_on_the_next_frame) {
  Frames sent = client();
  sent.headers(1, get, end_stream, {0, 16, true}).headers(3, get, end_stream, {1, 16, true});
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3});
    EXPECT_EQ(server.frames(3), (Ids{1, 1, 1}));
    server.receives(frames().priority(3, {0, 16, true}));
    EXPECT_EQ(server.frames(3), (Ids{3, 3, 3}));
    server.receives(frames().priority(1, {0, 256, false}).priority(3, {0, 1, false}));
    EXPECT_GT(server.shares()[1], 0.9);
    EXPECT_GE(server.endpoint.connection().counters().switches, 2u);
    EXPECT_EQ(server.endpoint.connection().counters().switch_octets_most, 0u);
  });
}

TEST(Reprioritization, by_priority_update_acts_on_the_next_frame) {
  Frames sent = client();
  sent.headers(1, get_with("u=3"), end_stream).headers(3, get_with("u=5"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3});
    EXPECT_EQ(server.frames(3), (Ids{1, 1, 1}));
    server.receives(frames().priority_update(3, "u=0"));
    EXPECT_EQ(server.frames(3), (Ids{3, 3, 3}));
    EXPECT_EQ(server.endpoint.connection().counters().switches, 1u);
    EXPECT_EQ(server.endpoint.connection().counters().switch_octets_most, 0u);
  });
}

TEST(Reprioritization, by_the_application_acts_on_the_next_frame) {
  Frames sent = client();
  sent.headers(1, get, end_stream).headers(3, get, end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3});
    EXPECT_EQ(server.frames(2), (Ids{1, 1}));
    ASSERT_TRUE(server.endpoint.connection().prioritize(3, h2::Priority{1, false}));
    EXPECT_EQ(server.frames(2), (Ids{3, 3}));
    EXPECT_EQ(server.endpoint.connection().counters().switch_octets_last, 0u);
  });
}

TEST(Reprioritization, does_not_wait_for_what_goes_before_for_another_reason) {
  Frames sent = client();
  sent.headers(1, get_with("u=3"), end_stream)
      .headers(3, get_with("u=5"), end_stream)
      .headers(5, get_with("u=0"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3});
    EXPECT_EQ(server.frames(1), (Ids{1}));
    server.receives(frames().priority_update(3, "u=1"));
    server.answers(5, 20'000);
    EXPECT_EQ(server.frames(3), (Ids{5, 5, 3}));
    EXPECT_EQ(server.endpoint.connection().counters().switch_octets_last, 20'000u);
    server.receives(frames().priority_update(1, "u=0"));
    EXPECT_EQ(server.frames(1), (Ids{1}));
    EXPECT_EQ(server.endpoint.connection().counters().switch_octets_last, 0u);
    EXPECT_EQ(server.endpoint.connection().counters().switch_octets_most, 20'000u);
  });
}

// RFC 9218 2.1: "A server that receives SETTINGS_NO_RFC7540_PRIORITIES with a value of 1 MUST ignore HTTP/2 priority
// signals."
TEST(Reprioritization, by_a_client_that_has_said_it_would_not_is_ignored) {
  Frames sent = client();
  sent.settings({{SettingId::no_rfc7540_priorities, 0}})
      .headers(1, get, end_stream)
      .headers(3, get, end_stream, {0, 256, true})
      .priority(3, {0, 16, true});
  Frames silent;
  silent.preface().settings({{SettingId::no_rfc7540_priorities, 1}, {SettingId::initial_window_size, 1'000'000}});
  silent.headers(1, get, end_stream).headers(3, get, end_stream, {0, 256, true}).priority(3, {0, 16, true});
  for_each_segmentation(silent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3});
    EXPECT_EQ(server.frames(2), (Ids{1, 1}));
  });
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3});
    EXPECT_EQ(server.frames(2), (Ids{3, 3})) << "0 is the initial value and forbids nothing";
  });
}

TEST(Reprioritization, moves_to_urgencies_for_good_and_loses_nobody) {
  Frames sent = client();
  sent.headers(1, get, end_stream, {0, 1, false})
      .headers(3, get, end_stream, {1, 16, false})
      .headers(5, get, end_stream, {0, 256, false});
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({1, 3, 5}, 50'000);
    EXPECT_EQ(server.frames(1), (Ids{1}));
    EXPECT_EQ(server.frames(2), (Ids{5, 5}));
    server.receives(frames().priority_update(3, "u=1").priority(5, {0, 256, true}));
    EXPECT_EQ(server.order(), (Ids{3, 1, 5}));
    EXPECT_EQ(server.endpoint.open_messages(), 0u);
  });
}

}  // namespace
}  // namespace weft::priority
