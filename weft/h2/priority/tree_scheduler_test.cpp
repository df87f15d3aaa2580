#include <weft/h2/priority/tree_scheduler.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <random>
#include <vector>

namespace weft::h2 {
namespace {

using frame::StreamId;
using Unknown = TreeScheduler::Unknown;
using Place = TreeScheduler::Place;

// RFC 7540 5.3, written as plainly as possible: without queue and index, everything is searched each time.
class PlainTree {
 public:
  explicit PlainTree(TreeBounds bounds) : bounds_(bounds) { nodes_[0]; }

  void opened(StreamId id) {
    if (nodes_.count(id) == 0) add(id);
    idle_.remove(id);
    nodes_[id].live = true;
  }
  void closed(StreamId id) {
    nodes_[id].live = nodes_[id].has_octets = false;
    settle();
    keep(id, closed_, bounds_.closed);
  }
  void depend(StreamId id, const Dependency& dependency, Unknown unknown) {
    if (nodes_.count(id) == 0 && unknown == Unknown::ignore) return;
    touch(dependency.parent);
    if (nodes_.count(id) == 0) {
      add(id);
      keep(id, idle_, bounds_.idle);
    }
    touch(id);
    const Dependency given = nodes_.count(dependency.parent) == 0 ? Dependency() : dependency;
    if (is_below(given.parent, id)) move(given.parent, nodes_[id].parent);
    StreamId parent = given.parent;
    nodes_[id].parent = nobody;
    nodes_[id].weight = given.weight * whole_weight;
    if (given.exclusive && depth(parent) + 1 + std::max(height(id), height(parent)) <= bounds_.depth) {
      for (const StreamId child : children(parent)) move(child, id);
    }
    while (depth(parent) + 1 + height(id) > bounds_.depth) parent = nodes_[parent].parent;
    move(id, parent);
    settle();
  }
  void weigh(StreamId id, std::uint16_t weight) {
    if (nodes_[id].weight == weight * whole_weight) return;
    nodes_[id].weight = weight * whole_weight;
    move(id, nodes_[id].parent);
    settle();
  }
  void set_octets(StreamId id, bool has_octets) {
    nodes_[id].has_octets = has_octets;
    settle();
  }
  StreamId pick() { return is_active(0) ? pick_below(0) : 0; }
  void sent(StreamId id, std::uint64_t octets) {
    for (; id != 0; id = nodes_[id].parent) {
      Node& parent = nodes_[nodes_[id].parent];
      parent.now = std::max(parent.now, nodes_[id].due);
      nodes_[id].due += (octets << 32) / nodes_[id].weight;
    }
  }
  std::map<StreamId, Place> places() const {
    std::map<StreamId, Place> all;
    for (const auto& [id, node] : nodes_) {
      if (id != 0) all[id] = {node.parent, node.weight};
    }
    return all;
  }

 private:
  static constexpr StreamId nobody = static_cast<StreamId>(-1);

  struct Node {
    StreamId parent = nobody;
    Weight weight = default_weight * whole_weight;
    bool live = false;
    bool has_octets = false;
    bool was_active = false;
    std::uint64_t due = 0;
    std::uint64_t now = 0;  // of its children
  };

  void add(StreamId id) {
    nodes_[id];
    move(id, 0);
  }
  void keep(StreamId id, std::list<StreamId>& anchors, std::size_t most) {
    if (anchors.size() == most) {
      dissolve(anchors.front());
      anchors.pop_front();
    }
    anchors.push_back(id);
  }
  void touch(StreamId id) {
    for (auto* anchors : {&idle_, &closed_}) {
      const auto place = std::find(anchors->begin(), anchors->end(), id);
      if (place != anchors->end()) anchors->splice(anchors->end(), *anchors, place);
    }
  }
  void dissolve(StreamId id) {
    std::uint64_t sum = 0;
    for (const StreamId child : children(id)) sum += nodes_[child].weight;
    for (const StreamId child : children(id)) {
      const std::uint64_t share = std::uint64_t{nodes_[id].weight} * nodes_[child].weight / sum;
      nodes_[child].weight = std::max(smallest_share, static_cast<Weight>(share));
      move(child, nodes_[id].parent);
    }
    nodes_.erase(id);
    settle();
  }
  void move(StreamId id, StreamId parent) {
    nodes_[id].parent = parent;
    nodes_[id].due = nodes_[parent].now;
  }
  std::vector<StreamId> children(StreamId id) const {
    std::vector<StreamId> all;
    for (const auto& [child, node] : nodes_) {
      if (node.parent == id) all.push_back(child);
    }
    return all;
  }
  std::size_t depth(StreamId id) const { return id == 0 ? 0 : 1 + depth(nodes_.at(id).parent); }
  std::size_t height(StreamId id) const {
    std::size_t most = 0;
    for (const StreamId child : children(id)) most = std::max(most, 1 + height(child));
    return most;
  }
  bool is_below(StreamId id, StreamId top) const {
    if (id == 0 || id == nobody) return false;
    return nodes_.at(id).parent == top || is_below(nodes_.at(id).parent, top);
  }
  bool is_active(StreamId id) const {
    const auto all = children(id);
    return nodes_.at(id).has_octets || std::any_of(all.begin(), all.end(), [this](StreamId c) { return is_active(c); });
  }
  // A stream that has something to send again gets nothing for the time before.
  void settle() {
    for (auto& [id, node] : nodes_) {
      const bool active = id != 0 && is_active(id);
      if (active && !node.was_active) node.due = std::max(node.due, nodes_[node.parent].now);
      node.was_active = active;
    }
  }
  StreamId pick_below(StreamId id) {
    if (nodes_[id].has_octets) return id;
    StreamId next = 0;
    for (const StreamId child : children(id)) {
      if (is_active(child) && (next == 0 || nodes_[child].due < nodes_[next].due)) next = child;
    }
    return pick_below(next);
  }

  TreeBounds bounds_;
  std::map<StreamId, Node> nodes_;
  std::list<StreamId> idle_;
  std::list<StreamId> closed_;
};

class TreeTest : public ::testing::Test {
 protected:
  // A stream that has octets to send.
  ScheduleEntry& open(StreamId id, const Dependency& dependency = {}) {
    ScheduleEntry& entry = owned.emplace_back(id);
    entries[id] = &entry;
    tree.opened(entry);
    tree.depend(id, dependency, Unknown::ignore);
    tree.insert(entry);
    return entry;
  }
  void anchor(StreamId id, const Dependency& dependency) { tree.depend(id, dependency, Unknown::anchor); }
  void stop(StreamId id) { tree.remove(*entries[id]); }
  void close(StreamId id) { tree.closed(*entries[id]); }

  // The streams of the next so many frames.
  std::vector<StreamId> frames(std::size_t count, std::uint64_t size = 16'384) {
    std::vector<StreamId> out;
    for (std::size_t i = 0; i < count; ++i) {
      ScheduleEntry* next = tree.pick();
      if (next == nullptr) break;
      out.push_back(next->id);
      tree.sent(*next, size);
    }
    return out;
  }
  std::map<StreamId, double> shares(std::size_t count) {
    std::map<StreamId, double> out;
    for (const StreamId id : frames(count)) out[id] += 1.0 / static_cast<double>(count);
    return out;
  }
  StreamId parent_of(StreamId id) { return tree.place_of(id).value_or(Place{99'999, 0}).parent; }
  double weight_in_tree(StreamId id) { return tree.place_of(id).value().weight / double{whole_weight}; }

  using Ids = std::vector<StreamId>;
  std::deque<ScheduleEntry> owned;
  std::map<StreamId, ScheduleEntry*> entries;
  TreeScheduler tree;
};

TEST_F(TreeTest, has_nothing_at_first) {
  EXPECT_TRUE(tree.empty());
  EXPECT_EQ(tree.pick(), nullptr);
  EXPECT_EQ(tree.size(), 0u);
}

TEST_F(TreeTest, gives_new_streams_the_default) {
  tree.opened(owned.emplace_back(1));
  EXPECT_EQ(tree.place_of(1), (Place{0, 16 * whole_weight}));
}

TEST_F(TreeTest, hangs_a_pushed_stream_below_its_associated_one) {
  open(1);
  tree.opened(owned.emplace_back(2), 1);
  EXPECT_EQ(parent_of(2), 1u);
  tree.opened(owned.emplace_back(4), 77);
  EXPECT_EQ(parent_of(4), 0u);
}

TEST_F(TreeTest, serves_a_stream_before_those_that_depend_on_it) {
  open(1);
  open(3, {1});
  open(5, {3});
  EXPECT_EQ(frames(3), (Ids{1, 1, 1}));
  stop(1);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
  tree.insert(*entries[1]);
  EXPECT_EQ(frames(1), (Ids{1}));
  close(1);
  close(3);
  EXPECT_EQ(frames(1), (Ids{5}));
  close(5);
  EXPECT_TRUE(tree.empty());
}

TEST_F(TreeTest, shares_between_siblings_by_weight) {
  open(1, {0, 256});
  open(3, {0, 128});
  open(5, {0, 1});
  auto got = shares(385);
  EXPECT_NEAR(got[1], 256.0 / 385, 0.01);
  EXPECT_NEAR(got[3], 128.0 / 385, 0.01);
  EXPECT_NEAR(got[5], 1.0 / 385, 0.004);
}

TEST_F(TreeTest, hands_the_share_of_a_stream_without_octets_to_its_children) {
  open(1, {0, 48});
  open(3, {0, 16});
  open(5, {1, 16});
  open(7, {1, 16});
  stop(1);
  auto got = shares(800);
  EXPECT_NEAR(got[5], 3.0 / 8, 0.01);
  EXPECT_NEAR(got[7], 3.0 / 8, 0.01);
  EXPECT_NEAR(got[3], 1.0 / 4, 0.01);
}

// RFC 7540 5.3.1, figure 3.
TEST_F(TreeTest, adds_a_dependency_beside_the_others) {
  open(1);
  open(3, {1});
  open(5, {1});
  open(7, {1});
  for (const StreamId id : {3u, 5u, 7u}) EXPECT_EQ(parent_of(id), 1u);
}

// RFC 7540 5.3.1, figure 4.
TEST_F(TreeTest, inserts_an_exclusive_dependency_above_the_others) {
  open(1);
  open(3, {1});
  open(5, {1});
  open(7, {1, 16, true});
  EXPECT_EQ(parent_of(7), 1u);
  EXPECT_EQ(parent_of(3), 7u);
  EXPECT_EQ(parent_of(5), 7u);
}

// RFC 7540 5.3.3, figure 5: A to F are 1 to 11.
TEST_F(TreeTest, moves_a_stream_under_its_own_dependent) {
  for (const bool exclusive : {false, true}) {
    std::deque<ScheduleEntry> streams;
    TreeScheduler figure;
    const std::map<StreamId, StreamId> parents{{1, 0}, {3, 1}, {5, 1}, {7, 5}, {9, 5}, {11, 7}};
    for (const auto& [id, parent] : parents) {
      figure.opened(streams.emplace_back(id));
      figure.depend(id, {parent, static_cast<std::uint16_t>(id)}, Unknown::ignore);
    }
    figure.depend(1, {7, 100, exclusive}, Unknown::ignore);
    EXPECT_EQ(figure.place_of(7), (Place{0, 7 * whole_weight})) << "it retains its weight";
    EXPECT_EQ(figure.place_of(1), (Place{7, 100 * whole_weight}));
    EXPECT_EQ(figure.place_of(3)->parent, 1u);
    EXPECT_EQ(figure.place_of(5)->parent, 1u);
    EXPECT_EQ(figure.place_of(9)->parent, 5u);
    EXPECT_EQ(figure.place_of(11)->parent, exclusive ? 1u : 7u);
  }
}

TEST_F(TreeTest, gives_the_default_for_a_dependency_on_a_stream_without_a_place) {
  open(1);
  open(3, {1, 200});
  open(5, {77, 200, true});
  EXPECT_EQ(tree.place_of(5), (Place{0, 16 * whole_weight}));
  EXPECT_EQ(parent_of(1), 0u);
}

TEST_F(TreeTest, keeps_places_of_idle_streams) {
  anchor(3, {0, 201});
  anchor(11, {3, 1});
  open(13, {11, 32});
  EXPECT_EQ(parent_of(13), 11u);
  open(3);
  EXPECT_EQ(parent_of(11), 3u);
}

TEST_F(TreeTest, lets_an_idle_stream_open_in_its_place) {
  anchor(3, {0, 201});
  ScheduleEntry& entry = owned.emplace_back(3);
  tree.opened(entry);
  EXPECT_EQ(tree.place_of(3), (Place{0, 201 * whole_weight}));
}

TEST_F(TreeTest, drops_the_idle_stream_that_nobody_named_for_the_longest_time) {
  for (StreamId id = 1; id < 201; id += 2) anchor(id, {0, 1});
  open(301, {1});
  EXPECT_EQ(tree.size(), 101u);
  anchor(201, {0, 1});
  EXPECT_EQ(tree.size(), 101u);
  EXPECT_TRUE(tree.place_of(1)) << "it was named as a parent";
  EXPECT_FALSE(tree.place_of(3));
  anchor(5, {0, 2});
  anchor(203, {0, 1});
  EXPECT_TRUE(tree.place_of(5)) << "it was given a priority";
  EXPECT_FALSE(tree.place_of(7));
}

TEST_F(TreeTest, ignores_a_closed_stream_that_it_has_forgotten) {
  tree.depend(1, {0, 200}, Unknown::ignore);
  EXPECT_FALSE(tree.place_of(1));
}

TEST_F(TreeTest, keeps_closed_streams_for_a_while) {
  open(1, {0, 32});
  open(3, {1});
  close(1);
  EXPECT_EQ(parent_of(3), 1u);
  open(5, {1, 64});
  EXPECT_EQ(tree.place_of(5), (Place{1, 64 * whole_weight}));
  for (StreamId id = 7; id < 207; id += 2) {
    open(id);
    close(id);
  }
  EXPECT_FALSE(tree.place_of(1));
  EXPECT_EQ(parent_of(3), 0u);
  EXPECT_EQ(tree.size(), 102u);
}

// RFC 7540 5.3.4
TEST_F(TreeTest, divides_the_weight_of_a_stream_that_is_forgotten) {
  open(1, {0, 20});
  open(3, {1, 30});
  open(5, {1, 10});
  open(7, {0, 20});
  close(1);
  EXPECT_NEAR(shares(400)[7], 0.5, 0.01);
  for (StreamId id = 101; id < 301; id += 2) {
    open(id);
    close(id);
  }
  EXPECT_EQ(weight_in_tree(3), 15.0);
  EXPECT_EQ(weight_in_tree(5), 5.0);
  EXPECT_NEAR(shares(400)[7], 0.5, 0.01);
  stop(5);
  EXPECT_NEAR(shares(700)[3], 3.0 / 7, 0.01);
}

TEST_F(TreeTest, divides_the_smallest_weight_without_losing_anybody) {
  open(1, {0, 1});
  for (StreamId id = 3; id < 43; id += 2) open(id, {1, 16});
  close(1);
  for (StreamId id = 101; id < 301; id += 2) {
    open(id);
    close(id);
  }
  auto got = shares(2000);
  for (StreamId id = 3; id < 43; id += 2) EXPECT_NEAR(got[id], 1.0 / 20, 0.001) << id;
}

TEST_F(TreeTest, reprioritizes_at_once) {
  open(1, {0, 16});
  open(3, {1, 16});
  EXPECT_EQ(frames(2), (Ids{1, 1}));
  tree.depend(3, {0, 16, true}, Unknown::ignore);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
  tree.depend(3, {0, 1}, Unknown::ignore);
  tree.depend(1, {0, 256}, Unknown::ignore);
  EXPECT_GT(shares(257)[1], 0.98);
}

TEST_F(TreeTest, weighs_a_stream_where_it_is) {
  open(1, {0, 16});
  open(3, {0, 16});
  open(5, {1, 16});
  tree.weigh(*entries[1], 48);
  EXPECT_NEAR(shares(400)[1], 0.75, 0.01);
  EXPECT_EQ(parent_of(5), 1u);
}

TEST_F(TreeTest, takes_dependents_along) {
  open(1);
  open(3);
  open(5, {3});
  stop(3);
  tree.depend(3, {1, 7}, Unknown::ignore);
  EXPECT_EQ(parent_of(5), 3u);
  EXPECT_EQ(frames(1), (Ids{1}));
  stop(1);
  EXPECT_EQ(frames(1), (Ids{5}));
}

// All operations at random, with small bounds so that each is reached often: the tree and the picks are those of the
// plain one.
TEST(TreeScheduler, does_what_a_plain_tree_does) {
  constexpr TreeBounds bounds{5, 4, 6};
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    PlainTree plain(bounds);
    std::deque<ScheduleEntry> entries;
    std::map<StreamId, ScheduleEntry*> live;
    StreamId next_id = 1;
    TreeScheduler tree(bounds);
    const auto any_id = [&] { return static_cast<StreamId>(random() % (next_id + 12)); };
    const auto any_live = [&] { return std::next(live.begin(), static_cast<long>(random() % live.size()))->second; };
    const auto is_idle = [&](StreamId id) { return id >= next_id || id % 2 == 0; };
    for (int step = 0; step < 600; ++step) {
      const auto choice = random() % 10;
      if (choice == 0 && live.size() < 12) {
        tree.opened(*(live[next_id] = &entries.emplace_back(next_id)));
        plain.opened(next_id);
        next_id += 2;
      } else if (choice == 1 && live.size() > 4) {
        ScheduleEntry& entry = *any_live();
        plain.closed(entry.id);
        tree.closed(entry);
        live.erase(entry.id);
      } else if (choice < 5) {
        const StreamId id = 1 + any_id();
        const Dependency dependency{any_id(), static_cast<std::uint16_t>(1 + random() % 256), random() % 3 == 0};
        if (id == dependency.parent) continue;
        const auto unknown = is_idle(id) ? Unknown::anchor : Unknown::ignore;
        tree.depend(id, dependency, unknown);
        plain.depend(id, dependency, unknown);
      } else if (choice == 5 && !live.empty()) {
        const ScheduleEntry& entry = *any_live();
        const auto weight = static_cast<std::uint16_t>(1 + random() % 256);
        tree.weigh(entry, weight);
        plain.weigh(entry.id, weight);
      } else if (choice == 6 && !live.empty()) {
        ScheduleEntry& entry = *any_live();
        plain.set_octets(entry.id, !entry.scheduled());
        entry.scheduled() ? tree.remove(entry) : tree.insert(entry);
      }
      for (int frame = 0; frame < 3; ++frame) {
        ScheduleEntry* next = tree.pick();
        ASSERT_EQ(next == nullptr ? 0 : next->id, plain.pick()) << step;
        if (next == nullptr) break;
        const std::uint64_t octets = random() % 16'385;
        tree.sent(*next, octets);
        plain.sent(next->id, octets);
      }
      const auto places = plain.places();
      ASSERT_EQ(tree.size(), places.size()) << step;
      for (const auto& [id, place] : places) ASSERT_EQ(tree.place_of(id), place) << step << " stream " << id;
    }
  }
}

TEST_F(TreeTest, of_a_thousand_siblings_takes_few_steps_a_frame) {
  for (StreamId id = 1; id < 2001; id += 2) open(id, {0, static_cast<std::uint16_t>(1 + id % 256)});
  frames(1000);
  const std::uint64_t before = tree.steps();
  frames(10'000);
  EXPECT_LT(tree.steps() - before, 10'000u * 24);
}

TEST_F(TreeTest, of_a_thousand_streams_in_a_row_is_no_deeper_than_its_bound) {
  for (StreamId id = 1; id < 2001; id += 2) {
    open(id, {id == 1 ? 0 : id - 2, 16, true});
    stop(id);
  }
  std::size_t deepest = 0;
  for (StreamId id = 1; id < 2001; id += 2) {
    std::size_t depth = 0;
    for (StreamId above = id; above != 0; above = parent_of(above)) ++depth;
    deepest = std::max(deepest, depth);
  }
  EXPECT_EQ(deepest, TreeBounds().depth);
  tree.insert(*entries[1999]);
  const std::uint64_t before = tree.steps();
  EXPECT_EQ(frames(100).size(), 100u);
  EXPECT_LT(tree.steps() - before, 100u * 2 * (TreeBounds().depth + 1));
}

// RFC 7540 5.3.3 at its worst: each new stream goes above all others.
TEST_F(TreeTest, that_grows_at_its_top_is_no_deeper_than_its_bound) {
  for (StreamId id = 1; id < 1001; id += 2) open(id, {0, 16, true});
  std::size_t deepest = 0;
  for (StreamId id = 1; id < 1001; id += 2) {
    std::size_t depth = 0;
    for (StreamId above = id; above != 0; above = parent_of(above)) ++depth;
    deepest = std::max(deepest, depth);
  }
  EXPECT_EQ(deepest, TreeBounds().depth);
}

TEST_F(TreeTest, forgets_entries_when_it_goes) {
  ScheduleEntry entry(1);
  {
    TreeScheduler short_lived;
    short_lived.opened(entry);
    short_lived.insert(entry);
    EXPECT_NE(entry.node, nullptr);
  }
  EXPECT_EQ(entry.node, nullptr);
  EXPECT_FALSE(entry.scheduled());
}

TEST_F(TreeTest, reuses_the_memory_of_places) {
  const auto round = [this](StreamId id) {
    open(id, {id > 1 ? id - 2 : 0, 100, true});
    frames(2);
    close(id);
  };
  for (StreamId id = 1; id < 401; id += 2) round(id);
  const std::size_t before = tree.memory();
  for (StreamId id = 401; id < 4001; id += 2) round(id);
  EXPECT_EQ(tree.memory(), before);
}

}  // namespace
}  // namespace weft::h2
