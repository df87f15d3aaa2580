// Draws from time to time what is under way: not for requests that are over soon, and not so often that it flickers.
#pragma once

#include <cli/get/bars.hpp>
#include <cli/get/board.hpp>
#include <cli/get/listener.hpp>
#include <cli/get/screen.hpp>

namespace weft::cli::get {

class Painter {
 public:
  static constexpr Duration first_after = std::chrono::milliseconds(500);
  static constexpr Duration period = std::chrono::milliseconds(100);

  Painter(const Board& board, const Listener& listener, Screen& screen, Time began)
      : board_(board), listener_(listener), screen_(screen), next_(began + first_after) {}

  // Whenever there is time.
  void paint(Time now);

 private:
  Picture picture(Time now);

  const Board& board_;
  const Listener& listener_;
  Screen& screen_;
  Time next_;
  Speed speed_;
};

// The cause for which each request waits, in the order of the command line.
std::vector<WaitsFor> causes_of(const std::vector<Board::Entry>& entries, const Listener& listener);

}  // namespace weft::cli::get
