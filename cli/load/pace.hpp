// When the requests of one thread are due.
//
//   Pace pace(timetable);
//   while (auto due = pace.next(now)) …         // one request each; its latency counts from `*due`
//   pace.exhausted(now)                         // nothing will be due any more
//
// Closed loop: a request is due as soon as there is room for it. Open loop: the k-th request is due at k / rate
// whatever became of those before it; who finds no free stream is begun later and still counts from when it was due, so
// that a server that stalls cannot hide it (no coordinated omission).
#pragma once

#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>

namespace weft::cli::load {

struct Timetable {
  // No request is due before this; requests that are due before `measured` are warm-up.
  Time begin{};
  Time measured{};
  // No request is due at this time or later.
  Time end = never;
  // Requests of the measurement; the warm-up has as many as it takes.
  std::uint64_t count = ~std::uint64_t{0};
  // A second; 0 is a closed loop.
  double rate = 0;
  // Threads take turns: this one has the first, the second … request of each round.
  std::uint64_t turn = 0;
  std::uint64_t turns = 1;
};

class Pace {
 public:
  // Never due: before the start.
  Pace() { timetable_.count = 0; }
  explicit Pace(const Timetable& timetable);

  std::optional<Time> next(Time now) {
    const Time due = next_due_ == closed_loop ? now : next_due_;
    if (due > now || due >= timetable_.end) return std::nullopt;
    if (due >= timetable_.measured) {
      if (left_ == 0) return std::nullopt;
      --left_;
    }
    if (next_due_ != closed_loop) advance();
    return due;
  }
  bool exhausted(Time now) const;

  bool open_loop() const { return timetable_.rate > 0; }
  // Open loop: when the next request is due, `never` if there is none left.
  Time next_due() const;
  // Open loop: how many requests are due and not begun, counted up to `most`.
  std::uint64_t waiting(Time now, std::uint64_t most = ~std::uint64_t{0}) const;
  // How many requests were asked for and not begun, once no request is begun any more.
  std::uint64_t unsent(Time now) const;

 private:
  // At faster rates requests are due in steps of this: a turn for each request would cost more than the request.
  static constexpr Duration shortest_step = std::chrono::microseconds(100);
  static constexpr Time closed_loop = Time::min();

  Time due_of(std::uint64_t number) const;
  void advance() { next_due_ = due_of(++number_); }

  Timetable timetable_;
  std::uint64_t left_ = 0;
  std::uint64_t number_ = 0;
  Time next_due_ = closed_loop;
};

}  // namespace weft::cli::load
