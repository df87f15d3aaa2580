#include <weft/session/trace_fork.hpp>

#include <string>

#include <gtest/gtest.h>

#include <weft/trace/event.hpp>
#include <weft/trace/note.hpp>

namespace weft::session {
namespace trace_fork_test {
namespace {

// Notes a letter for each thing that it hears.
class Noting final : public TraceUser {
 public:
  bool wanted = true;
  bool wants_notes = true;
  bool is_done = false;
  std::string heard;

  std::unique_ptr<trace::Reader> on_connection(const Facts&) override {
    return wanted ? std::make_unique<Reader>(*this) : nullptr;
  }

 private:
  struct Reader final : trace::Reader {
    explicit Reader(Noting& its_user) : user(its_user), notes(its_user.heard) {}
    void on_event(const trace::Event&) override { notes += 'e'; }
    void on_content(trace::Direction, std::uint64_t, Octets) override { notes += 'c'; }
    void on_octets(trace::Direction, Octets, Time) override { notes += 'o'; }
    void on_call(const trace::Call&) override { notes += 'v'; }
    void on_note(const trace::Note&) override { notes += 'n'; }
    bool wants_notes() const override { return user.wants_notes; }
    bool is_done() const override { return user.is_done; }
    Noting& user;
    std::string& notes;
  };
};

void tell(trace::Reader& reader) {
  reader.on_octets(trace::Direction::sent, {}, Time());
  reader.on_event({Time(), trace::Direction::sent, trace::PrefaceSeen{}});
  reader.on_content(trace::Direction::sent, 1, {});
  reader.on_call({.time = Time(), .verb = trace::Verb::ready});
  reader.on_note({Time(), trace::SchedulePick{}});
}

TEST(TraceFork, tells_both) {
  Noting first;
  Noting second;
  TraceFork fork(first, second);
  tell(*fork.on_connection({}));
  EXPECT_EQ(first.heard, "oecvn");
  EXPECT_EQ(second.heard, "oecvn");
}

TEST(TraceFork, tells_the_one_that_listens) {
  for (const bool is_first : {false, true}) {
    Noting first;
    Noting second;
    (is_first ? second : first).wanted = false;
    TraceFork fork(first, second);
    tell(*fork.on_connection({}));
    EXPECT_EQ((is_first ? first : second).heard, "oecvn");
    EXPECT_EQ((is_first ? second : first).heard, "");
  }
}

TEST(TraceFork, wants_what_one_of_them_wants) {
  Noting first;
  Noting second;
  TraceFork fork(first, second);
  const auto reader = fork.on_connection({});
  EXPECT_TRUE(reader->wants_notes());
  EXPECT_FALSE(reader->is_done());
  first.wants_notes = false;
  first.is_done = true;
  EXPECT_TRUE(reader->wants_notes());
  EXPECT_FALSE(reader->is_done());
  second.wants_notes = false;
  second.is_done = true;
  EXPECT_FALSE(reader->wants_notes());
  EXPECT_TRUE(reader->is_done());
}

TEST(TraceFork, leaves_a_connection_alone_that_none_wants) {
  Noting none;
  none.wanted = false;
  TraceFork fork(none, none);
  EXPECT_EQ(fork.on_connection({}), nullptr);
}

}  // namespace
}  // namespace trace_fork_test
}  // namespace weft::session
