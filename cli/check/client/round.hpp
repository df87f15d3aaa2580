// One run of a command for one case.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <cli/check/client/program.hpp>
#include <cli/check/client/visitor.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli::check {

struct RoundResult {
  // The client made the request, and made it again on another connection.
  bool came = false;
  bool came_again = false;
  std::string_view missing = {};
  conformance::Expected expected = {};
  conformance::ClientHeard heard = {};
  std::string exchange = {};
  std::string recording = {};
  Program::End end = {};
  // The command did not end in time.
  bool hung = false;
};

class Round final : private io::Deadline {
 public:
  using Done = std::function<void(const RoundResult& result)>;

  // `done` is called once, from the loop; the round may be destroyed from there. Throws std::runtime_error where there
  // is no such program.
  Round(io::Loop& loop, const conformance::Case& one, const conformance::Patience& patience,
        const std::vector<std::string>& words, Done done);
  ~Round() override;

  // A request for the URL of the round: the first one is for the case, all others get an ordinary answer.
  void on_request(Visitor& visitor);
  // A connection is over.
  void on_heard(Visitor& visitor);

 private:
  void on_deadline(Time now) override;
  void ended(Program::End end);
  void note(Visitor& visitor);
  void finish();

  io::Loop& loop_;
  const conformance::Case& one_;
  const conformance::Patience patience_;
  Done done_;
  RoundResult result_;
  // The connection of the case, while it lasts.
  Visitor* visitor_ = nullptr;
  bool has_ended_ = false;
  bool has_heard_ = false;
  std::unique_ptr<Program> program_;
};

// An answer that is no part of a case.
void respond_plainly(Visitor& visitor, std::string_view status, std::string_view text);

}  // namespace weft::cli::check
