#include <cli/check/attempts.hpp>

#include <utility>

namespace weft::cli::check {

namespace {

constexpr int most_times = 3;
// So many requests may fail before a peer is called dead.
constexpr int most_silences = 4;

}  // namespace

Attempts::Attempts(Finding& finding) : finding_(&finding) {
  finding.flaky = false;
}

void Attempts::add(Attempt attempt) {
  const bool is_first = times_++ == 0;
  if (!is_first) finding_->flaky = finding_->flaky || attempt.sort != finding_->sort;
  if (!is_first && attempt.sort <= finding_->sort) return;
  finding_->sort = attempt.sort;
  finding_->found = std::move(attempt.found);
  // A case that is exact is told without them.
  if (attempt.sort == Sort::exact) return;
  finding_->exchange = std::move(attempt.exchange);
  finding_->recording = std::move(attempt.recording);
}

void Attempts::add_untried(std::string missing) {
  if (have_begun()) return;
  finding_->sort = Sort::not_tried;
  finding_->found = std::move(missing);
}

bool Attempts::are_in_doubt() const {
  return have_begun() && times_ < most_times && !holds(finding_->sort, false);
}

bool Attempts::may_live() {
  return ++silences_ < most_silences;
}

}  // namespace weft::cli::check
