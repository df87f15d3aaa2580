// RFC 7540 5.3: streams depend on streams, and streams that depend on the same stream share by weight.
//
//   tree.opened(entry);                          // the stream takes the place it got while idle, or the default
//   tree.depend(id, {parent, weight, …}, …);     // HEADERS and PRIORITY, at any time, of any stream
//   tree.insert(entry); tree.pick(); …           // scheduler.hpp
//   tree.closed(entry);                          // the place stays for a while; due before the entry is destroyed
//
// A stream that has octets to send goes before all streams that depend on it; a stream without octets hands its share
// on to them. Octets are counted, so shares hold for frames of any size. Priorities cost the client nothing to send,
// and us a bounded amount to keep: see TreeBounds. Nothing recurses. A pick costs O(depth), a frame O(depth · log
// siblings).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/slab.hpp>
#include <weft/h2/priority/dependency.hpp>
#include <weft/h2/priority/fair_queue.hpp>
#include <weft/h2/priority/scheduler.hpp>

namespace weft::h2 {

// RFC 7540 5.3.4: "Therefore, the amount of prioritization state that is retained MAY be limited."
struct TreeBounds {
  // Places of idle and of closed streams. The stream that was not named for the longest time loses its place first.
  std::size_t idle = 100;
  std::size_t closed = 100;
  // Levels below stream 0: a hundred streams in a row behind a hundred that have closed fit.
  std::size_t depth = 256;
};

struct Anchors;

// A place in the tree.
struct TreeNode : FairShare {
  TreeNode(frame::StreamId stream, std::uint64_t& comparisons)
      : FairShare(stream, default_weight * whole_weight), queue(comparisons) {}

  frame::StreamId id() const { return number(); }
  // The stream, or one that depends on it, has octets to send.
  bool is_active() const { return has_octets || !queue.empty(); }

  TreeNode* parent = nullptr;
  ScheduleEntry* entry = nullptr;  // nullptr: an anchor, idle or closed
  bool has_octets = false;         // the entry is scheduled here
  ListHook sibling_hook;
  IntrusiveList<TreeNode, &TreeNode::sibling_hook> children;
  // The children that are active.
  FairQueue queue;
  ListHook anchor_hook;
  Anchors* anchors = nullptr;
};

// Places without a live stream. The front is the place that was not named for the longest time.
struct Anchors {
  explicit Anchors(std::size_t bound) : most(bound) {}

  IntrusiveList<TreeNode, &TreeNode::anchor_hook> list;
  std::size_t size = 0;
  std::size_t most;
};

class TreeScheduler final : public Scheduler {
 public:
  explicit TreeScheduler(TreeBounds bounds = {});
  ~TreeScheduler();
  TreeScheduler(const TreeScheduler&) = delete;
  TreeScheduler& operator=(const TreeScheduler&) = delete;

  // RFC 7540 5.3.5: `parent` is the associated stream of a pushed stream, and 0 for all other streams.
  void opened(ScheduleEntry& entry, frame::StreamId parent = 0);
  void closed(ScheduleEntry& entry);

  // What depend() does for a stream that has no place yet.
  enum class Unknown : std::uint8_t { anchor, ignore };
  // `stream` may be any stream; it does not depend on itself.
  void depend(frame::StreamId stream, const Dependency& dependency, Unknown unknown);
  // The stream has a place, and stays there.
  void weigh(const ScheduleEntry& entry, std::uint16_t weight);

  void insert(ScheduleEntry& entry) override;
  void remove(ScheduleEntry& entry) override;
  ScheduleEntry* pick() override;
  void sent(ScheduleEntry& entry, std::uint64_t octets) override;
  bool empty() const override { return root_.queue.empty(); }

  // pick(), whose cost is not counted.
  const ScheduleEntry* peek() const;

  struct Place {
    frame::StreamId parent;
    Weight weight;

    friend bool operator==(const Place&, const Place&) = default;
  };
  // The place of a stream, or nullopt.
  std::optional<Place> place_of(frame::StreamId stream) const;
  // Places, of streams and of anchors.
  std::size_t size() const { return index_.size() - 1; }
  // Octets of memory held, for a budget.
  std::size_t memory() const;
  // Levels and comparisons so far: the cost of picks and frames.
  std::uint64_t steps() const { return steps_; }

 private:
  TreeNode* find(frame::StreamId stream) const;
  TreeNode& add(frame::StreamId stream, TreeNode& parent);
  TreeNode& add_idle(frame::StreamId stream);
  void dissolve(TreeNode& node);
  void keep(TreeNode& node, Anchors& anchors);
  static void release(TreeNode& node);
  static void touch(TreeNode& node);

  void attach(TreeNode& node, TreeNode& parent);
  void detach(TreeNode& node);
  void adopt_children(TreeNode& from, TreeNode& to);
  void activate(TreeNode& node);
  void deactivate(TreeNode& node);

  TreeNode& deepest_that_fits(TreeNode& node, TreeNode& parent) const;
  bool fits_between(TreeNode& node, TreeNode& parent) const;

  const TreeBounds bounds_;
  std::uint64_t steps_ = 0;
  Slab<TreeNode> nodes_;
  std::size_t most_nodes_ = 0;
  TreeNode root_;
  std::vector<TreeNode*> index_{&root_};  // by stream id
  Anchors idle_;
  Anchors closed_;
  IntrusiveList<ScheduleEntry, &ScheduleEntry::schedule_hook> scheduled_;
};

}  // namespace weft::h2
