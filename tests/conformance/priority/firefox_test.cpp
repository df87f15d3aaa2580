// Firefox: before 2020 a tree with groups that are idle streams, today RFC 9218.
#include <tests/conformance/priority/priority.hpp>

namespace weft::priority {
namespace firefox {

constexpr StreamId leaders = 3, others = 5, speculative = 9, followers = 11;

// PRIORITY frames as they stood on the wire, right behind SETTINGS.
Frames firefox_of_2019() {
  Frames sent = client();
  sent.raw(hex("000005 02 00 00000003 00000000 c8"));  // leaders: 201
  sent.raw(hex("000005 02 00 00000005 00000000 64"));  // unblocked and others: 101
  sent.raw(hex("000005 02 00 00000007 00000000 00"));  // background: 1
  sent.raw(hex("000005 02 00 00000009 00000007 00"));  // speculative: 1, below background
  sent.raw(hex("000005 02 00 0000000b 00000003 00"));  // followers: 1, below leaders
  return sent;
}

constexpr StreamId style = 13, script = 15, image = 17, deferred = 19, prefetch = 21;

Frames page_of_2019() {
  Frames sent = firefox_of_2019();
  sent.headers(style, get, end_stream, {leaders, 32, false})
      .headers(script, get, end_stream, {leaders, 32, false})
      .headers(image, get, end_stream, {followers, 22, false})
      .headers(deferred, get, end_stream, {others, 32, false})
      .headers(prefetch, get, end_stream, {speculative, 12, false});
  return sent;
}

TEST(Firefox, of_2019_shares_between_its_groups) {
  for_each_segmentation(page_of_2019().octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({style, script, image, deferred, prefetch});
    auto shares = server.shares(64 * mebibyte);
    const double of_leaders = 201.0 / 303;
    expect_ratio(shares[style], of_leaders * 32 / 65, 1);
    expect_ratio(shares[script], of_leaders * 32 / 65, 1);
    expect_ratio(shares[image], of_leaders * 1 / 65, 1);
    expect_ratio(shares[deferred], 101.0 / 303, 1);
    expect_ratio(shares[prefetch], 1.0 / 303, 1);
  });
}

TEST(Firefox, of_2019_gives_the_share_of_its_leaders_to_the_followers_at_last) {
  for_each_segmentation(page_of_2019().octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({style, script}, mebibyte);
    server.answer({image, deferred});
    while (server.endpoint.open_messages() > 3) server.frames(1);
    auto shares = server.shares(4 * mebibyte);
    expect_ratio(shares[image], shares[deferred], 201.0 / 101);
  });
}

TEST(Firefox, of_2019_moves_an_image_that_comes_into_view) {
  Frames sent = page_of_2019();
  for_each_segmentation(sent.priority(image, {leaders, 32, false}).octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({style, script, image});
    for (const auto& [stream, share] : server.shares(4 * mebibyte)) expect_ratio(share, 1.0 / 3, 1);
  });
}

// A long visit: the groups are idle for ever, and are not forgotten while requests begin and end.
TEST(Firefox, of_2019_finds_its_groups_after_a_thousand_requests) {
  Frames sent = firefox_of_2019();
  Server server(whole(sent.octets()));
  std::size_t read = sent.octets().size();
  StreamId next = 13;
  for (int i = 0; i < 1000; ++i, next += 2) {
    sent.headers(next, get, end_stream, {followers, 22, false});
    server.endpoint.receive(sent.octets().subspan(read));
    read = sent.octets().size();
    server.answers(next, 100);
    server.frames(1);
  }
  sent.headers(next, get, end_stream, {leaders, 32, false}).headers(next + 2, get, end_stream, {others, 32, false});
  server.endpoint.receive(sent.octets().subspan(read));
  server.answer({next, next + 2});
  auto shares = server.shares(4 * mebibyte);
  expect_ratio(shares[next], shares[next + 2], 201.0 / 101);
  EXPECT_EQ(server.endpoint.connection().counters().glitches, 0u);
}

TEST(Firefox, of_today_is_served_by_urgency) {
  Frames sent = client();
  sent.headers(3, get_with("u=0, i"), end_stream)   // the page
      .headers(5, get_with("u=2"), end_stream)      // style
      .headers(7, get_with("u=2"), end_stream)      // script
      .headers(9, get_with("u=5, i"), end_stream)   // images
      .headers(11, get_with("u=5, i"), end_stream)  //
      .headers(13, get_with("u=6"), end_stream);    // an icon
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({13, 11, 9, 7, 5, 3}, 32'768);
    EXPECT_EQ(server.frames(12), (Ids{3, 3, 5, 5, 7, 7, 11, 9, 11, 9, 13, 13}));
  });
}

}  // namespace firefox
}  // namespace weft::priority
