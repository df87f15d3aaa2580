#include <cli/check/client/round.hpp>

#include <utility>

namespace weft::cli::check {

namespace {

// In times of the patience for an answer: a program may take so long to begin, and so long to end when all has been
// said to it.
constexpr int longest_beginning = 10;
constexpr int longest_end = 2;

}  // namespace

void respond_plainly(Visitor& visitor, std::string_view status, std::string_view text) {
  visitor.talk().respond(status, "text/plain", text, visitor.now());
}

Round::Round(io::Loop& loop, const conformance::Case& one, const conformance::Patience& patience,
             const std::vector<std::string>& words, Done done)
    : loop_(loop), one_(one), patience_(patience), done_(std::move(done)) {
  program_ = std::make_unique<Program>(loop, words, [this](Program::End end) { ended(end); });
  loop_.deadlines().arm(*this, loop_.now() + longest_beginning * patience_.answer);
}

Round::~Round() {
  loop_.deadlines().disarm(*this);
}

void Round::on_request(Visitor& visitor) {
  if (std::exchange(result_.came, true)) {
    result_.came_again = true;
    return respond_plainly(visitor, "200", "ok\n");
  }
  visitor_ = &visitor;
  visitor.talk().perform(one_, visitor.now());
}

void Round::on_heard(Visitor& visitor) {
  if (&visitor != visitor_) return;
  note(visitor);
  visitor_ = nullptr;
  has_heard_ = true;
  if (has_ended_) return finish();
  loop_.deadlines().arm(*this, loop_.now() + longest_end * patience_.answer);
}

void Round::note(Visitor& visitor) {
  result_.missing = visitor.talk().missing();
  result_.expected = visitor.talk().expected();
  result_.heard = visitor.talk().heard();
  result_.exchange = visitor.exchange().words();
  result_.recording = visitor.exchange().recording();
}

void Round::ended(Program::End end) {
  has_ended_ = true;
  result_.end = end;
  // The end of its connection may be on its way.
  const bool is_over = has_heard_ || !result_.came;
  if (is_over) return finish();
  loop_.deadlines().arm(*this, loop_.now() + patience_.answer);
}

void Round::on_deadline(Time /*now*/) {
  if (has_ended_) return finish();
  result_.hung = true;
  program_->kill();
}

void Round::finish() {
  loop_.deadlines().disarm(*this);
  if (visitor_ != nullptr) note(*visitor_);
  const Done done = std::move(done_);
  done(result_);
}

}  // namespace weft::cli::check
