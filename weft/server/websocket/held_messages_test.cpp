#include <weft/server/websocket/held_messages.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <optional>
#include <system_error>

#include <weft/io/support_test.hpp>
#include <weft/io/within.hpp>

namespace weft::server {
namespace held_messages_test {

constexpr std::size_t room = 100;

class HeldMessagesTest : public testing::Test {
 protected:
  struct Reader {
    explicit Reader(HeldMessagesTest& test) : part(test.all, test.loop, room) {}
    HeldMessages::Part part;
    bool reads = false;
  };

  // Whether it reads once the loop has nothing more to do.
  bool reads(Reader& reader) {
    reader.reads = false;
    io::spawn(loop, take_turn(reader), [](const std::exception_ptr&) {});
    turn();
    return reader.reads;
  }
  void turn() {
    bool over = false;
    loop.post([this, &over] { loop.post([&over] { over = true; }); });
    io::test::run_until(loop, [&over] { return over; });
  }
  static io::Task<> take_turn(Reader& reader) {
    co_await reader.part.turn();
    reader.reads = true;
  }

  io::Loop loop;
  std::shared_ptr<HeldMessages> all = std::make_shared<HeldMessages>();
  Reader first{*this};
  Reader second{*this};
  Reader third{*this};
};

TEST_F(HeldMessagesTest, let_all_read_while_there_is_room) {
  first.part.hold(room - 1);
  EXPECT_TRUE(reads(first));
  EXPECT_TRUE(reads(second));
}

TEST_F(HeldMessagesTest, let_the_first_go_on_where_there_is_none) {
  first.part.hold(room / 2);
  second.part.hold(room);
  EXPECT_TRUE(reads(first));
  EXPECT_FALSE(reads(second));
  EXPECT_FALSE(reads(third));
  EXPECT_TRUE(second.part.is_waiting());
  first.part.hold(0);
  turn();
  EXPECT_TRUE(second.reads) << "it is the first now";
  EXPECT_FALSE(third.reads);
  second.part.hold(0);
  turn();
  EXPECT_TRUE(third.reads);
  EXPECT_FALSE(third.part.is_waiting());
}

TEST_F(HeldMessagesTest, forget_a_websocket_that_has_gone) {
  std::optional<Reader> gone(*this);
  gone->part.hold(room);
  EXPECT_FALSE(reads(second));
  gone.reset();
  turn();
  EXPECT_TRUE(second.reads);
}

TEST_F(HeldMessagesTest, forget_a_wait_that_is_cancelled) {
  first.part.hold(room);
  bool over = false;
  const auto wait = [](Reader& reader) -> io::Task<> {
    EXPECT_FALSE(co_await io::within(std::chrono::milliseconds(1), take_turn(reader)));
  };
  io::spawn(loop, wait(second), [&over](const std::exception_ptr& failure) {
    EXPECT_FALSE(failure);
    over = true;
  });
  io::test::run_until(loop, [&over] { return over; });
  EXPECT_FALSE(second.part.is_waiting());
  first.part.hold(0);
  EXPECT_TRUE(reads(second));
}

}  // namespace held_messages_test
}  // namespace weft::server
