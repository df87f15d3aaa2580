#include <weft/websocket/deflate_extension.hpp>

#include <initializer_list>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace deflate_extension_test {

http::Fields with(std::initializer_list<std::string_view> values) {
  http::Fields fields;
  for (const auto value : values) fields.add(http::FieldName::sec_websocket_extensions, value);
  return fields;
}

// The answer to an offer; "" where it is declined.
std::string answer(std::initializer_list<std::string_view> offers, const DeflateOptions& options) {
  const auto chosen = choose_deflate(with(offers), options);
  return chosen ? answer_of(*chosen) : "";
}

constexpr DeflateOptions keeping{.takeover = true};

TEST(DeflateOffer, is_answered_with_what_both_keep_to) {
  EXPECT_EQ(answer({"permessage-deflate"}, keeping), "permessage-deflate");
  EXPECT_EQ(answer({"permessage-deflate"}, {}),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  EXPECT_EQ(answer({"permessage-deflate; server_no_context_takeover"}, keeping),
            "permessage-deflate; server_no_context_takeover");
  EXPECT_EQ(answer({"permessage-deflate; client_no_context_takeover"}, keeping),
            "permessage-deflate; client_no_context_takeover");
}

TEST(DeflateOffer, may_name_windows) {
  EXPECT_EQ(answer({"permessage-deflate; server_max_window_bits=10"}, keeping),
            "permessage-deflate; server_max_window_bits=10");
  EXPECT_EQ(answer({"permessage-deflate; server_max_window_bits=\"12\""}, keeping),
            "permessage-deflate; server_max_window_bits=12");
  EXPECT_EQ(answer({"permessage-deflate; client_max_window_bits=11"}, keeping),
            "permessage-deflate; client_max_window_bits=11");
  EXPECT_EQ(answer({"permessage-deflate; client_max_window_bits"}, keeping), "permessage-deflate");
  const DeflateOptions narrow{.takeover = true, .window_bits = 12};
  EXPECT_EQ(answer({"permessage-deflate; client_max_window_bits"}, narrow),
            "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12");
  // RFC 7692 7.1.2.2: not where the client has not named it.
  EXPECT_EQ(answer({"permessage-deflate"}, narrow), "permessage-deflate; server_max_window_bits=12");
}

TEST(DeflateOffer, is_declined_where_it_cannot_be_kept) {
  for (const std::string_view offer :
       {"", "x-webkit-deflate-frame", "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=010", "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=x", "permessage-deflate; unknown",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10"}) {
    EXPECT_EQ(answer({offer}, keeping), "") << offer;
  }
  EXPECT_EQ(answer({"permessage-deflate"}, {.on = false}), "");
}

TEST(DeflateOffer, that_can_be_kept_first_is_taken) {
  EXPECT_EQ(
      answer({"permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=9"}, keeping),
      "permessage-deflate; server_max_window_bits=9");
  EXPECT_EQ(answer({"other", "permessage-deflate"}, keeping), "permessage-deflate");
}

TEST(DeflateAnswer, is_taken_where_it_keeps_to_the_offer) {
  EXPECT_EQ(offer_of(keeping), "permessage-deflate; client_max_window_bits");
  const auto plain = read_answer(with({"permessage-deflate"}), keeping);
  EXPECT_TRUE(plain.is_valid);
  EXPECT_EQ(plain.deflate, Deflate());
  const auto narrow = read_answer(with({"permessage-deflate; client_max_window_bits=10"}), keeping);
  EXPECT_EQ(narrow.deflate, (Deflate{.client_window_bits = 10}));
  const auto none = read_answer(with({}), keeping);
  EXPECT_TRUE(none.is_valid);
  EXPECT_FALSE(none.deflate);
}

TEST(DeflateAnswer, is_refused_where_nobody_has_offered_it) {
  EXPECT_FALSE(read_answer(with({"permessage-deflate"}), {.on = false}).is_valid);
  EXPECT_FALSE(read_answer(with({"other"}), keeping).is_valid);
  EXPECT_FALSE(read_answer(with({"permessage-deflate, permessage-deflate"}), keeping).is_valid);
  EXPECT_FALSE(read_answer(with({"permessage-deflate; client_max_window_bits"}), keeping).is_valid);
  EXPECT_FALSE(read_answer(with({"permessage-deflate; client_max_window_bits=8"}), keeping).is_valid);
  EXPECT_FALSE(read_answer(with({"permessage-deflate"}), {}).is_valid);
  EXPECT_FALSE(
      read_answer(with({"permessage-deflate; server_max_window_bits=15"}), {.takeover = true, .window_bits = 10})
          .is_valid);
}

}  // namespace deflate_extension_test
}  // namespace weft::websocket
