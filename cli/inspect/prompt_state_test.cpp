#include <cli/inspect/prompt_state.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace prompt_state_test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

// Notes what it is to do; a test says what has come.
struct World final : PromptWorld {
  void greet() override { done.emplace_back("greet"); }
  void send(const Send& send) override { done.push_back(fmt::format("send {} octets", send.octets.size())); }
  void send(const SendFields& fields) override { done.push_back(fmt::format("send fields of {}", fields.stream)); }
  bool is_greeted() const override { return greeted; }
  bool has_ended() const override { return ended; }
  bool has_ended(frame::StreamId stream) const override { return streams_ended.contains(stream); }
  bool awaits_answers() const override { return awaited; }
  bool take_frame(std::optional<frame::Type> type) override {
    const auto place = type ? std::ranges::find(frames, *type) : frames.begin();
    if (place == frames.end()) return false;
    frames.erase(frames.begin(), place + 1);
    return true;
  }
  void forget_frames() override { frames.clear(); }

  void show_help(const Help& help) override { done.push_back("help " + help.command); }
  void tell_wrong(const Line& line) override { done.push_back("wrong " + line.place); }
  void tell_fault(std::string_view place, std::string_view why) override {
    done.push_back(fmt::format("fault {}: {}", place, why));
  }
  void arm(Duration time) override { armed = time; }
  void disarm() override { armed = {}; }
  void stop() override { done.emplace_back("stop"); }

  std::vector<std::string> take_done() { return std::exchange(done, {}); }

  std::vector<std::string> done;
  std::optional<Duration> armed;
  bool greeted = false;
  bool ended = false;
  bool awaited = false;
  std::set<frame::StreamId> streams_ended;
  std::vector<frame::Type> frames;
};

struct Prompting : testing::Test {
  void begin(PromptState::Options options) { state.emplace(world, options); }
  void add(std::string_view line) { state->add({fmt::format("line {}", ++count), parse_command(line)}); }
  // The server has greeted.
  void begin_ready(PromptState::Options options = {}) {
    begin(options);
    state->open();
    world.greeted = true;
    state->go_on();
    world.done.clear();
  }

  World world;
  std::optional<PromptState> state;
  int count = 0;
};

constexpr PromptState::Options script{.has_script = true};
constexpr PromptState::Options terminal{.is_terminal = true};

TEST_F(Prompting, sends_nothing_before_the_server_has_greeted) {
  begin({});
  add("ping");
  state->go_on();
  EXPECT_THAT(world.done, IsEmpty());
  state->open();
  state->go_on();
  EXPECT_THAT(world.take_done(), ElementsAre("greet"));
  EXPECT_EQ(world.armed, Duration(PromptState::patience));
  EXPECT_FALSE(state->is_ready());
  world.greeted = true;
  world.frames = {frame::Type::settings};
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("send 17 octets"));
  EXPECT_TRUE(state->is_ready());
  EXPECT_FALSE(world.armed);
  // Frames of the greeting are none that one waits for.
  EXPECT_THAT(world.frames, IsEmpty());
}

TEST_F(Prompting, is_ready_at_once_where_it_is_bare) {
  begin({.bare = true});
  add("preface");
  state->open();
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("send 24 octets"));
}

TEST_F(Prompting, does_one_line_after_the_other) {
  begin_ready();
  add("headers 1 GET /");
  add("window 0");
  add("# nothing");
  add("help ping");
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("send fields of 1", "wrong line 2", "help ping"));
  EXPECT_TRUE(state->has_failed());
}

TEST_F(Prompting, waits_for_each_thing_and_goes_on_when_it_is_there) {
  begin_ready();
  struct Case {
    std::string_view line;
    void (*come)(World&);
  };
  for (const Case& each : {Case{"wait", [](World& w) { w.frames = {frame::Type::data}; }},
                           Case{"wait GOAWAY", [](World& w) { w.frames = {frame::Type::data, frame::Type::goaway}; }},
                           Case{"wait 5", [](World& w) { w.streams_ended = {5}; }},
                           Case{"wait close", [](World& w) { w.ended = true; }}}) {
    add(each.line);
    state->go_on();
    EXPECT_FALSE(state->is_ready()) << each.line;
    EXPECT_EQ(world.armed, Duration(PromptState::patience)) << each.line;
    each.come(world);
    state->go_on();
    EXPECT_TRUE(state->is_ready()) << each.line;
    EXPECT_FALSE(world.armed) << each.line;
  }
  EXPECT_FALSE(state->has_failed());
}

TEST_F(Prompting, does_not_wait_for_what_is_there) {
  begin_ready();
  world.frames = {frame::Type::ping};
  add("wait PING");
  add("ping");
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("send 17 octets"));
}

TEST_F(Prompting, waits_for_a_time_even_where_the_connection_has_ended) {
  begin_ready();
  add("wait 20ms");
  state->go_on();
  EXPECT_EQ(world.armed, Duration(milliseconds(20)));
  world.ended = true;
  state->go_on();
  EXPECT_FALSE(state->is_over());
  state->time_out();
  EXPECT_TRUE(state->is_ready());
  EXPECT_FALSE(state->has_failed());
}

TEST_F(Prompting, goes_on_with_the_next_line_where_a_thing_does_not_come) {
  begin_ready();
  add("wait PING");
  add("ping");
  state->go_on();
  state->time_out();
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("fault line 1: what was waited for did not come within 10 s", "send 17 octets"));
  EXPECT_TRUE(state->has_failed());
}

TEST_F(Prompting, ends_a_script_where_a_thing_does_not_come) {
  begin_ready(script);
  add("wait PING");
  add("ping");
  state->end_lines();
  state->go_on();
  state->time_out();
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("fault line 1: what was waited for did not come within 10 s", "stop"));
}

TEST_F(Prompting, tells_a_server_that_does_not_greet) {
  begin({});
  state->open();
  state->time_out();
  EXPECT_THAT(world.done, ElementsAre("greet", "fault : SETTINGS did not come within 10 s"));
  EXPECT_TRUE(state->is_ready());
}

TEST_F(Prompting, ends_behind_the_last_line) {
  begin_ready();
  add("ping");
  state->go_on();
  EXPECT_FALSE(state->is_over());
  state->end_lines();
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("send 17 octets", "stop"));
  EXPECT_FALSE(state->has_failed());
}

TEST_F(Prompting, awaits_the_answers_to_its_requests_behind_the_last_line) {
  begin_ready();
  world.awaited = true;
  state->end_lines();
  state->go_on();
  EXPECT_FALSE(state->is_over());
  EXPECT_EQ(world.armed, Duration(PromptState::patience));
  world.awaited = false;
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("stop"));
}

TEST_F(Prompting, ends_without_the_last_answers_where_they_do_not_come) {
  for (const bool times_out : {true, false}) {
    world = {};
    begin_ready();
    world.awaited = true;
    state->end_lines();
    state->go_on();
    if (times_out) state->time_out();
    world.ended = true;
    state->go_on();
    EXPECT_THAT(world.done, ElementsAre(times_out ? "fault : an answer did not come within 10 s"
                                                  : "fault : the connection has ended before an answer",
                                        "stop"));
  }
}

TEST_F(Prompting, lets_a_person_go_at_once) {
  begin_ready(terminal);
  world.awaited = true;
  state->end_lines();
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("stop"));
}

TEST_F(Prompting, sends_nothing_on_a_connection_that_has_ended) {
  begin_ready();
  world.ended = true;
  add("help");
  add("ping");
  add("ping");
  state->go_on();
  EXPECT_THAT(world.done,
              ElementsAre("help ", "fault line 2: the connection has ended, and this cannot be sent", "stop"));
}

TEST_F(Prompting, has_time_for_more_lines_of_a_pipe_when_the_connection_has_ended) {
  begin_ready();
  world.ended = true;
  state->go_on();
  EXPECT_FALSE(state->is_over());
  EXPECT_TRUE(state->wants_lines());
}

TEST_F(Prompting, tells_what_was_not_there_when_the_connection_ended) {
  begin({});
  state->open();
  world.ended = true;
  state->go_on();
  EXPECT_THAT(world.take_done(), ElementsAre("greet", "fault : the connection has ended before SETTINGS came", "stop"));
  world = {};
  begin_ready();
  add("wait PING");
  state->go_on();
  world.ended = true;
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("fault line 1: the connection has ended before what was waited for", "stop"));
}

TEST_F(Prompting, ends_where_there_is_no_connection) {
  begin({});
  state->fail("no connection: x");
  EXPECT_THAT(world.done, ElementsAre("fault : no connection: x", "stop"));
  EXPECT_TRUE(state->is_over());
  EXPECT_TRUE(state->has_failed());
}

TEST_F(Prompting, is_given_up_by_a_person_who_waits) {
  begin_ready(terminal);
  add("wait 60s");
  state->go_on();
  state->give_up();
  EXPECT_TRUE(state->is_ready());
  state->give_up();
  EXPECT_TRUE(state->is_ready());
  begin(terminal);
  state->open();
  state->give_up();
  EXPECT_TRUE(state->is_over());
}

TEST_F(Prompting, quits_and_does_nothing_more) {
  begin_ready();
  add("quit");
  add("ping");
  state->go_on();
  EXPECT_THAT(world.done, ElementsAre("stop"));
}

TEST_F(Prompting, asks_a_pipe_for_lines_when_it_has_none_and_a_person_at_any_time) {
  begin({});
  EXPECT_TRUE(state->wants_lines());
  add("ping");
  EXPECT_FALSE(state->wants_lines());
  begin(terminal);
  add("ping");
  EXPECT_TRUE(state->wants_lines());
  state->end_lines();
  EXPECT_FALSE(state->wants_lines());
}

}  // namespace
}  // namespace prompt_state_test
}  // namespace weft::cli::inspect
