#include <cli/check/survey.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <cli/check/asking.hpp>
#include <cli/check/attempts.hpp>
#include <cli/check/questions.hpp>
#include <cli/check/visit.hpp>

namespace weft::cli::check {

namespace {

using conformance::Case;

// A server that dies of so many cases is left alone.
constexpr int most_deaths = 20;
constexpr Duration between_looks = std::chrono::milliseconds(200);

bool lives(const VisitResult& looked) {
  return looked.unreachable.empty() && looked.judgement.holds();
}

std::string why_dead(const VisitResult& looked) {
  return looked.unreachable.empty() ? "it does not answer any more" : looked.unreachable;
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
  std::optional<Attempts> attempts_;
  std::unique_ptr<Visit> visit_;
};

// Calls when it is time.
class Alarm final : public io::Deadline {
 public:
  explicit Alarm(std::function<void()> call) : call_(std::move(call)) {}
  void on_deadline(Time) override { call_(); }

 private:
  std::function<void()> call_;
};

class Surveyor {
 public:
  Surveyor(const Place& place, const SurveyOptions& options) : place_(place), options_(options) {}

  Findings run(const std::vector<const Case*>& cases);

  // The next case that nobody has; null where there is none.
  Finding* take();
  // No request is answered any more. A case that has not reached the server did not do it.
  void died(Finding& finding, bool reached, const std::string& why);
  // A lane has nothing more to do.
  void rested();

  std::unique_ptr<Visit> visit(const Case& one, Visit::Done done) {
    return std::make_unique<Visit>(loop_, place_, one, findings_.peer, options_.patience, std::move(done));
  }

 private:
  void begin(const VisitResult& asked, const std::vector<const Case*>& cases);
  void start();
  void all_rested();
  void find_the_killer();
  void look_for_a_comeback();
  void give_up();

  io::Loop loop_;
  const Place& place_;
  const SurveyOptions& options_;
  Findings findings_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::size_t busy_ = 0;
  std::deque<Finding*> queue_;

  // Why nothing is answered; empty while the server lives.
  std::string dead_;
  int deaths_ = 0;
  // The cases that were under way when it died, and those of them that are still to be performed alone.
  std::vector<Finding*> suspects_;
  std::vector<const Case*> together_;
  std::deque<Finding*> alone_;
  bool is_alone_ = false;
  bool is_explained_ = false;
  Time waits_until_{};
  std::unique_ptr<Visit> look_;
  Alarm alarm_{[this] { look_for_a_comeback(); }};
};

void Lane::next() {
  Finding* const finding = surveyor_.take();
  if (finding == nullptr) return surveyor_.rested();
  attempts_.emplace(*finding);
  perform();
}

void Lane::perform() {
  visit_ = surveyor_.visit(*attempts_->finding().one, [this](Visit& visit) { performed(VisitResult(visit.result())); });
}

void Lane::performed(const VisitResult& result) {
  if (!result.unreachable.empty()) {
    attempts_->add_untried(result.unreachable);
    return look_for_life();
  }
  attempts_->add({sort_of(result.judgement.verdict), result.judgement.found, result.exchange, result.recording});
  attempts_->are_in_doubt() ? perform() : look_for_life();
}

void Lane::look_for_life() {
  visit_ = surveyor_.visit(sign_of_life(), [this](Visit& visit) { looked(VisitResult(visit.result())); });
}

void Lane::looked(const VisitResult& result) {
  if (lives(result)) return next();
  if (attempts_->may_live()) return look_for_life();
  surveyor_.died(attempts_->finding(), attempts_->have_begun(), why_dead(result));
  next();
}

Findings Surveyor::run(const std::vector<const Case*>& cases) {
  conformance::Peer& peer = findings_.peer;
  peer.scheme = to_string(place_.url.scheme);
  peer.authority = place_.url.authority;
  peer.path = place_.url.target;
  const Asking first(loop_, place_, peer, options_.patience, [&](const VisitResult& asked) { begin(asked, cases); });
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
        {one, missing.empty() ? Sort::exact : Sort::not_tried, std::string(missing), words_of(*one)});
  }
  for (Finding& finding : findings_.cases) {
    if (finding.sort != Sort::not_tried) queue_.push_back(&finding);
  }
  start();
}

// A suspect has all of the server for itself.
void Surveyor::start() {
  const std::size_t lanes = is_alone_ ? 1 : std::max<std::size_t>(1, options_.at_a_time);
  lanes_.clear();
  busy_ = lanes;
  for (std::size_t i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<Lane>(*this));
  for (const auto& lane : lanes_) lane->next();
}

Finding* Surveyor::take() {
  std::deque<Finding*>& from = is_alone_ ? alone_ : queue_;
  if (!dead_.empty() || from.empty()) return nullptr;
  Finding* const next = from.front();
  from.pop_front();
  return next;
}

void Surveyor::died(Finding& finding, bool reached, const std::string& why) {
  dead_ = why;
  if (reached) {
    suspects_.push_back(&finding);
  } else {
    (is_alone_ ? alone_ : queue_).push_front(&finding);
  }
}

// The lane that rests last is still at work.
void Surveyor::rested() {
  if (--busy_ == 0) loop_.post([this] { all_rested(); });
}

void Surveyor::all_rested() {
  if (!dead_.empty()) return find_the_killer();
  if (std::exchange(is_alone_, false) && !is_explained_) findings_.deaths.push_back(together_);
  if (queue_.empty()) return loop_.stop();
  start();
}

void Surveyor::find_the_killer() {
  if (suspects_.size() == 1) {
    suspects_.front()->sort = Sort::killed;
    is_explained_ = true;
  } else if (!suspects_.empty()) {
    alone_.assign(suspects_.begin(), suspects_.end());
    together_.clear();
    for (const Finding* suspect : suspects_) together_.push_back(suspect->one);
    is_alone_ = true;
    is_explained_ = false;
  } else {
    findings_.deaths.emplace_back();
  }
  suspects_.clear();
  if (++deaths_ == most_deaths || (alone_.empty() && queue_.empty())) return give_up();
  if (options_.restart) options_.restart();
  waits_until_ = std::chrono::steady_clock::now() + options_.comeback;
  look_for_a_comeback();
}

void Surveyor::look_for_a_comeback() {
  look_ = visit(sign_of_life(), [this](Visit& visit) {
    const Time now = std::chrono::steady_clock::now();
    if (lives(visit.result())) {
      dead_.clear();
      start();
    } else if (now < waits_until_) {
      loop_.deadlines().arm(alarm_, now + between_looks);
    } else {
      give_up();
    }
  });
}

void Surveyor::give_up() {
  if (is_explained_) queue_.insert(queue_.end(), alone_.begin(), alone_.end());
  for (Finding* suspect : alone_) suspect->sort = Sort::suspected;
  for (Finding* left : queue_) {
    left->sort = Sort::not_tried;
    left->found = "the server had gone";
  }
  findings_.unreachable = dead_;
  loop_.stop();
}

}  // namespace

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
    case Sort::suspected:
      return "suspected";
    case Sort::not_tried:
      break;
  }
  return "not tried";
}

std::string_view to_string(http::Role role) {
  return role == http::Role::server ? "server" : "client";
}

bool holds(Sort sort, bool strict) {
  if (sort == Sort::not_tried) return true;
  return strict ? sort == Sort::exact : sort < Sort::wrong;
}

bool holds(const Findings& findings, bool strict) {
  return findings.unreachable.empty() && findings.deaths.empty() &&
         std::ranges::all_of(findings.cases, [strict](const Finding& finding) { return holds(finding.sort, strict); });
}

Findings survey(const Place& place, const std::vector<const conformance::Case*>& cases, const SurveyOptions& options) {
  return Surveyor(place, options).run(cases);
}

}  // namespace weft::cli::check
