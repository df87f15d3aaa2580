#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include <weft/session/outgoing.hpp>

namespace weft::session {
namespace {

using State = http::Pulled::State;

std::string pull(Outgoing& outgoing, std::size_t room) {
  std::array<std::uint8_t, 64> octets{};
  const http::Pulled pulled = outgoing.pull(MutableOctets(octets).first(room));
  return std::string(as_text(Octets(octets).first(pulled.size)));
}

TEST(Outgoing, gives_memory_in_pieces_and_says_which_was_the_last) {
  const auto owner = std::make_shared<const std::string>("hello weft");
  Outgoing outgoing;
  outgoing.send(as_octets(*owner), owner);
  EXPECT_EQ(pull(outgoing, 6), "hello ");
  EXPECT_EQ(outgoing.state(), State::more);
  EXPECT_EQ(pull(outgoing, 6), "weft");
  EXPECT_EQ(outgoing.state(), State::end);
}

TEST(Outgoing, keeps_the_owner_of_memory_until_it_is_cleared) {
  auto owner = std::make_shared<const std::string>("hello");
  const std::weak_ptr<const std::string> watch = owner;
  Outgoing outgoing;
  outgoing.send(as_octets(*owner), owner);
  owner.reset();
  EXPECT_EQ(pull(outgoing, 64), "hello");
  EXPECT_FALSE(watch.expired());
  outgoing.clear();
  EXPECT_TRUE(watch.expired());
  EXPECT_TRUE(outgoing.empty());
  EXPECT_EQ(outgoing.state(), State::more);
}

// A short string lives inside its object: the octets must be those of the copy that is kept.
TEST(Outgoing, gives_a_string_that_was_handed_over) {
  for (const std::string& text : {std::string("short"), std::string(50, 'x')}) {
    Outgoing outgoing;
    outgoing.send(std::string(text));
    EXPECT_EQ(pull(outgoing, 64), text);
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

TEST(Outgoing, passes_on_what_a_body_says) {
  auto body = std::make_unique<TwoParts>();
  body->fields.add("x-sum", "1");
  Outgoing outgoing;
  outgoing.send(std::move(body));
  EXPECT_EQ(pull(outgoing, 64), "");
  EXPECT_EQ(outgoing.state(), State::blocked);
  EXPECT_EQ(pull(outgoing, 64), "a");
  EXPECT_EQ(outgoing.state(), State::end_with_trailers);
  EXPECT_EQ(outgoing.trailers().find("x-sum"), "1");
}

}  // namespace
}  // namespace weft::session
