#include <cli/check/survey.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <cli/check/visit.hpp>

namespace weft::cli::check {

namespace {

using conformance::Case;
using conformance::Script;

constexpr int repetitions = 2;
// So many requests may fail before a server is called dead: one that comes back has not been killed.
constexpr int most_tries = 4;

// The abilities of a server, and the length of its answer.
const Case& question() {
  static const Case one{"0/question", "a request", {}, conformance::goes_on(), [](Script& s) {
                          s.sends().headers(1, s.get(), testkit::end_stream);
                          s.awaits_end_of(1);
                        }};
  return one;
}

// It lives.
const Case& sign_of_life() {
  static const Case one{"0/sign-of-life", "a request", {}, conformance::goes_on(), [](Script&) {}};
  return one;
}

Sort sort_of(conformance::Verdict verdict) {
  switch (verdict) {
    case conformance::Verdict::exact:
      return Sort::exact;
    case conformance::Verdict::allowed:
      return Sort::allowed;
    case conformance::Verdict::without_goaway:
      return Sort::without_goaway;
    case conformance::Verdict::wrong:
      return Sort::wrong;
    case conformance::Verdict::hangs:
      break;
  }
  return Sort::hangs;
}

class Surveyor;

// Performs one case after the other.
class Lane {
 public:
  explicit Lane(Surveyor& surveyor) : surveyor_(surveyor) {}

  void next();

 private:
  void perform();
  void performed(const VisitResult& result);
  void look_for_life();
  void looked(const VisitResult& result);

  Surveyor& surveyor_;
  Finding* finding_ = nullptr;
  int times_ = 0;
  int tries_ = 0;
  std::unique_ptr<Visit> visit_;
};

class Surveyor {
 public:
  Surveyor(const Place& place, const SurveyOptions& options) : place_(place), options_(options) {}

  Findings run(const std::vector<const Case*>& cases);

  // The next case that nobody has; null where there is none.
  Finding* take();
  void stop(std::string why);
  // A lane has nothing more to do.
  void rested();

  std::unique_ptr<Visit> visit(const Case& one, Visit::Done done) {
    return std::make_unique<Visit>(loop_, place_, one, findings_.peer, options_.patience, std::move(done));
  }
  io::Loop& loop() { return loop_; }

 private:
  void begin(const VisitResult& asked, const std::vector<const Case*>& cases);

  io::Loop loop_;
  const Place& place_;
  const SurveyOptions& options_;
  Findings findings_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::size_t busy_ = 0;
};

void Lane::next() {
  finding_ = surveyor_.take();
  times_ = 0;
  if (finding_ == nullptr) return surveyor_.rested();
  perform();
}

void Lane::perform() {
  visit_ = surveyor_.visit(*finding_->one, [this](Visit& visit) { performed(VisitResult(visit.result())); });
}

void Lane::performed(const VisitResult& result) {
  if (!result.unreachable.empty()) {
    if (times_ == 0) {
      finding_->sort = Sort::not_tried;
      finding_->found = result.unreachable;
    }
    tries_ = 0;
    return look_for_life();
  }
  const Sort sort = sort_of(result.judgement.verdict);
  if (times_ > 0) finding_->flaky = finding_->flaky || sort != finding_->sort;
  // The worst of all times is told.
  if (times_ == 0 || sort > finding_->sort) {
    finding_->sort = sort;
    finding_->found = result.judgement.found;
    finding_->exchange = result.exchange;
  }
  const bool again = times_ < repetitions && !holds(finding_->sort, false);
  ++times_;
  if (again) return perform();
  tries_ = 0;
  look_for_life();
}

void Lane::look_for_life() {
  visit_ = surveyor_.visit(sign_of_life(), [this](Visit& visit) { looked(VisitResult(visit.result())); });
}

void Lane::looked(const VisitResult& result) {
  const bool lives = result.unreachable.empty() && result.judgement.holds();
  if (lives) return next();
  if (++tries_ < most_tries) return look_for_life();
  finding_->sort = Sort::killed;
  surveyor_.stop(result.unreachable.empty() ? "it does not answer any more" : result.unreachable);
  next();
}

Findings Surveyor::run(const std::vector<const Case*>& cases) {
  conformance::Peer& peer = findings_.peer;
  peer.scheme = to_string(place_.url.scheme);
  peer.authority = place_.url.authority;
  peer.path = place_.url.target;
  const auto first = visit(question(), [&](Visit& visit) { begin(VisitResult(visit.result()), cases); });
  loop_.run();
  return std::move(findings_);
}

void Surveyor::begin(const VisitResult& asked, const std::vector<const Case*>& cases) {
  if (asked.peer.body > conformance::room_for_an_answer) {
    findings_.unreachable = fmt::format("the answer has more than {} octets, which is too long for a case",
                                        conformance::room_for_an_answer);
    return loop_.stop();
  }
  const bool answers = asked.unreachable.empty() && asked.judgement.verdict != conformance::Verdict::hangs;
  if (!answers) {
    findings_.unreachable = asked.unreachable.empty() ? "no answer to a request" : asked.unreachable;
    return loop_.stop();
  }
  findings_.peer = asked.peer;
  for (const Case* one : cases) {
    const std::string_view missing = conformance::missing(one->needs, findings_.peer);
    findings_.cases.push_back(
        {one, missing.empty() ? Sort::exact : Sort::not_tried, std::string(missing), words_of(one->expected)});
  }
  const std::size_t lanes = std::max<std::size_t>(1, options_.at_a_time);
  busy_ = lanes;
  for (std::size_t i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<Lane>(*this));
  for (const auto& lane : lanes_) lane->next();
}

Finding* Surveyor::take() {
  while (next_ < findings_.cases.size()) {
    Finding& finding = findings_.cases[next_++];
    if (finding.sort != Sort::not_tried) return &finding;
  }
  return nullptr;
}

void Surveyor::stop(std::string why) {
  if (findings_.unreachable.empty()) findings_.unreachable = std::move(why);
  while (Finding* left = take()) {
    left->sort = Sort::not_tried;
    left->found = "the server had gone";
  }
}

void Surveyor::rested() {
  if (--busy_ == 0) loop_.stop();
}

}  // namespace

std::string_view to_string(Sort sort) {
  switch (sort) {
    case Sort::exact:
      return "exact";
    case Sort::allowed:
      return "allowed";
    case Sort::without_goaway:
      return "without GOAWAY";
    case Sort::wrong:
      return "wrong";
    case Sort::hangs:
      return "hangs";
    case Sort::killed:
      return "killed";
    case Sort::not_tried:
      break;
  }
  return "not tried";
}

bool holds(Sort sort, bool strict) {
  if (sort == Sort::not_tried) return true;
  return strict ? sort == Sort::exact : sort < Sort::wrong;
}

Findings survey(const Place& place, const std::vector<const conformance::Case*>& cases, const SurveyOptions& options) {
  return Surveyor(place, options).run(cases);
}

}  // namespace weft::cli::check
