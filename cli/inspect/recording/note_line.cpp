#include <cli/inspect/recording/note_line.hpp>

#include <chrono>
#include <optional>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::inspect {

namespace {

using trace::Direction;

std::string octets(std::int64_t number) {
  // The least number has no opposite.
  const std::uint64_t size = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  return fmt::format("{}{} B", number < 0 ? "-" : "", grouped(size));
}

std::string name_or_nothing(const std::optional<http::Wait>& wait) {
  return wait ? std::string(to_string(*wait)) : "nothing";
}

std::string_view arrow(Direction direction) {
  return direction == Direction::sent ? "→" : "←";
}

std::string table(std::uint64_t entries, std::uint64_t size) {
  return fmt::format("{} in the table, {}", grouped(entries), octets(static_cast<std::int64_t>(size)));
}

struct Words {
  std::string operator()(const trace::WaitChanged& note) const {
    std::string out = fmt::format("{}, before: {}", name_or_nothing(note.now), name_or_nothing(note.before));
    if (note.stream_window && note.connection_window) {
      out += fmt::format("   {} of the stream and {} of the connection left", octets(*note.stream_window),
                         octets(*note.connection_window));
    }
    return out;
  }
  std::string operator()(const trace::WindowChanged& note) const {
    return fmt::format("→ {}   ← {}", octets(note.send), octets(note.receive));
  }
  std::string operator()(const trace::SchedulePick& note) const {
    std::string out = octets(static_cast<std::int64_t>(note.octets));
    if (note.priority) out += fmt::format("   u={}{}", note.priority->urgency, note.priority->incremental ? ", i" : "");
    if (note.weight) out += fmt::format("   weight {}", *note.weight);
    return out;
  }
  std::string operator()(const trace::FieldsInserted& note) const {
    std::string names;
    for (const Field& field : note.fields) names += (names.empty() ? "" : ", ") + printable(field.name);
    return fmt::format("{} in: {}   {}", arrow(note.direction), names, table(note.entries, note.size));
  }
  std::string operator()(const trace::FieldsEvicted& note) const {
    return fmt::format("{} out: {} of the oldest   {}", arrow(note.direction), grouped(note.count),
                       table(note.entries, note.size));
  }
};

}  // namespace

std::string_view name_of(const trace::Note& note) {
  struct Name {
    std::string_view operator()(const trace::WaitChanged&) const { return note_names[0]; }
    std::string_view operator()(const trace::WindowChanged&) const { return note_names[1]; }
    std::string_view operator()(const trace::SchedulePick&) const { return note_names[2]; }
    std::string_view operator()(const trace::FieldsInserted&) const { return note_names[3]; }
    std::string_view operator()(const trace::FieldsEvicted&) const { return note_names[3]; }
  };
  return std::visit(Name{}, note.what);
}

std::uint64_t stream_of(const trace::Note& note) {
  return std::visit([](const auto& what) { return what.stream; }, note.what);
}

std::string note_line(const trace::Note& note) {
  const std::chrono::duration<double, std::milli> time = note.time.time_since_epoch();
  return fmt::format("{:>8.1f} ms  ·  {:<13} {:<5} {}\n", time.count(), name_of(note), stream_of(note),
                     std::visit(Words{}, note.what));
}

}  // namespace weft::cli::inspect
