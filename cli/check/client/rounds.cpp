#include <cli/check/client/rounds.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <cli/check/attempts.hpp>
#include <cli/check/client/round.hpp>
#include <cli/check/client/upload.hpp>
#include <cli/support/until_interrupt.hpp>

namespace weft::cli::check {

namespace {

using conformance::Case;
using conformance::ClientHeard;
using conformance::Script;

const Case& plain() {
  static const Case one{"0/plain", "a response", {}, conformance::takes(), [](Script&) {}};
  return one;
}

const Case& failing() {
  static const Case one{"0/failing", "RST_STREAM", {}, conformance::gives_up(), [](Script& s) {
                          s.sends().rst_stream(s.stream(), conformance::ErrorCode::internal_error);
                          s.ends_response();
                        }};
  return one;
}

std::string words_of(Program::End end) {
  return end.signal == 0 ? fmt::format("it ended with {}", end.code) : fmt::format("signal {} ended it", end.signal);
}

class Rounds;

// Performs one case after the other.
class Course {
 public:
  explicit Course(Rounds& rounds) : rounds_(rounds) {}

  void next();

 private:
  void perform();
  void performed(const RoundResult& result);
  void look_for_life();

  Rounds& rounds_;
  std::optional<Attempts> attempts_;
};

class Rounds final : private VisitorUser {
 public:
  Rounds(const Command& command, const ClientOptions& options)
      : command_(command), options_(options), reception_(loop_, options, static_cast<VisitorUser&>(*this)) {}

  Findings run(const std::vector<const Case*>& cases);

  // The next case that nobody has; null where there is none.
  Finding* take();
  // Runs the command for a case.
  void begin(const Case& one, Round::Done done);
  conformance::Judgement judge(const RoundResult& result) const;
  // A course has nothing more to do.
  void rested();

 private:
  void on_request(Visitor& visitor) override;
  void on_heard(Visitor& visitor) override;
  void on_gone(Visitor& visitor) override { of_visitors_.erase(&visitor); }

  void ask(const std::vector<const Case*>& cases);
  void perform(const std::vector<const Case*>& cases);
  void refuse(std::string why);
  Round* round_of(const Visitor& visitor);

  io::Loop loop_;
  const Command& command_;
  const ClientOptions& options_;
  const Upload upload_;
  Findings findings_;
  std::size_t next_ = 0;
  std::size_t busy_ = 0;
  // An exit code of the command tells whether its request was answered.
  bool exits_tell_ = false;
  unsigned count_ = 0;
  // By the paths of their URLs.
  std::map<std::string, std::unique_ptr<Round>> rounds_;
  std::map<const Visitor*, std::string> of_visitors_;
  std::vector<std::unique_ptr<Course>> courses_;
  Reception reception_;
};

void Course::next() {
  Finding* const finding = rounds_.take();
  if (finding == nullptr) return rounds_.rested();
  attempts_.emplace(*finding);
  perform();
}

void Course::perform() {
  rounds_.begin(*attempts_->finding().one, [this](const RoundResult& result) { performed(result); });
}

void Course::performed(const RoundResult& result) {
  if (!result.came || !result.missing.empty()) {
    attempts_->add_untried(result.came ? std::string(result.missing) : "no request: " + words_of(result.end));
    return result.came ? next() : look_for_life();
  }
  const bool crashed = result.end.signal != 0 && !result.hung;
  const conformance::Judgement judgement = rounds_.judge(result);
  attempts_->add({crashed ? Sort::killed : sort_of(judgement.verdict), crashed ? words_of(result.end) : judgement.found,
                  result.exchange, result.recording});
  if (attempts_->are_in_doubt()) return perform();
  // A client that has kept a case has shown that it lives.
  if (attempts_->finding().sort == Sort::exact) return next();
  look_for_life();
}

// RFC 9113 says nothing of what a client does for its next request, but it has to make one.
void Course::look_for_life() {
  rounds_.begin(plain(), [this](const RoundResult& result) {
    const bool lives = result.came && rounds_.judge(result).holds();
    if (!lives && attempts_->may_live()) return look_for_life();
    if (!lives) attempts_->finding().sort = Sort::killed;
    next();
  });
}

Findings Rounds::run(const std::vector<const Case*>& cases) {
  findings_.role = http::Role::client;
  const UntilInterrupt until_interrupt(loop_);
  ask(cases);
  loop_.run();
  const bool is_whole = !courses_.empty() && busy_ == 0;
  if (!is_whole && findings_.unreachable.empty()) findings_.unreachable = "a signal ended the check";
  return std::move(findings_);
}

// Asks first whether the client comes in HTTP/2, and whether its exit code tells something.
void Rounds::ask(const std::vector<const Case*>& cases) {
  begin(plain(), [this, cases](const RoundResult& result) {
    if (!result.came) return refuse("the command makes no request in HTTP/2: " + words_of(result.end));
    if (result.hung) return refuse("the command does not end behind an ordinary answer");
    const bool has_failed = result.end.code != 0 || result.end.signal != 0;
    if (has_failed) return refuse("the command fails at an ordinary answer: " + words_of(result.end));
    const conformance::Judgement judgement = judge(result);
    if (!judgement.holds()) return refuse("the client does not take an ordinary answer: " + judgement.found);
    begin(failing(), [this, cases](const RoundResult& failed) {
      exits_tell_ = failed.end.code != 0 || failed.end.signal != 0;
      perform(cases);
    });
  });
}

void Rounds::perform(const std::vector<const Case*>& cases) {
  for (const Case* one : cases)
    findings_.cases.push_back({one, Sort::not_tried, "not reached", conformance::words_of_client(one->expected)});
  busy_ = std::max<std::size_t>(1, options_.at_a_time);
  for (std::size_t i = 0; i < busy_; ++i) courses_.push_back(std::make_unique<Course>(*this));
  for (const auto& course : courses_) course->next();
}

void Rounds::refuse(std::string why) {
  findings_.unreachable = std::move(why);
  loop_.stop();
}

Finding* Rounds::take() {
  return next_ < findings_.cases.size() ? &findings_.cases[next_++] : nullptr;
}

void Rounds::rested() {
  if (--busy_ == 0) loop_.stop();
}

conformance::Judgement Rounds::judge(const RoundResult& result) const {
  using Of = ClientHeard::Program;
  ClientHeard heard = result.heard;
  const bool has_failed = result.end.code != 0 || result.end.signal != 0;
  // The end of a client that has asked again tells of the second answer.
  if (exits_tell_ && !result.came_again) heard.program = has_failed ? Of::failed : Of::succeeded;
  if (result.hung) heard.program = Of::hung;
  return conformance::judge_client(result.expected, heard);
}

void Rounds::begin(const Case& one, Round::Done done) {
  const std::string path = fmt::format("/{}?{}", one.id, ++count_);
  const std::string url = reception_.origin() + path;
  // The round is over before its successor begins, and goes when nothing of it is on the stack.
  const auto over = [this, path, done = std::move(done)](const RoundResult& result) {
    loop_.post([this, path, done, result] {
      rounds_.erase(path);
      done(result);
    });
  };
  rounds_.emplace(
      path, std::make_unique<Round>(loop_, one, options_.patience, command_.words_for(url, upload_.path()), over));
}

Round* Rounds::round_of(const Visitor& visitor) {
  const auto path = of_visitors_.find(&visitor);
  const auto found = path == of_visitors_.end() ? rounds_.end() : rounds_.find(path->second);
  return found == rounds_.end() ? nullptr : found->second.get();
}

void Rounds::on_request(Visitor& visitor) {
  of_visitors_[&visitor] = visitor.talk().peer().path;
  Round* round = round_of(visitor);
  round == nullptr ? respond_plainly(visitor, "404", "there is no such case\n") : round->on_request(visitor);
}

void Rounds::on_heard(Visitor& visitor) {
  if (Round* round = round_of(visitor)) round->on_heard(visitor);
}

}  // namespace

Findings run_command(const Command& command, const std::vector<const Case*>& cases, const ClientOptions& options) {
  return Rounds(command, options).run(cases);
}

}  // namespace weft::cli::check
