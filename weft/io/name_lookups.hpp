// Asks for the addresses of names on a few threads, each name once at a time: those that ask for a name that is being
// looked up share its answer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <weft/io/address.hpp>
#include <weft/io/few_threads.hpp>

namespace weft::io {

// Either addresses or an error.
struct NameAnswer {
  std::vector<SocketAddress> addresses = {};  // their port is 0
  std::error_code error = {};
};

class NameLookups {
 public:
  class Waiter {
   public:
    // On any thread, and under a lock: it passes the answer on and does nothing else.
    virtual void on_answer(std::shared_ptr<const NameAnswer> answer) = 0;

   protected:
    ~Waiter() = default;
  };

  // Called on several threads.
  using LookUp = std::function<NameAnswer(const std::string& name)>;

  explicit NameLookups(LookUp look_up);
  // Nobody waits any more. Threads that still look up a name end when they have its answer.
  ~NameLookups();
  NameLookups(const NameLookups&) = delete;
  NameLookups& operator=(const NameLookups&) = delete;

  // Those of this process, which ask the system.
  static NameLookups& of_process();

  void ask(const std::string& name, Waiter& waiter);
  // A waiter is told or forgotten before it goes. Returns at once, even where the name is being looked up; nothing is
  // told afterwards.
  void forget(const std::string& name, Waiter& waiter);

 private:
  struct State;

  // Shared with the threads, which may stay longer.
  std::shared_ptr<State> state_;
  // Goes first: names that no thread has taken are not looked up then.
  FewThreads threads_;
};

// The system's answer (getaddrinfo) to a name, and to an address, which takes no time and fails for a name.
NameAnswer ask_system(const std::string& name);
NameAnswer read_address(const std::string& text);

}  // namespace weft::io
