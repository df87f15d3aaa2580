#include <cli/check/client/round.hpp>

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/client/guest_test.hpp>
#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

using testing::Contains;
using testing::HasSubstr;

class RoundTest : public testing::Test {
 protected:
  void begin(const std::vector<std::string>& words) {
    round.emplace(loop, exact_case, test::short_patience, words, [this](const RoundResult& told) { result = told; });
    host.when_asked = [this](Visitor& visitor) { round->on_request(visitor); };
    host.when_heard = [this](Visitor& visitor) { round->on_heard(visitor); };
  }
  // A connection of the program of the round.
  test::Guest& come() {
    io::test::TcpPair pair = io::test::tcp_pair();
    visitors.push_back(std::make_unique<Visitor>(
        loop, std::make_unique<io::SocketChannel>(loop, io::test::connected(std::move(pair.server))),
        test::short_patience, false, host));
    guests.push_back(std::make_unique<test::Guest>(loop, std::move(pair.client)));
    guests.back()->send(test::asking_for("/case"));
    return *guests.back();
  }
  void run() {
    test::run_until(loop, [this] { return result.has_value(); });
  }

  io::Loop loop;
  test::Host host;
  std::vector<std::unique_ptr<Visitor>> visitors;
  std::vector<std::unique_ptr<test::Guest>> guests;
  std::optional<Round> round;
  std::optional<RoundResult> result;
};

TEST_F(RoundTest, performs_the_case_on_the_first_request) {
  begin({"sh", "-c", "sleep 0.1"});
  const test::Guest& guest = come();
  run();
  EXPECT_TRUE(result->came);
  EXPECT_FALSE(result->came_again);
  EXPECT_FALSE(result->hung);
  EXPECT_EQ(result->end.code, 0);
  EXPECT_THAT(result->exchange, HasSubstr("PING"));
  EXPECT_THAT(guest.heard(), Contains(HasSubstr("PING")));
}

TEST_F(RoundTest, answers_a_request_that_is_made_again) {
  begin({"sh", "-c", "sleep 0.1"});
  come();
  test::run_until(loop, [this] { return host.asked.size() == 1; });
  const test::Guest& again = come();
  test::run_until(loop, [this, &again] { return result.has_value() && again.has_heard_the_end(); });
  EXPECT_TRUE(result->came_again);
  EXPECT_THAT(again.heard(), Contains(HasSubstr(":status=200")));
}

TEST_F(RoundTest, tells_how_a_program_ended_that_made_no_request) {
  begin({"sh", "-c", "exit 7"});
  run();
  EXPECT_FALSE(result->came);
  EXPECT_EQ(result->end.code, 7);
}

TEST_F(RoundTest, ends_a_program_that_does_not_end) {
  begin({"sleep", "600"});
  come();
  run();
  EXPECT_TRUE(result->came);
  EXPECT_TRUE(result->hung);
  EXPECT_EQ(result->end.signal, SIGKILL);
}

}  // namespace
}  // namespace weft::cli::check
