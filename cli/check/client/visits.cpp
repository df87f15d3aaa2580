#include <cli/check/client/visits.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <cli/check/attempts.hpp>
#include <cli/check/client/page.hpp>
#include <cli/check/client/reception.hpp>
#include <cli/check/client/round.hpp>
#include <cli/support/until_interrupt.hpp>
#include <weft/io/output.hpp>

namespace weft::cli::check {

namespace {

using conformance::Case;

// "wrong, but not each time, worth another visit"
std::string words_of(const Attempts& attempts) {
  const Finding& finding = attempts.finding();
  return fmt::format("{}{}{}", to_string(finding.sort), finding.flaky ? ", but not each time" : "",
                     attempts.are_in_doubt() ? ", worth another visit" : "");
}

class Visits final : private VisitorUser {
 public:
  Visits(const std::vector<const Case*>& cases, const ClientOptions& options, const OnFinding& tell)
      : tell_(tell), reception_(loop_, options, static_cast<VisitorUser&>(*this)) {
    findings_.role = http::Role::client;
    for (const Case* one : cases)
      findings_.cases.push_back({one, Sort::not_tried, "a visit", conformance::words_of_client(one->expected)});
    for (Finding& finding : findings_.cases) attempts_.emplace_back(finding);
  }

  Findings run() {
    const UntilInterrupt until_interrupt(loop_);
    io::tell(fmt::format("weft: {}/ has a link for each case, and {}/#all performs them in a browser",
                         reception_.origin(), reception_.origin()));
    for (const Finding& finding : findings_.cases) io::tell(fmt::format("{}/{}", reception_.origin(), finding.one->id));
    loop_.run();
    if (visited_cases_.empty()) return {.unreachable = "no client has come", .role = http::Role::client};
    return std::move(findings_);
  }

 private:
  // The case whose URL has this path, whatever stands behind a "?"; null for none.
  Attempts* attempts_at(std::string_view path) {
    if (!path.starts_with('/')) return nullptr;
    const std::string_view id = path.substr(1, path.find('?') - 1);
    const auto found =
        std::ranges::find_if(attempts_, [id](const Attempts& each) { return each.finding().one->id == id; });
    return found == attempts_.end() ? nullptr : &*found;
  }

  std::string page() const {
    std::vector<Offer> offers;
    for (const Attempts& each : attempts_)
      offers.push_back({each.finding().one, each.have_begun() ? words_of(each) : std::string()});
    return start_page(offers);
  }

  void on_request(Visitor& visitor) override {
    const std::string& path = visitor.talk().peer().path;
    if (path == "/") return visitor.talk().respond("200", "text/html", page(), visitor.now());
    Attempts* const attempts = attempts_at(path);
    if (attempts == nullptr) return respond_plainly(visitor, "404", "there is no such case\n");
    // A request that is made again has an ordinary answer.
    if (!visited_.insert(path).second) return respond_plainly(visitor, "200", "ok\n");
    of_visitors_[&visitor] = attempts;
    visitor.talk().perform(*attempts->finding().one, visitor.now());
  }

  void on_heard(Visitor& visitor) override {
    const auto found = of_visitors_.find(&visitor);
    if (found == of_visitors_.end()) return;
    Attempts& attempts = *found->second;
    note(attempts, visitor);
    tell_(attempts.finding(), attempts.are_in_doubt());
    visited_cases_.insert(&attempts);
    if (visited_cases_.size() == attempts_.size()) loop_.stop();
  }
  void on_gone(Visitor& visitor) override { of_visitors_.erase(&visitor); }

  static void note(Attempts& attempts, Visitor& visitor) {
    const conformance::ClientConversation& talk = visitor.talk();
    if (!talk.missing().empty()) return attempts.add_untried(std::string(talk.missing()));
    const conformance::Judgement judgement = talk.judgement();
    attempts.add(
        {sort_of(judgement.verdict), judgement.found, visitor.exchange().words(), visitor.exchange().recording()});
  }

  io::Loop loop_;
  const OnFinding& tell_;
  Findings findings_;
  // One for each case, in their order.
  std::vector<Attempts> attempts_;
  std::set<std::string> visited_;
  std::set<const Attempts*> visited_cases_;
  std::map<const Visitor*, Attempts*> of_visitors_;
  Reception reception_;
};

}  // namespace

Findings await_visits(const std::vector<const Case*>& cases, const ClientOptions& options, const OnFinding& tell) {
  return Visits(cases, options, tell).run();
}

}  // namespace weft::cli::check
