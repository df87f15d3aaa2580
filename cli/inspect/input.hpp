// Standard input, read on a thread of its own: a terminal, a pipe and a file alike, and nobody waits for them.
#pragma once

#include <string_view>
#include <thread>

#include <weft/io/descriptor.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli::inspect {

class InputUser {
 public:
  // On the loop's thread. Nothing more comes until Input::go_on().
  virtual void on_input(std::string_view octets) = 0;
  virtual void on_input_end() = 0;

 protected:
  ~InputUser() = default;
};

class Input {
 public:
  Input(io::Loop& loop, InputUser& user);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // The next octets are wanted.
  void go_on();

 private:
  void run();
  bool await_input() const;

  io::Loop& loop_;
  InputUser& user_;
  // An octet is a wish for more; the end ends the thread.
  io::Descriptor wishes_;
  io::Descriptor wish_;
  std::thread thread_;
};

}  // namespace weft::cli::inspect
