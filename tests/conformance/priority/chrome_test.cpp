// Chrome: for years one chain of exclusive dependencies, today RFC 9218.
#include <tests/conformance/priority/priority.hpp>

namespace weft::priority {
namespace {

// Every request goes right behind the latest of at least its own importance: the weights only name that importance.
constexpr std::uint16_t highest = 256, high = 220, medium = 183, low = 147;
constexpr StreamId page = 1, style = 3, script = 5, image = 7, other_image = 9, font = 11;

Frames chain() {
  Frames sent = client();
  sent.headers(page, get, end_stream, {0, highest, true})
      .headers(style, get, end_stream, {page, highest, true})
      .headers(script, get, end_stream, {style, high, true})
      .headers(image, get, end_stream, {script, low, true})
      .headers(other_image, get, end_stream, {image, low, true})
      .headers(font, get, end_stream, {style, highest, true});
  return sent;
}

TEST(Chrome, of_the_chain_gets_one_response_after_the_other) {
  for_each_segmentation(chain().octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({other_image, image, font, script, style, page}, 100'000);
    EXPECT_EQ(server.order(), (Ids{page, style, font, script, image, other_image}));
  });
}

TEST(Chrome, of_the_chain_goes_on_where_one_has_nothing_to_send) {
  for_each_segmentation(chain().octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({image, other_image});
    EXPECT_EQ(server.frames(2), (Ids{image, image}));
    server.answers(script, 100'000);
    EXPECT_EQ(server.frames(2), (Ids{script, script}));
  });
}

// An image comes into view: it goes behind the script, and the streams behind its old place move up.
TEST(Chrome, of_the_chain_moves_an_image_that_comes_into_view) {
  Frames sent = chain();
  sent.priority(other_image, {script, medium, true});
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({other_image, image, font, script, style, page}, 100'000);
    EXPECT_EQ(server.order(), (Ids{page, style, font, script, other_image, image}));
  });
}

TEST(Chrome, of_the_chain_moves_an_image_in_mid_flight) {
  for_each_segmentation(chain().octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({other_image, image}, 100'000);
    EXPECT_EQ(server.frames(2), (Ids{image, image}));
    server.receives(frames().priority(other_image, {script, medium, true}));
    EXPECT_EQ(server.order(), (Ids{other_image, image}));
  });
}

// RFC 7540 5.3.4: the stream behind which the next request goes has closed while that was on its way.
TEST(Chrome, of_the_chain_finds_a_stream_that_has_just_closed) {
  Frames sent = client();
  sent.headers(page, get, end_stream, {0, highest, true}).headers(style, get, end_stream, {page, highest, true});
  sent.headers(script, get, end_stream, {style, low, true});
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answer({page, style}, 1000);
    EXPECT_EQ(server.order(), (Ids{page, style}));
    server.answers(script);
    server.receives(frames().headers(image, get, end_stream, {style, high, true}));
    EXPECT_EQ(server.frames(2), (Ids{script, script}));
    server.answers(image);
    EXPECT_EQ(server.frames(2), (Ids{image, image}));
  });
}

// Until Chrome has read our SETTINGS it uses both schemes; only RFC 9218 counts.
TEST(Chrome, of_today_is_served_by_urgency) {
  Frames sent = client();
  sent.headers(page, get_with("u=0, i"), end_stream, {0, highest, true})
      .headers(image, get_with("u=5, i"), end_stream, {0, 1, true})
      .headers(other_image, get_with("u=5, i"), end_stream)
      .headers(font, get_with("u=0"), end_stream)
      .headers(13, get, end_stream)
      .headers(15, get_with("u=1"), end_stream);
  for_each_segmentation(sent.octets(), [](const Segmentation& cut) {
    Server server(cut);
    server.answers(page, 16'384);
    EXPECT_EQ(server.order(), (Ids{page}));
    server.answer({image, other_image, font, 13, 15}, 100'000);
    EXPECT_EQ(server.frames(21),
              (Ids{font, font, font, font, font, font, font, 15, 15, 15, 15, 15, 15, 15, 13, 13, 13, 13, 13, 13, 13}));
    EXPECT_EQ(server.frames(4), (Ids{image, other_image, image, other_image}));
    server.receives(frames().priority_update(other_image, "u=2, i"));
    EXPECT_EQ(server.order(), (Ids{other_image, image}));
  });
}

}  // namespace
}  // namespace weft::priority
