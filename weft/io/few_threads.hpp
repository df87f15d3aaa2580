// A few threads for work that may block. A thread is there while there is work.
#pragma once

#include <functional>
#include <memory>

namespace weft::io {

class FewThreads {
 public:
  static constexpr int most = 4;

  FewThreads();
  // Work that has not begun is not done. Threads that are at work end with it.
  ~FewThreads();
  FewThreads(const FewThreads&) = delete;
  FewThreads& operator=(const FewThreads&) = delete;

  // On any thread. `work` throws nothing. Throws std::system_error where no thread is to be had; it is not done then.
  void add(std::function<void()> work);

 private:
  struct State;

  // Shared with the threads, which may stay longer.
  std::shared_ptr<State> state_;
};

}  // namespace weft::io
