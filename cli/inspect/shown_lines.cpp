#include <cli/inspect/shown_lines.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <weft/trace/event.hpp>
#include <weft/trace/format.hpp>

namespace weft::cli::inspect {

namespace {

bool begins_request(const trace::Event& event) {
  if (event.direction != trace::Direction::sent) return false;
  if (std::holds_alternative<trace::HeadSeen>(event.what)) return true;
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  if (seen == nullptr || !seen->section) return false;
  const auto& fields = seen->section->fields;
  return std::any_of(fields.begin(), fields.end(), [](const Field& each) { return each.name == ":method"; });
}

}  // namespace

class ShownLines::Reader final : public trace::Reader {
 public:
  Reader(ShownLines& lines, std::uint64_t number)
      : lines_(lines),
        format_(http::Role::client, lines.began_, {.detail = lines.detail_, .connection = fmt::format("{}:", number)}) {
  }

  void on_event(const trace::Event& event) override {
    if (begins_request(event)) ++lines_.requests_;
    lines_.tell_(format_.lines(event));
  }

 private:
  ShownLines& lines_;
  const trace::Format format_;
};

ShownLines::ShownLines(Tell tell, bool detail, Time began) : tell_(std::move(tell)), detail_(detail), began_(began) {}

std::unique_ptr<trace::Reader> ShownLines::on_connection(const session::Facts& facts) {
  return std::make_unique<Reader>(*this, facts.id);
}

}  // namespace weft::cli::inspect
