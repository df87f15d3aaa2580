#include <weft/client/push/push_store.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

namespace weft::client {
namespace push_store_test {

using namespace std::chrono_literals;

class PushStoreTest : public testing::Test {
 protected:
  std::shared_ptr<Pushed> pushed(std::string_view path, std::optional<std::chrono::seconds> lifetime = 60s,
                                 std::uint64_t connection = 1, std::size_t size = 1000) const {
    auto pushed = std::make_shared<Pushed>();
    pushed->url = http::parse_url("https://example.org" + std::string(path)).value();
    pushed->response.body.assign(size, 'x');
    pushed->response.connection = std::make_shared<ConnectionFacts>(ConnectionFacts{.id = connection, .peer = "peer"});
    pushed->caching = {.may_be_stored = true, .may_be_reused = true, .lifetime = lifetime};
    pushed->received = now;
    return pushed;
  }
  static std::string key(std::string_view path) {
    return key_of(http::Method::get, http::parse_url("https://example.org" + std::string(path)).value());
  }
  bool has(std::string_view path) { return store.find(key(path), now) != nullptr; }

  PushStore store;
  Time now{1h};
};

TEST_F(PushStoreTest, finds_what_was_pushed_as_long_as_it_is_fresh) {
  store.add(pushed("/a"));
  EXPECT_TRUE(has("/a"));
  EXPECT_FALSE(has("/b"));
  now += 59s;
  store.use(key("/a"));
  EXPECT_TRUE(has("/a"));
  now += 1s;
  EXPECT_FALSE(has("/a"));
  EXPECT_TRUE(store.empty());
  EXPECT_EQ(store.octets(), 0u);
}

TEST_F(PushStoreTest, gives_once_what_has_no_lifetime) {
  store.add(pushed("/a", std::nullopt));
  EXPECT_TRUE(has("/a"));
  store.use(key("/a"));
  EXPECT_FALSE(has("/a"));
}

TEST_F(PushStoreTest, keeps_what_has_no_lifetime_for_five_minutes) {
  store.add(pushed("/a", std::nullopt));
  now += 299s;
  EXPECT_TRUE(has("/a"));
  now += 1s;
  EXPECT_FALSE(has("/a"));
}

TEST_F(PushStoreTest, keeps_what_has_no_lifetime_as_long_as_its_connection) {
  store.add(pushed("/a", std::nullopt, 1));
  store.add(pushed("/b", std::nullopt, 2));
  store.add(pushed("/c", 60s, 1));
  store.connection_gone(1);
  EXPECT_FALSE(has("/a"));
  EXPECT_TRUE(has("/b"));
  EXPECT_TRUE(has("/c"));
}

TEST_F(PushStoreTest, keeps_the_last_of_those_with_one_url) {
  store.add(pushed("/a", 60s, 1, 1000));
  store.add(pushed("/a", 60s, 1, 2000));
  EXPECT_EQ(store.size(), 1u);
  EXPECT_EQ(store.find(key("/a"), now)->response.body.size(), 2000u);
}

TEST_F(PushStoreTest, lets_the_one_go_that_was_not_used_the_longest) {
  store.add(pushed("/a"));
  const std::size_t of_one = store.octets();
  store.add(pushed("/b"));
  store.add(pushed("/c"));
  EXPECT_EQ(store.octets(), 3 * of_one);
  store.use(key("/a"));
  store.shrink_to(2 * of_one);
  EXPECT_TRUE(has("/a"));
  EXPECT_FALSE(has("/b"));
  EXPECT_TRUE(has("/c"));
  store.shrink_to(0);
  EXPECT_TRUE(store.empty());
}

TEST_F(PushStoreTest, forgets_what_it_is_told_to) {
  store.add(pushed("/a"));
  store.remove(key("/a"));
  store.remove(key("/b"));
  EXPECT_FALSE(has("/a"));
}

}  // namespace push_store_test
}  // namespace weft::client
