#include <weft/h2/priority/schedule.hpp>

namespace weft::h2 {

namespace {

void move(ScheduleEntry& entry, Scheduler& from, Scheduler& to) {
  from.remove(entry);
  to.insert(entry);
}

}  // namespace

void Schedule::opened(ScheduleEntry& entry, frame::StreamId parent) {
  if (!has_tree()) return;
  tree_->opened(entry, parent);
  if (entry.scheduled()) move(entry, urgencies_, *tree_);
}

void Schedule::closed(ScheduleEntry& entry) {
  remove(entry);
  if (has_tree()) tree_->closed(entry);
}

void Schedule::remove(ScheduleEntry& entry) {
  meter_.forget(entry.id);
  has_tree() ? tree_->remove(entry) : urgencies_.remove(entry);
}

std::optional<std::uint64_t> Schedule::sent(ScheduleEntry& entry, std::uint64_t octets) {
  has_tree() ? tree_->sent(entry, octets) : urgencies_.sent(entry, octets);
  return meter_.sent(entry.id, octets);
}

std::vector<frame::StreamId> Schedule::next(std::size_t most) const {
  if (!has_tree()) return urgencies_.next(most);
  const ScheduleEntry* first = tree_->peek();
  return first == nullptr || most == 0 ? std::vector<frame::StreamId>() : std::vector{first->id};
}

void Schedule::use_urgencies() {
  urgencies_for_good_ = true;
  if (!has_tree()) return;
  while (ScheduleEntry* entry = tree_->pick()) move(*entry, *tree_, urgencies_);
  tree_.reset();
}

void Schedule::use_tree() {
  if (!has_tree()) tree_ = std::make_unique<TreeScheduler>();
}

void Schedule::reprioritize(ScheduleEntry& entry, Priority priority) {
  if (has_tree()) {
    entry.priority = priority;
  } else if (entry.priority != priority) {
    change_order([&] { urgencies_.reprioritize(entry, priority); });
  }
}

void Schedule::depend(frame::StreamId stream, const Dependency& dependency, TreeScheduler::Unknown unknown) {
  change_order([&] { tree_->depend(stream, dependency, unknown); });
}

void Schedule::weigh(const ScheduleEntry& entry, std::uint16_t weight) {
  if (has_tree()) change_order([&] { tree_->weigh(entry, weight); });
}

// A stream that is next after the change and was not before has overtaken another one.
template <class Change>
void Schedule::change_order(Change&& change) {
  const ScheduleEntry* before = pick();
  change();
  const ScheduleEntry* after = pick();
  if (after != before) meter_.await(after->id);
}

}  // namespace weft::h2
