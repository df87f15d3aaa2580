#include <weft/session/trace_fork.hpp>

#include <utility>

#include <weft/trace/event.hpp>

namespace weft::session {

class TraceFork::Reader final : public trace::Reader {
 public:
  Reader(std::unique_ptr<trace::Reader> first, std::unique_ptr<trace::Reader> second)
      : first_(std::move(first)), second_(std::move(second)) {}

  void on_event(const trace::Event& event) override {
    first_->on_event(event);
    second_->on_event(event);
  }
  void on_content(trace::Direction direction, std::uint64_t message, Octets octets) override {
    first_->on_content(direction, message, octets);
    second_->on_content(direction, message, octets);
  }
  void on_octets(trace::Direction direction, Octets octets, Time now) override {
    first_->on_octets(direction, octets, now);
    second_->on_octets(direction, octets, now);
  }
  void on_call(const trace::Call& call) override {
    first_->on_call(call);
    second_->on_call(call);
  }
  void on_note(const trace::Note& note) override {
    first_->on_note(note);
    second_->on_note(note);
  }
  bool wants_notes() const override { return first_->wants_notes() || second_->wants_notes(); }
  // One that is done takes no harm from what it is told.
  bool is_done() const override { return first_->is_done() && second_->is_done(); }

 private:
  std::unique_ptr<trace::Reader> first_;
  std::unique_ptr<trace::Reader> second_;
};

std::unique_ptr<trace::Reader> TraceFork::on_connection(const Facts& facts) {
  auto first = first_.on_connection(facts);
  auto second = second_.on_connection(facts);
  if (!first) return second;
  if (!second) return first;
  return std::make_unique<Reader>(std::move(first), std::move(second));
}

}  // namespace weft::session
