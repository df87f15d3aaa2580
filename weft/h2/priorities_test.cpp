#include <weft/h2/priorities.hpp>

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace weft::h2 {
namespace {

using std::chrono::seconds;
using Ids = std::vector<frame::StreamId>;

const Time today = Time{} + seconds(100);

struct Endless final : http::BodySource {
  http::Pulled pull(MutableOctets room) override { return {room.size(), http::Pulled::State::more}; }
};

class PrioritiesTest : public ::testing::Test {
 protected:
  // A request whose response has octets to send.
  Stream& open(frame::StreamId id, std::string_view priority = {},
               const std::optional<frame::Dependency>& dependency = {}) {
    Stream& stream = streams.open(id, 1'000'000, 0, today);
    stream.state = StreamState::half_closed_remote;
    priorities.opened(stream, with_priority(priority), dependency, streams, today);
    begin_body(stream);
    return stream;
  }
  void begin_body(Stream& stream) {
    stream.outgoing.body = &body;
    stream.outgoing.is_ready = true;
    priorities.update(stream, clock);
  }
  static http::RequestHead with_priority(std::string_view priority) {
    http::RequestHead head;
    if (!priority.empty()) head.fields.add(http::FieldName::priority, priority);
    return head;
  }
  Ids frames(int count) {
    Ids ids;
    for (int i = 0; i < count && !priorities.empty(); ++i) {
      Stream& next = *priorities.pick();
      ids.push_back(next.id);
      static_cast<void>(priorities.sent(next, 1000));
    }
    return ids;
  }

  Workspace workspace;
  Streams streams{http::Role::server, 2, workspace, today};
  LedgerClock clock{today};
  Priorities priorities;
  Endless body;
};

TEST_F(PrioritiesTest, follow_the_field_of_the_request) {
  open(1, "u=5");
  open(3);
  open(5, "u=1");
  EXPECT_EQ(frames(1), Ids{5});
}

// RFC 9218 7: "the most recently received PRIORITY_UPDATE frame can be considered as the most up-to-date information
// that overrides any other signal."
TEST_F(PrioritiesTest, take_an_early_word_over_the_field) {
  priorities.use_urgencies();
  EXPECT_EQ(priorities.prioritize_early(3, {.urgency = 0}, streams, 100), std::nullopt);
  EXPECT_FALSE(priorities.is_plain());
  open(1, "u=1");
  open(3, "u=7");
  EXPECT_EQ(frames(1), Ids{3});
  EXPECT_TRUE(priorities.is_plain());
}

// RFC 9218 7.1
TEST_F(PrioritiesTest, take_as_many_early_words_as_streams) {
  open(1);
  EXPECT_EQ(priorities.prioritize_early(3, {}, streams, 2), std::nullopt);
  EXPECT_EQ(priorities.prioritize_early(5, {}, streams, 2), Reason::priority_update_limit);
}

// RFC 9218 8
TEST_F(PrioritiesTest, take_the_word_of_the_server_over_that_of_the_client) {
  Stream& first = open(1, "u=5");
  open(3, "u=4");
  priorities.set_server_priority(first, {.urgency = 0, .incremental = {}});
  priorities.set_client_priority(first, {.urgency = 7});
  EXPECT_EQ(frames(1), Ids{1});
}

TEST_F(PrioritiesTest, put_a_push_behind_its_parent) {
  Stream& parent = open(1, "u=2");
  Stream& push = streams.open_next(1'000'000, 0, today);
  priorities.promised(push, parent, with_priority({}));
  EXPECT_EQ(push.priority.urgency, 3);
  Stream& urgent = streams.open_next(1'000'000, 0, today);
  priorities.promised(urgent, parent, with_priority("u=0"));
  EXPECT_EQ(urgent.priority.urgency, 0);
}

TEST_F(PrioritiesTest, plant_a_tree_at_the_first_dependency) {
  open(1);
  EXPECT_TRUE(priorities.is_plain());
  open(3, {}, frame::Dependency{.stream = 1, .weight = 16, .exclusive = false});
  EXPECT_FALSE(priorities.is_plain());
  EXPECT_EQ(frames(2), (Ids{1, 1}));
  priorities.depend(1, {.parent = 3}, streams, today);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
}

TEST_F(PrioritiesTest, do_not_hear_dependencies_after_a_word_of_rfc_9218) {
  open(1, "u=3");
  EXPECT_FALSE(priorities.takes_dependencies());
  open(3);
  priorities.depend(1, {.parent = 3}, streams, today);
  EXPECT_TRUE(priorities.is_plain());
  EXPECT_EQ(frames(1), Ids{1});
}

TEST_F(PrioritiesTest, keep_the_dependency_that_the_application_has_set) {
  Stream& first = open(1);
  open(3);
  first.dependency_is_ours = true;
  priorities.place(1, {.parent = 3}, streams, today);
  priorities.depend(1, {.parent = 0}, streams, today);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
}

// RFC 7540 5.3.1: "A stream cannot depend on itself."
TEST_F(PrioritiesTest, know_which_dependencies_there_can_be) {
  EXPECT_TRUE(Priorities::is_valid(3, {.parent = 1, .weight = 256}));
  EXPECT_FALSE(Priorities::is_valid(3, {.parent = 3}));
  EXPECT_FALSE(Priorities::is_valid(3, {.parent = 1, .weight = 0}));
  EXPECT_FALSE(Priorities::is_valid(3, {.parent = 1, .weight = 257}));
}

TEST_F(PrioritiesTest, leave_out_a_stream_that_has_to_wait) {
  Stream& stream = open(1);
  stream.outgoing.window = FlowWindow(0);
  priorities.update(stream, clock);
  EXPECT_TRUE(priorities.empty());
  stream.outgoing.window = FlowWindow(1);
  stream.outgoing.waits_for_rate = true;
  priorities.update(stream, clock);
  EXPECT_TRUE(priorities.empty());
  stream.outgoing.waits_for_rate = false;
  priorities.update(stream, clock);
  EXPECT_EQ(priorities.pick(), &stream);
  stream.outgoing.is_ready = false;
  priorities.update(stream, clock);
  EXPECT_EQ(stream.ledger.waits_for_application_since(), today);
}

}  // namespace
}  // namespace weft::h2
