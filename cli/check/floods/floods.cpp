#include <cli/check/floods/floods.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <cli/check/questions.hpp>
#include <cli/check/visit.hpp>

namespace weft::cli::check {

namespace {

using conformance::Abuse;
using conformance::Case;
using conformance::Verdict;

// Others ask no more where nobody is served.
constexpr std::size_t most_unserved = 4;
// Connections that do nothing hold others up at once, or not at all.
constexpr Duration longest_slowness = std::chrono::milliseconds(500);

Time clock_now() {
  return std::chrono::steady_clock::now();
}

Fate fate_of(const VisitResult& flood) {
  if (!flood.unreachable.empty()) return Fate::not_tried;
  switch (flood.judgement.verdict) {
    case Verdict::exact:
      return Fate::borne;
    case Verdict::hangs:
      return Fate::silent;
    default:
      break;
  }
  return Fate::ended;
}

class Performance {
 public:
  Performance(const Place& place, const FloodOptions& options) : place_(place), bare_(place), options_(options) {
    bare_.tls = nullptr;
  }

  FloodFindings run(const std::vector<const Abuse*>& floods);

 private:
  void begin(const VisitResult& asked, const std::vector<const Abuse*>& floods);
  void next();
  std::string_view missing(const Abuse& one) const;
  void pour();
  void poured(const VisitResult& flood);
  void ask_for_another();
  void answered(const VisitResult& other, Duration took);
  void measure();
  Cost growth() const;
  void perform_twin();
  void stop(const std::string& why);

  FloodFinding& finding() { return findings_.floods[at_]; }
  Cost cost() const { return options_.pid ? cost_of(*options_.pid) : Cost(); }
  using Done = std::function<void(const VisitResult&)>;
  std::unique_ptr<Visit> visit(const Case& one, Done done) {
    return visit(place_, one, options_.patience, std::move(done));
  }
  std::unique_ptr<Visit> visit(const Place& place, const Case& one, const conformance::Patience& patience, Done done) {
    return std::make_unique<Visit>(loop_, place, one, peer_, patience,
                                   [done = std::move(done)](Visit& visit) { done(VisitResult(visit.result())); });
  }
  std::unique_ptr<Visit> flood_on_a_connection();

  io::Loop loop_;
  const Place& place_;
  // The same without TLS.
  Place bare_;
  const FloodOptions& options_;
  conformance::Peer peer_;
  FloodFindings findings_;
  std::size_t at_ = 0;
  Cost before_;
  // The system counts the peak of memory for this flood; and the most that was seen where it does not.
  bool has_peak_ = false;
  std::int64_t most_memory_ = 0;
  bool is_over_ = false;
  // The request that others are at was begun behind the flood.
  bool is_last_ = false;
  std::vector<std::unique_ptr<Visit>> flood_;
  // Connections that are not through with it.
  std::size_t pouring_ = 0;
  std::unique_ptr<Visit> other_;
};

FloodFindings Performance::run(const std::vector<const Abuse*>& floods) {
  peer_.scheme = to_string(place_.url.scheme);
  peer_.authority = place_.url.authority;
  peer_.path = place_.url.target;
  const auto first = visit(question(), [&](const VisitResult& asked) { begin(asked, floods); });
  loop_.run();
  return std::move(findings_);
}

void Performance::begin(const VisitResult& asked, const std::vector<const Abuse*>& floods) {
  if (!asked.unreachable.empty()) return stop(asked.unreachable);
  if (asked.judgement.verdict == Verdict::hangs) return stop("no answer to a request");
  peer_ = asked.peer;
  for (const Abuse* one : floods) findings_.floods.push_back({.one = one});
  next();
}

void Performance::next() {
  for (; at_ < findings_.floods.size(); ++at_) {
    finding().found = missing(*finding().one);
    if (finding().found.empty()) return pour();
  }
  loop_.stop();
}

std::string_view Performance::missing(const Abuse& one) const {
  if (one.beneath_tls && place_.tls == nullptr) return "TLS";
  return conformance::missing(one.flood.needs, peer_);
}

void Performance::pour() {
  is_over_ = false;
  is_last_ = false;
  flood_.clear();
  has_peak_ = options_.pid && forget_peak(*options_.pid);
  before_ = cost();
  most_memory_ = before_.memory;
  pouring_ = finding().one->connections;
  for (std::size_t i = 0; i < finding().one->connections; ++i) flood_.push_back(flood_on_a_connection());
  ask_for_another();
}

std::unique_ptr<Visit> Performance::flood_on_a_connection() {
  const Abuse& one = *finding().one;
  conformance::Patience patience = options_.patience;
  if (one.is_slow) patience.answer = std::min(patience.answer, longest_slowness);
  return visit(one.beneath_tls ? bare_ : place_, one.flood, patience,
               [this](const VisitResult& flood) { poured(flood); });
}

// The server is judged by the connection on which it lets the flood go furthest.
void Performance::poured(const VisitResult& flood) {
  const Fate fate = fate_of(flood);
  const bool is_first = pouring_ == finding().one->connections;
  if (is_first || (fate != Fate::not_tried && (finding().fate == Fate::not_tried || fate > finding().fate))) {
    finding().fate = fate;
    finding().found = flood.unreachable.empty() ? flood.judgement.found : flood.unreachable;
    finding().recording = flood.recording;
    finding().alike = 0;
  }
  if (fate == finding().fate) ++finding().alike;
  if (--pouring_ > 0) return;
  is_over_ = true;
  if (other_ == nullptr) measure();
}

void Performance::ask_for_another() {
  is_last_ = is_over_;
  other_ = visit(sign_of_life(),
                 [this, began = clock_now()](const VisitResult& other) { answered(other, clock_now() - began); });
}

void Performance::answered(const VisitResult& other, Duration took) {
  const bool is_served = other.unreachable.empty() && other.judgement.holds();
  ++(is_served ? finding().served : finding().unserved);
  finding().slowest = std::max(finding().slowest, took);
  if (options_.pid && !has_peak_) most_memory_ = std::max(most_memory_, cost().memory);
  if (is_last_) return is_served ? measure() : stop("no request of another was answered behind a flood");
  if (is_over_ || finding().unserved < most_unserved) return ask_for_another();
  other_.reset();
}

void Performance::measure() {
  if (other_ == nullptr) return ask_for_another();
  if (options_.pid) finding().cost = growth();
  perform_twin();
}

// The system's own peak has everything in it; the memory of now and then is the best that there is without it.
Cost Performance::growth() const {
  Cost growth = cost() - before_;
  if (!has_peak_) growth.peak = std::max({growth.peak, growth.memory, most_memory_ - before_.memory});
  return growth;
}

void Performance::perform_twin() {
  other_ = visit(finding().one->twin, [this](const VisitResult& twin) {
    finding().twin = twin.judgement;
    if (!twin.unreachable.empty()) finding().twin = {Verdict::hangs, twin.unreachable};
    finding().exchange = twin.exchange;
    finding().twin_recording = twin.recording;
    ++at_;
    next();
  });
}

void Performance::stop(const std::string& why) {
  findings_.unreachable = why;
  for (std::size_t left = at_ + 1; left < findings_.floods.size(); ++left) {
    findings_.floods[left].found = "the server had gone";
  }
  loop_.stop();
}

}  // namespace

std::string_view to_string(Fate fate) {
  switch (fate) {
    case Fate::ended:
      return "ended";
    case Fate::borne:
      return "borne";
    case Fate::silent:
      return "silent";
    case Fate::not_tried:
      break;
  }
  return "not tried";
}

bool was_begun(const FloodFinding& finding) {
  return finding.served + finding.unserved > 0;
}

std::vector<std::string> unmet(const FloodFinding& finding) {
  if (!was_begun(finding)) return {};
  std::vector<std::string> duties;
  if (finding.unserved > 0) duties.emplace_back("every request of others is answered");
  if (!finding.twin || !finding.twin->holds())
    duties.push_back(fmt::format("honest traffic is served: {}", words_of(finding.one->twin.expected)));
  const std::int64_t growth = most_growth(finding.one->connections);
  if (finding.cost && std::max(finding.cost->memory, finding.cost->peak) > growth)
    duties.push_back(fmt::format("memory grows by at most {} MiB", growth / (1024 * 1024)));
  return duties;
}

bool holds(const FloodFinding& finding) {
  return unmet(finding).empty();
}

bool holds(const FloodFindings& findings) {
  return findings.unreachable.empty() &&
         std::ranges::all_of(findings.floods, [](const FloodFinding& finding) { return holds(finding); });
}

FloodFindings perform(const Place& place, const std::vector<const Abuse*>& floods, const FloodOptions& options) {
  return Performance(place, options).run(floods);
}

}  // namespace weft::cli::check
