// Work that may block, done on one of a few threads of the process. Its end is told on the loop.
//
//   io::Errand errand(loop, [question] { question->ask(); }, [this, question] { tell(question->answer); });
#pragma once

#include <functional>
#include <memory>

namespace weft::io {

class Loop;

// On the loop's thread.
class Errand {
 public:
  // `work` may still go on when the errand has gone, so it shares what it needs, and it throws nothing. `done` is
  // called once, with nothing of the caller on the stack; the errand may be destroyed from there.
  Errand(Loop& loop, std::function<void()> work, std::function<void()> done);
  // `done` is not called any more, and work that has not begun is not done.
  ~Errand();
  Errand(const Errand&) = delete;
  Errand& operator=(const Errand&) = delete;

 private:
  struct State;

  // Shared with the thread and with the news on their way to the loop.
  std::shared_ptr<State> state_;
};

}  // namespace weft::io
