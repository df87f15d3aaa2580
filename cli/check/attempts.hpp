// The times that one case is performed. One that fails is repeated, the worst of all times is told, and one that does
// not come out the same each time is flaky. A sign of life is looked for behind them.
//
//   Attempts attempts(finding);
//   attempts.add({Sort::wrong, "GOAWAY NO_ERROR", words, recording});      // or attempts.add_untried("pushes")
//   if (attempts.are_in_doubt()) … perform it again
//   … a request afterwards was not answered: if (attempts.may_live()) … make another
#pragma once

#include <string>

#include <cli/check/survey.hpp>

namespace weft::cli::check {

// The outcome of one time.
struct Attempt {
  Sort sort{};
  std::string found = {};
  std::string exchange = {};
  std::string recording = {};
};

class Attempts {
 public:
  // `finding` must outlive it. Former times do not count.
  explicit Attempts(Finding& finding);

  Finding& finding() const { return *finding_; }
  void add(Attempt attempt);
  // It could not be performed for want of this.
  void add_untried(std::string missing);
  // The peer was there for it.
  bool have_begun() const { return times_ > 0; }
  // It fails, and was not repeated often enough to know whether it always does.
  bool are_in_doubt() const;
  // A request afterwards was not answered. Whether another has to be made: a peer that comes back has not been killed.
  bool may_live();

 private:
  Finding* finding_;
  int times_ = 0;
  int silences_ = 0;
};

}  // namespace weft::cli::check
