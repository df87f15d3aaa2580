#include <weft/client/content/sourced.hpp>

#include <deque>
#include <stdexcept>

#include <weft/client/content/support_test.hpp>
#include <weft/io/signal.hpp>

namespace weft::client {
namespace {

using State = http::Pulled::State;

struct SourcedTest : testing::Test {
  std::string next() {
    if (pieces.empty()) return {};
    std::string piece = std::move(pieces.front());
    pieces.pop_front();
    return piece;
  }

  io::Loop loop;
  std::deque<std::string> pieces{"a piece, ", "another one, ", "the last"};
  int ready = 0;
  std::string text;
};

TEST_F(SourcedTest, asks_a_function_for_each_piece) {
  Sourced<PieceSource> content([this] { return next(); }, std::nullopt);
  auto opened = content.open(loop, [] {});
  EXPECT_EQ(opened->length, std::nullopt);
  EXPECT_EQ(pull_all(*opened->body, text), State::end);
  EXPECT_EQ(text, "a piece, another one, the last");
}

// A request of which nothing was asked for yet may be sent again.
TEST_F(SourcedTest, is_sent_once) {
  Sourced<PieceSource> content([this] { return next(); }, 30);
  EXPECT_EQ(content.open(loop, [] {})->length, 30u);
  EXPECT_TRUE(content.opens_again());
  auto opened = content.open(loop, [] {});
  pull_all(*opened->body, text);
  EXPECT_FALSE(content.opens_again());
}

TEST_F(SourcedTest, an_exception_is_a_fault) {
  Sourced<PieceSource> content([]() -> std::string { throw std::runtime_error("the tape is torn"); }, std::nullopt);
  auto opened = content.open(loop, [] {});
  EXPECT_EQ(pull_all(*opened->body, text), State::failed);
  EXPECT_EQ(opened->body->fault()->reason, Reason::source_failed);
  EXPECT_EQ(opened->body->fault()->detail, "the tape is torn");
}

struct AwaitedTest : SourcedTest {
  // Waits for the signal before each piece.
  io::Task<std::string> next_when_told() {
    co_await told.wait();
    co_return next();
  }
  State pull(ContentBody& body) { return pull_all(body, text); }
  void run_until_ready(int times) {
    while (ready < times) loop.turn();
  }

  io::Signal told{loop};
};

TEST_F(AwaitedTest, waits_for_a_coroutine) {
  Sourced<PieceTask> content([this] { return next_when_told(); }, std::nullopt);
  auto opened = content.open(loop, [this] { ++ready; });
  EXPECT_EQ(pull(*opened->body), State::blocked);
  EXPECT_EQ(pull(*opened->body), State::blocked);
  for (int i = 1; i <= 3; ++i) {
    told.notify();
    run_until_ready(i);
    EXPECT_EQ(pull(*opened->body), State::blocked);
  }
  EXPECT_EQ(text, "a piece, another one, the last");
  told.notify();
  run_until_ready(4);
  EXPECT_EQ(pull(*opened->body), State::end);
  EXPECT_FALSE(content.opens_again());
}

TEST_F(AwaitedTest, an_exception_of_a_coroutine_is_a_fault) {
  Sourced<PieceTask> content(
      [this]() -> io::Task<std::string> {
        co_await told.wait();
        throw std::runtime_error("the tape is torn");
      },
      std::nullopt);
  auto opened = content.open(loop, [this] { ++ready; });
  EXPECT_EQ(pull(*opened->body), State::blocked);
  told.notify();
  run_until_ready(1);
  EXPECT_EQ(pull(*opened->body), State::failed);
  EXPECT_EQ(opened->body->fault()->detail, "the tape is torn");
}

TEST_F(AwaitedTest, a_body_that_is_dropped_cancels_its_coroutine) {
  bool cancelled = false;
  Sourced<PieceTask> content(
      [&]() -> io::Task<std::string> {
        try {
          co_await told.wait();
        } catch (const std::system_error&) {
          cancelled = true;
          throw;
        }
        co_return "late";
      },
      std::nullopt);
  auto opened = content.open(loop, [this] { ++ready; });
  EXPECT_EQ(pull(*opened->body), State::blocked);
  // The coroutine begins in a turn, and waits in the next one at the latest.
  for (int i = 0; i < 2; ++i) {
    loop.post([] {});
    loop.turn();
  }
  opened->body.reset();
  while (!cancelled) loop.turn();
  EXPECT_EQ(ready, 0);
}

}  // namespace
}  // namespace weft::client
