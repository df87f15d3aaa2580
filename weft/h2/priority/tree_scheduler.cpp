#include <weft/h2/priority/tree_scheduler.hpp>

#include <algorithm>
#include <utility>

namespace weft::h2 {

namespace {

constexpr Weight weight_in_tree(std::uint16_t weight) {
  return weight * whole_weight;
}

// Levels above.
std::size_t depth_of(const TreeNode& node) {
  std::size_t depth = 0;
  for (const TreeNode* above = node.parent; above != nullptr; above = above->parent) ++depth;
  return depth;
}

// Levels below.
std::size_t height_of(TreeNode& top) {
  std::size_t height = 0;
  std::size_t depth = 0;
  TreeNode* node = &top;
  while (true) {
    if (!node->children.empty()) {
      node = &node->children.front();
      height = std::max(height, ++depth);
      continue;
    }
    TreeNode* next = nullptr;
    while (node != &top && (next = node->parent->children.next(*node)) == nullptr) {
      node = node->parent;
      --depth;
    }
    if (next == nullptr) return height;
    node = next;
  }
}

template <class Function>
void for_each_child(TreeNode& node, Function&& function) {
  if (node.children.empty()) return;
  for (TreeNode* child = &node.children.front(); child != nullptr; child = node.children.next(*child)) function(*child);
}

bool is_below(const TreeNode& node, const TreeNode& top) {
  const TreeNode* above = node.parent;
  while (above != nullptr && above != &top) above = above->parent;
  return above == &top;
}

}  // namespace

TreeScheduler::TreeScheduler(TreeBounds bounds)
    : bounds_(bounds), root_(0, steps_), idle_(bounds.idle), closed_(bounds.closed) {}

TreeScheduler::~TreeScheduler() {
  for (TreeNode* node : index_) {
    if (node->entry != nullptr) node->entry->node = nullptr;
  }
}

// RFC 7540 5.3.5: "All streams are initially assigned a non-exclusive dependency on stream 0x0. Pushed streams (Section
// 8.2) initially depend on their associated stream. In both cases, streams are assigned a default weight of 16."
void TreeScheduler::opened(ScheduleEntry& entry, frame::StreamId parent) {
  TreeNode* node = find(entry.id);
  if (node == nullptr) {
    TreeNode* associated = find(parent);
    node = &add(entry.id, associated == nullptr ? root_ : *associated);
  }
  release(*node);
  node->entry = &entry;
  entry.node = node;
}

// RFC 7540 5.3.4: "To avoid these problems, an endpoint SHOULD retain stream prioritization state for a period after
// streams become closed."
void TreeScheduler::closed(ScheduleEntry& entry) {
  if (entry.node == nullptr) return;
  remove(entry);
  TreeNode& node = *std::exchange(entry.node, nullptr);
  node.entry = nullptr;
  keep(node, closed_);
}

void TreeScheduler::depend(frame::StreamId stream, const Dependency& dependency, Unknown unknown) {
  TreeNode* node = find(stream);
  if (node == nullptr && unknown == Unknown::ignore) return;
  TreeNode* parent = find(dependency.parent);
  if (parent != nullptr) touch(*parent);
  if (node == nullptr) {
    node = &add_idle(stream);
    // The new place may have replaced the last anchor, which may have been the parent.
    parent = find(dependency.parent);
  }
  touch(*node);

  // RFC 7540 5.3.1: "A dependency on a stream that is not currently in the tree — such as a stream in the "idle" state
  // — results in that stream being given a default priority (Section 5.3.5)."
  const Dependency given = parent == nullptr ? Dependency() : dependency;
  if (parent == nullptr) parent = &root_;
  // RFC 7540 5.3.3: "If a stream is made dependent on one of its own dependencies, the formerly dependent stream is
  // first moved to be dependent on the reprioritized stream's previous parent. The moved dependency retains its
  // weight."
  if (is_below(*parent, *node)) {
    detach(*parent);
    attach(*parent, *node->parent);
  }
  detach(*node);
  node->weight = weight_in_tree(given.weight);
  // RFC 7540 5.3.3: "Setting a dependency with the exclusive flag for a reprioritized stream causes all the
  // dependencies of the new parent stream to become dependent on the reprioritized stream."
  if (given.exclusive && fits_between(*node, *parent)) adopt_children(*parent, *node);
  attach(*node, deepest_that_fits(*node, *parent));
}

void TreeScheduler::weigh(const ScheduleEntry& entry, std::uint16_t weight) {
  if (entry.node == nullptr || entry.node->weight == weight_in_tree(weight)) return;
  TreeNode& parent = *entry.node->parent;
  detach(*entry.node);
  entry.node->weight = weight_in_tree(weight);
  attach(*entry.node, parent);
}

void TreeScheduler::insert(ScheduleEntry& entry) {
  scheduled_.push_back(entry);
  entry.node->has_octets = true;
  activate(*entry.node);
}

void TreeScheduler::remove(ScheduleEntry& entry) {
  if (!entry.scheduled()) return;
  entry.schedule_hook.unlink();
  entry.node->has_octets = false;
  deactivate(*entry.node);
}

// RFC 7540 5.3.1: "Inside the dependency tree, a dependent stream SHOULD only be allocated resources if either all of
// the streams that it depends on (the chain of parent streams up to 0x0) are closed or it is not possible to make
// progress on them."
ScheduleEntry* TreeScheduler::pick() {
  if (empty()) return nullptr;
  const TreeNode* node = &root_;
  for (; !node->has_octets; ++steps_) node = static_cast<TreeNode*>(node->queue.front());
  return node->entry;
}

const ScheduleEntry* TreeScheduler::peek() const {
  if (empty()) return nullptr;
  const TreeNode* node = &root_;
  while (!node->has_octets) node = static_cast<const TreeNode*>(node->queue.front());
  return node->entry;
}

// RFC 7540 5.3.2: "Streams with the same parent SHOULD be allocated resources proportionally based on their weight."
void TreeScheduler::sent(ScheduleEntry& entry, std::uint64_t octets) {
  for (TreeNode* node = entry.node; node != nullptr && node->parent != nullptr; node = node->parent, ++steps_) {
    node->parent->queue.charge(*node, octets);
  }
}

std::optional<TreeScheduler::Place> TreeScheduler::place_of(frame::StreamId stream) const {
  const TreeNode* node = find(stream);
  if (node == nullptr || node->parent == nullptr) return std::nullopt;
  return Place{node->parent->id(), node->weight};
}

std::size_t TreeScheduler::memory() const {
  return sizeof(*this) + most_nodes_ * sizeof(TreeNode) + index_.capacity() * sizeof(TreeNode*);
}

namespace {

template <class Index>
auto position(Index& index, frame::StreamId stream) {
  return std::lower_bound(index.begin(), index.end(), stream,
                          [](const TreeNode* node, frame::StreamId wanted) { return node->id() < wanted; });
}

}  // namespace

TreeNode* TreeScheduler::find(frame::StreamId stream) const {
  const auto place = position(index_, stream);
  return place != index_.end() && (*place)->id() == stream ? *place : nullptr;
}

TreeNode& TreeScheduler::add(frame::StreamId stream, TreeNode& parent) {
  TreeNode* node = nodes_.make(stream, steps_);
  index_.insert(position(index_, stream), node);
  most_nodes_ = std::max(most_nodes_, size());
  attach(*node, deepest_that_fits(*node, parent));
  return *node;
}

// RFC 7540 5.3.4: "Similarly, streams that are in the "idle" state can be assigned priority or become a parent of other
// streams."
TreeNode& TreeScheduler::add_idle(frame::StreamId stream) {
  TreeNode& node = add(stream, root_);
  keep(node, idle_);
  return node;
}

// RFC 7540 5.3.4: "When a stream is removed from the dependency tree, its dependencies can be moved to become dependent
// on the parent of the closed stream. The weights of new dependencies are recalculated by distributing the weight of
// the dependency of the closed stream proportionally based on the weights of its dependencies."
void TreeScheduler::dissolve(TreeNode& node) {
  std::uint64_t sum = 0;
  for_each_child(node, [&sum](const TreeNode& child) { sum += child.weight; });
  while (!node.children.empty()) {
    TreeNode& child = node.children.front();
    detach(child);
    child.weight = std::max(smallest_share, static_cast<Weight>(std::uint64_t{node.weight} * child.weight / sum));
    attach(child, *node.parent);
  }
  detach(node);
  release(node);
  index_.erase(position(index_, node.id()));
  nodes_.destroy(&node);
}

void TreeScheduler::keep(TreeNode& node, Anchors& anchors) {
  if (anchors.size == anchors.most) dissolve(anchors.list.front());
  anchors.list.push_back(node);
  ++anchors.size;
  node.anchors = &anchors;
}

void TreeScheduler::release(TreeNode& node) {
  if (node.anchors == nullptr) return;
  node.anchor_hook.unlink();
  --node.anchors->size;
  node.anchors = nullptr;
}

// RFC 7540 5.3.4: "Implementations SHOULD also attempt to retain state for streams that are in active use in the
// priority tree."
void TreeScheduler::touch(TreeNode& node) {
  if (node.anchors != nullptr) node.anchors->list.push_back(node);
}

void TreeScheduler::attach(TreeNode& node, TreeNode& parent) {
  node.parent = &parent;
  parent.children.push_back(node);
  parent.queue.admit(node);
  if (node.is_active()) activate(node);
}

void TreeScheduler::detach(TreeNode& node) {
  TreeNode& parent = *std::exchange(node.parent, nullptr);
  node.sibling_hook.unlink();
  if (!node.queued()) return;
  parent.queue.remove(node);
  deactivate(parent);
}

void TreeScheduler::adopt_children(TreeNode& from, TreeNode& to) {
  while (!from.children.empty()) {
    TreeNode& child = from.children.front();
    detach(child);
    attach(child, to);
  }
}

void TreeScheduler::activate(TreeNode& node) {
  for (TreeNode* above = &node; above->parent != nullptr && !above->queued(); above = above->parent) {
    above->parent->queue.push(*above);
  }
}

void TreeScheduler::deactivate(TreeNode& node) {
  for (TreeNode* above = &node; above->queued() && !above->is_active(); above = above->parent) {
    above->parent->queue.remove(*above);
  }
}

// Beyond the RFC: a tree that would become too deep is made shallower: the levels nearest to the stream are left out.
TreeNode& TreeScheduler::deepest_that_fits(TreeNode& node, TreeNode& parent) const {
  if (size() <= bounds_.depth) return parent;
  const std::size_t levels = 1 + height_of(node);
  std::size_t depth = depth_of(parent);
  TreeNode* fitting = &parent;
  for (; depth + levels > bounds_.depth; --depth) fitting = fitting->parent;
  return *fitting;
}

bool TreeScheduler::fits_between(TreeNode& node, TreeNode& parent) const {
  if (size() <= bounds_.depth) return true;
  const std::size_t below = std::max(height_of(node), height_of(parent));
  return depth_of(parent) + 1 + below <= bounds_.depth;
}

}  // namespace weft::h2
