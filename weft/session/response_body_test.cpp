#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include <weft/session/response_body.hpp>

namespace weft::session {
namespace {

using State = http::Pulled::State;

std::string pull(ResponseBody& body, std::size_t room) {
  std::array<std::uint8_t, 64> octets{};
  const http::Pulled pulled = body.pull(MutableOctets(octets).first(room));
  return std::string(as_text(Octets(octets).first(pulled.size)));
}

TEST(ResponseBody, gives_memory_in_pieces_and_says_which_was_the_last) {
  const auto owner = std::make_shared<const std::string>("hello weft");
  ResponseBody body;
  body.send(as_octets(*owner), owner);
  EXPECT_EQ(pull(body, 6), "hello ");
  EXPECT_EQ(body.state(), State::more);
  EXPECT_EQ(pull(body, 6), "weft");
  EXPECT_EQ(body.state(), State::end);
}

TEST(ResponseBody, keeps_the_owner_of_memory_until_it_is_cleared) {
  auto owner = std::make_shared<const std::string>("hello");
  const std::weak_ptr<const std::string> watch = owner;
  ResponseBody body;
  body.send(as_octets(*owner), owner);
  owner.reset();
  EXPECT_EQ(pull(body, 64), "hello");
  EXPECT_FALSE(watch.expired());
  body.clear();
  EXPECT_TRUE(watch.expired());
  EXPECT_TRUE(body.empty());
  EXPECT_EQ(body.state(), State::more);
}

// A short string lives inside its object: the octets must be those of the copy that is kept.
TEST(ResponseBody, gives_a_string_that_was_handed_over) {
  for (const std::string& text : {std::string("short"), std::string(50, 'x')}) {
    ResponseBody body;
    body.send(std::string(text));
    EXPECT_EQ(pull(body, 64), text);
  }
}

class TwoParts : public Body {
 public:
  http::Pulled pull(MutableOctets room) override {
    room[0] = 'a';
    return pulls++ == 0 ? http::Pulled{0, State::blocked} : http::Pulled{1, State::end_with_trailers};
  }
  const http::Fields& trailers() const override { return fields; }

  int pulls = 0;
  http::Fields fields;
};

TEST(ResponseBody, passes_on_what_a_body_says) {
  auto parts = std::make_unique<TwoParts>();
  parts->fields.add("x-sum", "1");
  ResponseBody body;
  body.send(std::move(parts));
  EXPECT_EQ(pull(body, 64), "");
  EXPECT_EQ(body.state(), State::blocked);
  EXPECT_EQ(pull(body, 64), "a");
  EXPECT_EQ(body.state(), State::end_with_trailers);
  EXPECT_EQ(body.trailers().find("x-sum"), "1");
}

}  // namespace
}  // namespace weft::session
