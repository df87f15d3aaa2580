// The examples that everybody uses to explain the tree of RFC 7540 5.3.
#include <tests/conformance/priority/priority.hpp>

namespace weft::priority {
namespace {

TEST(Classic, weights_12_and_4_share_3_to_1) {
  constexpr StreamId a = 1, b = 3;
  Frames sent = client();
  sent.headers(a, get, end_stream, {0, 12, false}).headers(b, get, end_stream, {0, 4, false});
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Server server(cut);
    server.answer({a, b});
    auto shares = server.shares();
    expect_ratio(shares[a], shares[b], 3);
  });
}

TEST(Classic, a_dependent_stream_waits) {
  constexpr StreamId d = 1, c = 3;
  Frames sent = client();
  sent.headers(d, get, end_stream).headers(c, get, end_stream, {d, 256, false});
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Server server(cut);
    server.answer({c, d}, mebibyte);
    EXPECT_EQ(server.order(), (Ids{d, c}));
  });
}

TEST(Classic, d_then_c_then_a_and_b_3_to_1) {
  constexpr StreamId d = 1, c = 3, a = 5, b = 7;
  Frames sent = client();
  sent.headers(d, get, end_stream, {0, 1, false})
      .headers(c, get, end_stream, {d, 8, false})
      .headers(a, get, end_stream, {c, 12, false})
      .headers(b, get, end_stream, {c, 4, false});
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Server server(cut);
    server.answer({a, b});
    server.answer({c, d}, mebibyte);
    EXPECT_THAT(server.frames(mebibyte / 16'384), testing::Each(d));
    EXPECT_THAT(server.frames(mebibyte / 16'384), testing::Each(c));
    auto shares = server.shares();
    EXPECT_EQ(shares.size(), 2u);
    expect_ratio(shares[a], shares[b], 3);
  });
}

TEST(Classic, d_then_e_and_c_equally_then_a_and_b_3_to_1) {
  constexpr StreamId d = 1, e = 3, c = 5, a = 7, b = 9;
  Frames sent = client();
  sent.headers(d, get, end_stream, {0, 1, false})
      .headers(e, get, end_stream, {d, 8, false})
      .headers(c, get, end_stream, {d, 8, false})
      .headers(a, get, end_stream, {c, 12, false})
      .headers(b, get, end_stream, {c, 4, false});
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Server server(cut);
    server.answer({a, b});
    server.answer({c, e, d}, mebibyte);
    EXPECT_THAT(server.frames(mebibyte / 16'384), testing::Each(d));
    auto shares = server.shares(2 * mebibyte);
    EXPECT_EQ(shares.size(), 2u);
    expect_ratio(shares[e], shares[c], 1);
    shares = server.shares();
    EXPECT_EQ(shares.size(), 2u);
    expect_ratio(shares[a], shares[b], 3);
  });
}

// RFC 7540 5.3.4: C is closed, and the streams that depended on C go on with its share.
TEST(Classic, the_share_of_a_closed_stream_stays_with_its_dependents) {
  constexpr StreamId e = 1, c = 3, a = 5, b = 7;
  Frames sent = client();
  sent.headers(e, get, end_stream, {0, 8, false})
      .headers(c, get, end_stream, {0, 8, false})
      .headers(a, get, end_stream, {c, 12, false})
      .headers(b, get, end_stream, {c, 4, false});
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Server server(cut);
    server.answers(c, 1000);
    server.answer({a, b, e});
    server.frames(4);
    auto shares = server.shares();
    expect_ratio(shares[e], 0.5, 1);
    expect_ratio(shares[a], shares[b], 3);
  });
}

// The size of the frames does not change how many octets a stream gets.
TEST(Classic, shares_hold_where_one_has_little_at_a_time) {
  constexpr StreamId a = 1, b = 3;
  Frames sent = client();
  sent.settings({{SettingId::initial_window_size, 500}});
  sent.headers(a, get, end_stream, {0, 12, false}).headers(b, get, end_stream, {0, 4, false});
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Server server(cut);
    server.receives(frames().window_update(b, mebibyte * 8));
    server.answer({a, b});
    std::map<StreamId, std::size_t> count;
    for (int i = 0; i < 4000; ++i) {
      for (const StreamId id : server.frames(1)) {
        ++count[id];
        if (id == a) server.receives(frames().window_update(a, 500));
      }
    }
    // B sends frames of 16,384 octets, A of 500.
    expect_ratio(static_cast<double>(count[a]) * 500, static_cast<double>(count[b]) * 16'384, 3);
  });
}

TEST(Classic, without_a_word_streams_go_out_in_their_order) {
  Frames sent = client();
  sent.headers(1, get, end_stream).headers(3, get, end_stream).headers(5, get, end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({5, 3, 1}, 100'000);
    EXPECT_EQ(server.order(), (Ids{1, 3, 5}));
  });
}

}  // namespace
}  // namespace weft::priority
