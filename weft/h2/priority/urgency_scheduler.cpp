#include <weft/h2/priority/urgency_scheduler.hpp>

#include <algorithm>
#include <bit>

namespace weft::h2 {

void UrgencyScheduler::insert(ScheduleEntry& entry) {
  Level& level = levels_[entry.priority.urgency];
  // RFC 9218 10: "Incremental responses of the same urgency SHOULD be served by sharing bandwidth among them."
  if (entry.priority.incremental) {
    level.sharing.push_back(entry);
  } else {
    insert_by_id(level.in_order, entry);
  }
  levels_in_use_ |= static_cast<std::uint8_t>(1U << entry.priority.urgency);
}

void UrgencyScheduler::remove(ScheduleEntry& entry) {
  if (!entry.scheduled()) return;
  entry.schedule_hook.unlink();
  const unsigned urgency = entry.priority.urgency;
  if (levels_[urgency].empty()) levels_in_use_ &= static_cast<std::uint8_t>(~(1U << urgency));
}

void UrgencyScheduler::reprioritize(ScheduleEntry& entry, Priority priority) {
  if (entry.priority == priority) return;
  const bool was_scheduled = entry.scheduled();
  remove(entry);
  entry.priority = priority;
  if (was_scheduled) insert(entry);
}

// RFC 9218 10: "It is RECOMMENDED that, when possible, servers respect the urgency parameter (Section 4.1), sending
// higher-urgency responses before lower-urgency responses."
ScheduleEntry* UrgencyScheduler::pick() {
  if (empty()) return nullptr;
  Level& level = levels_[static_cast<std::size_t>(std::countr_zero(levels_in_use_))];
  return level.serves_sharing() ? &level.sharing.front() : &level.in_order.front();
}

// The first of those that are served one after the other takes turns with those that share; the rest follows its end.
std::vector<frame::StreamId> UrgencyScheduler::Level::order() const {
  std::vector<frame::StreamId> ids;
  for (const ScheduleEntry* each = sharing.first(); each != nullptr; each = sharing.next(*each))
    ids.push_back(each->id);
  const ScheduleEntry* first = in_order.first();
  if (first == nullptr) return ids;
  ids.insert(ids.begin() + (serves_sharing() ? 1 : 0), first->id);
  while ((first = in_order.next(*first)) != nullptr) ids.push_back(first->id);
  return ids;
}

std::vector<frame::StreamId> UrgencyScheduler::next(std::size_t most) const {
  std::vector<frame::StreamId> ids;
  for (const Level& level : levels_) {
    const auto of_level = level.order();
    ids.insert(ids.end(), of_level.begin(), of_level.end());
    if (ids.size() >= most) break;
  }
  ids.resize(std::min(ids.size(), most));
  return ids;
}

// RFC 9218 10: "early non-incremental responses might prevent the serving of incremental responses issued later", and
// "It is RECOMMENDED that servers avoid such starvation where possible." So both kinds of one urgency take turns, a
// frame each.
void UrgencyScheduler::sent(ScheduleEntry& entry, std::uint64_t) {
  Level& level = levels_[entry.priority.urgency];
  level.sharing_is_next = !entry.priority.incremental;
  if (!entry.priority.incremental || !entry.scheduled()) return;
  entry.schedule_hook.unlink();
  level.sharing.push_back(entry);
}

// RFC 9218 10: "Non-incremental responses of the same urgency SHOULD be served by prioritizing bandwidth allocation in
// ascending order of the stream ID". Responses mostly become ready in that order.
void UrgencyScheduler::insert_by_id(List& list, ScheduleEntry& entry) {
  if (list.empty() || list.back().id < entry.id) return list.push_back(entry);
  ScheduleEntry* place = &list.front();
  while (place->id < entry.id) place = list.next(*place);
  list.insert_before(*place, entry);
}

}  // namespace weft::h2
