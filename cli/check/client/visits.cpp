#include <cli/check/client/visits.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <cli/check/client/page.hpp>
#include <cli/check/client/reception.hpp>
#include <cli/check/client/round.hpp>
#include <cli/support/until_interrupt.hpp>
#include <weft/io/output.hpp>

namespace weft::cli::check {

namespace {

using conformance::Case;

class Visits final : private VisitorUser {
 public:
  Visits(const std::vector<const Case*>& cases, const ClientOptions& options, const OnFinding& tell)
      : tell_(tell), page_(start_page(cases)), reception_(loop_, options, static_cast<VisitorUser&>(*this)) {
    findings_.role = http::Role::client;
    for (const Case* one : cases)
      findings_.cases.push_back({one, Sort::not_tried, "a visit", conformance::words_of_client(one->expected)});
  }

  Findings run() {
    const UntilInterrupt until_interrupt(loop_);
    io::tell(fmt::format("weft: {}/ has a link for each case, and {}/#all performs them in a browser",
                         reception_.origin(), reception_.origin()));
    for (const Finding& finding : findings_.cases) io::tell(fmt::format("{}/{}", reception_.origin(), finding.one->id));
    loop_.run();
    return std::move(findings_);
  }

 private:
  // The case whose URL has this path, whatever stands behind a "?"; null for none.
  Finding* finding_of(std::string_view path) {
    const std::string_view id = path.substr(1, path.find('?') - 1);
    const auto found = std::ranges::find_if(findings_.cases, [id](const Finding& each) { return each.one->id == id; });
    return found == findings_.cases.end() ? nullptr : &*found;
  }

  void on_request(Visitor& visitor) override {
    const std::string& path = visitor.talk().peer().path;
    if (path == "/") return visitor.talk().respond("200", "text/html", page_, visitor.now());
    Finding* finding = path.starts_with('/') ? finding_of(path) : nullptr;
    if (finding == nullptr) return respond_plainly(visitor, "404", "there is no such case\n");
    // A request that is made again has an ordinary answer.
    if (!visited_.insert(path).second) return respond_plainly(visitor, "200", "ok\n");
    of_visitors_[&visitor] = finding;
    visitor.talk().perform(*finding->one, visitor.now());
  }

  void on_heard(Visitor& visitor) override {
    const auto found = of_visitors_.find(&visitor);
    if (found == of_visitors_.end()) return;
    Finding& finding = *found->second;
    note(finding, visitor);
    tell_(finding);
    done_.insert(&finding);
    if (done_.size() == findings_.cases.size()) loop_.stop();
  }
  void on_gone(Visitor& visitor) override { of_visitors_.erase(&visitor); }

  static void note(Finding& finding, Visitor& visitor) {
    const conformance::ClientConversation& talk = visitor.talk();
    if (!talk.missing().empty()) {
      finding.found = talk.missing();
      return;
    }
    const conformance::Judgement judgement = talk.judgement();
    finding.sort = sort_of(judgement.verdict);
    finding.found = judgement.found;
    finding.exchange = visitor.exchange().words();
    finding.recording = visitor.exchange().recording();
  }

  io::Loop loop_;
  const OnFinding& tell_;
  const std::string page_;
  Findings findings_;
  std::set<std::string> visited_;
  std::set<const Finding*> done_;
  std::map<const Visitor*, Finding*> of_visitors_;
  Reception reception_;
};

}  // namespace

Findings await_visits(const std::vector<const Case*>& cases, const ClientOptions& options, const OnFinding& tell) {
  return Visits(cases, options, tell).run();
}

}  // namespace weft::cli::check
