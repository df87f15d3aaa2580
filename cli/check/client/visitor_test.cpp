#include <cli/check/client/visitor.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/client/guest_test.hpp>
#include <cli/check/findings_test.hpp>
#include <weft/conformance/heard.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::cli::check {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class VisitorTest : public testing::Test {
 protected:
  void SetUp() override { receive(false); }

  void receive(bool recorded, const conformance::Patience& patience = test::short_patience) {
    guest.reset();
    visitor.reset();
    io::test::TcpPair pair = io::test::tcp_pair();
    guest = std::make_unique<test::Guest>(loop, std::move(pair.client));
    visitor = std::make_unique<Visitor>(
        loop, std::make_unique<io::SocketChannel>(loop, io::test::connected(std::move(pair.server))), patience,
        recorded, host);
  }
  void run() {
    test::run_until(loop, [this] { return host.gone == 1; });
  }

  io::Loop loop;
  test::Host host;
  std::unique_ptr<test::Guest> guest;
  std::unique_ptr<Visitor> visitor;
};

TEST_F(VisitorTest, asks_what_a_request_is_to_get) {
  host.when_asked = [](Visitor& it) { it.talk().respond("200", "text/plain", "hello", it.now()); };
  guest->send(test::asking_for("/x"));
  run();
  EXPECT_THAT(host.asked, ElementsAre("/x"));
  EXPECT_EQ(host.heard, 1);
  EXPECT_THAT(guest->heard(), Contains(HasSubstr(":status=200")));
  EXPECT_THAT(guest->heard(), Contains(HasSubstr("DATA stream=1")));
}

TEST_F(VisitorTest, performs_a_case) {
  host.when_asked = [](Visitor& it) { it.talk().perform(exact_case, it.now()); };
  guest->send(test::asking_for("/x"));
  run();
  EXPECT_EQ(visitor->talk().performed(), &exact_case);
  EXPECT_THAT(guest->heard(), Contains(HasSubstr("PING")));
  EXPECT_THAT(visitor->exchange().words(), HasSubstr("PING"));
  EXPECT_EQ(visitor->exchange().recording(), "");
}

TEST_F(VisitorTest, is_told_of_once_where_the_client_leaves_at_once) {
  guest->leave();
  run();
  EXPECT_EQ(host.heard, 1);
  EXPECT_THAT(host.asked, ElementsAre());
}

TEST_F(VisitorTest, is_closed_after_a_time_in_which_the_client_says_nothing) {
  run();
  EXPECT_EQ(host.heard, 1);
  EXPECT_TRUE(visitor->talk().is_over());
}

// Each answer to a PING would begin its patience anew.
TEST_F(VisitorTest, is_closed_at_last_where_the_client_goes_on_talking) {
  receive(false, {std::chrono::milliseconds(10), std::chrono::milliseconds(5)});
  host.when_asked = [](Visitor& it) { it.talk().perform(exact_case, it.now()); };
  guest->send(test::asking_for("/x"));
  test::run_until(loop, [this] {
    if (!guest->has_heard_the_end()) guest->send(std::move(testkit::frames().ping(1)));
    return host.gone == 1;
  });
  EXPECT_EQ(host.heard, 1);
  EXPECT_TRUE(visitor->talk().is_over());
  EXPECT_FALSE(is_too_much(visitor->talk().heard()));
}

TEST_F(VisitorTest, is_recorded_where_that_is_asked) {
  receive(true);
  host.when_asked = [](Visitor& it) { it.talk().perform(exact_case, it.now()); };
  guest->send(test::asking_for("/x"));
  run();
  const auto recording = trace::read_recording(visitor->exchange().recording());
  ASSERT_TRUE(recording.has_value());
  EXPECT_EQ(recording->role, http::Role::server);
}

}  // namespace
}  // namespace weft::cli::check
