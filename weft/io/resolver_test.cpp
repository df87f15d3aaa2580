#include <weft/io/resolver.hpp>

#include <gtest/gtest.h>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;
using test::turn_often;

class Resolving final : private ResolverUser {
 public:
  Resolving(Loop& loop, const std::string& host, std::uint16_t port) : resolver_(loop, *this) {
    resolver_.resolve(host, port);
  }

  std::vector<std::string> found;
  std::error_code error;
  int answers = 0;

 private:
  void on_resolved(std::vector<SocketAddress> addresses) override {
    for (const SocketAddress& each : addresses) found.push_back(to_string(to_address(each)));
    ++answers;
  }
  void on_not_resolved(std::error_code why) override {
    error = why;
    ++answers;
  }

  Resolver resolver_;
};

TEST(Resolver, reads_addresses) {
  Loop loop;
  const Resolving four(loop, "192.0.2.1", 80);
  const Resolving six(loop, "2001:db8::1", 443);
  EXPECT_EQ(four.answers, 0) << "the answer comes later";
  run_until(loop, [&] { return four.answers == 1 && six.answers == 1; });
  EXPECT_EQ(four.found, std::vector<std::string>{"192.0.2.1:80"});
  EXPECT_EQ(six.found, std::vector<std::string>{"[2001:db8::1]:443"});
}

TEST(Resolver, finds_both_loopback_addresses_of_localhost) {
  Loop loop;
  const Resolving resolving(loop, "localhost", 80);
  run_until(loop, [&] { return resolving.answers == 1; });
  for (const std::string expected : {"127.0.0.1:80", "[::1]:80"}) {
    EXPECT_EQ(std::count(resolving.found.begin(), resolving.found.end(), expected), 1) << expected;
  }
}

TEST(Resolver, answers_each_of_those_who_ask_for_a_name_with_their_own_port) {
  Loop loop;
  std::vector<std::unique_ptr<Resolving>> all;
  for (std::uint16_t port = 1; port <= 20; ++port) all.push_back(std::make_unique<Resolving>(loop, "localhost", port));
  run_until(loop,
            [&] { return std::all_of(all.begin(), all.end(), [](const auto& each) { return each->answers == 1; }); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(all[i]->found.at(0).ends_with(":" + std::to_string(i + 1))) << all[i]->found[0];
  }
}

TEST(Resolver, serves_several_loops) {
  Loop one;
  Loop other;
  const Resolving first(one, "localhost", 1);
  const Resolving second(other, "localhost", 2);
  run_until(one, [&] { return first.answers == 1; });
  run_until(other, [&] { return second.answers == 1; });
}

// The loop may go while the name is still being looked up.
TEST(Resolver, destroyed_gives_up_in_silence) {
  for (int i = 0; i < 50; ++i) {
    Loop loop;
    const Resolving name(loop, "localhost", 80);
    const Resolving address(loop, "192.0.2.1", 80);
  }
  Loop loop;
  auto resolving = std::make_unique<Resolving>(loop, "localhost", 80);
  resolving.reset();
  turn_often(loop);
}

}  // namespace
}  // namespace weft::io
