#include <weft/testkit/pair.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::testkit {
namespace {

TEST(Pair, carries_a_request_and_its_response) {
  Pair pair;
  pair.client.request("GET", "/");
  pair.run();
  EXPECT_THAT(pair.server.events(), testing::Contains("request 1 GET https://example.org/ end"));
  EXPECT_THAT(pair.client.events(), testing::Contains("response 1 200 end"));
  EXPECT_THAT(pair.client.events(), testing::Contains("closed 1 complete NO_ERROR"));
}

TEST(Pair, says_the_same_under_every_cut) {
  std::vector<std::string> first;
  for (const std::size_t cut : {100'000u, 1u, 17u}) {
    Pair pair;
    pair.server.answer_with(1000);
    pair.client.request("POST", "/", 2000);
    pair.run(cut);
    EXPECT_EQ(pair.from_server.body(1).size(), 1000u);
    EXPECT_EQ(pair.from_client.body(1).size(), 2000u);
    if (first.empty()) first = pair.client.events();
    EXPECT_EQ(pair.client.events(), first);
  }
}

}  // namespace
}  // namespace weft::testkit
