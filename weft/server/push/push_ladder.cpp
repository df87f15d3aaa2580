#include <weft/server/push/push_ladder.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <weft/http/field_marks.hpp>
#include <weft/http/link_field.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/http/target.hpp>
#include <weft/http/url.hpp>
#include <weft/server/push/push_hint.hpp>
#include <weft/server/push/pushed_cookie.hpp>
#include <weft/server/surroundings.hpp>

namespace weft::server {
namespace {

using http::FieldName;

// A client that has the page asks whether it has changed (RFC 9110 13.1.2, 13.1.3): what belongs to the page is in the
// same cache.
bool is_conditional(const http::Fields& request) {
  return request.find(FieldName::if_none_match) || request.find(FieldName::if_modified_since);
}

// The client, or the state of the connection, forbids the promise; the request that was to be promised is a good one.
bool leaves_a_hint(PushOutcome outcome) {
  switch (outcome) {
    case PushOutcome::http11:
    case PushOutcome::disabled:
    case PushOutcome::client_limit:
    case PushOutcome::own_limit:
    case PushOutcome::connection_closing:
    case PushOutcome::ids_used_up:
      return true;
    default:
      return false;
  }
}

bool has_link(const http::Fields& fields, std::string_view value) {
  const auto is_it = [value](const Field& field) {
    return field.token == http::token(FieldName::link) && field.value == value;
  };
  return std::ranges::any_of(fields, is_it);
}

// The path and query of a reference that stands in a response to `request`; nullopt for one that leads elsewhere.
std::optional<std::string> own_path(const http::RequestHead& request, bool is_secure, std::string_view reference) {
  const auto base =
      http::parse_url(fmt::format("{}://{}{}", is_secure ? "https" : "http", request.authority, request.path));
  if (!base) return std::nullopt;
  auto url = http::resolve(*base, reference);
  if (!url || !same_origin(*base, *url)) return std::nullopt;
  return std::move(url->target);
}

}  // namespace

Pushed PushLadder::push(std::string_view path, const PushOptions& options) {
  const PushOutcome outcome = promise(path, options);
  const Pushed pushed = outcome == PushOutcome::promised ? Pushed() : hint(path, options, outcome);
  note(pushed.rung);
  if (auto* const metrics = context_.state_.surroundings->metrics) metrics->count_push(pushed);
  return pushed;
}

PushOutcome PushLadder::promise(std::string_view path, const PushOptions& options) {
  const PushedRequest request{options.method, context_.request().authority, path};
  if (context_.pushed()) return PushOutcome::parent_is_pushed;
  if (const auto spared = reason_to_spare(request)) return *spared;
  session::server::Exchange& exchange = context_.exchange();
  auto fields = options.fields;
  if (options.priority) fields.push_back({"priority", http::priority_field_value(*options.priority)});
  const PushOutcome outcome = exchange.push(options.method, path, fields);
  if (outcome == PushOutcome::promised) {
    PushDiary::begun(context_.state_.surroundings->notes, exchange.facts().id).pushed(request, exchange.id());
  }
  return outcome;
}

std::optional<PushOutcome> PushLadder::reason_to_spare(const PushedRequest& request) const {
  const http::Fields& fields = context_.request().fields;
  if (is_conditional(fields)) return PushOutcome::conditional_request;
  const PushDiary* const diary = PushDiary::of(context_.state_.surroundings->notes, context_.link().id);
  if (diary != nullptr) {
    if (const auto known = diary->find(request)) return known;
  }
  const PushRules* const rules = context_.state_.site->push.get();
  if (rules == nullptr || !rules->cookie) return std::nullopt;
  const auto marks = marks_of_cookie(fields);
  const bool is_known = std::ranges::find(marks, pushed_mark(request.path)) != marks.end();
  return is_known ? std::optional(PushOutcome::already_pushed) : std::nullopt;
}

Pushed PushLadder::hint(std::string_view path, const PushOptions& options, PushOutcome why) {
  if (!leaves_a_hint(why)) return {PushRung::nothing, why};
  // A preload is a GET.
  if (options.method != http::Method::get) return {PushRung::nothing, why};
  if (!http::is_valid_target(path)) return {PushRung::nothing, PushOutcome::head_not_valid};
  if (context_.responded()) return {PushRung::nothing, PushOutcome::head_sent};
  if (context_.cancelled()) return {PushRung::nothing, PushOutcome::parent_not_open};
  http::Fields& response = context_.response_.fields;
  const std::string link = preload_link(path, options.as);
  if (has_link(response, link)) return {PushRung::nothing, PushOutcome::already_pushed};
  // RFC 8297 2: "Typically, a server will include the header fields sent in a 103 (Early Hints) response in the final
  // response as well."
  response.add(FieldName::link, link, http::Sensitive::no, http::mark::sound);
  if (!takes_early_hints(context_.request())) return {PushRung::link, why};
  hints_.fields.add(FieldName::link, link, http::Sensitive::no, http::mark::sound);
  return {PushRung::early_hints, why};
}

void PushLadder::send_hints() {
  if (hints_.fields.empty()) return;
  hints_.status = http::Status::early_hints;
  context_.exchange().respond_interim(hints_);
  hints_.clear();
}

void PushLadder::follow(const PushRules& rules) {
  if (!is_get_of_client()) return;
  for (const PushesOfPage& page : rules.of_page(context_.path())) {
    for (const PathToPush& each : page.pushes) push(each.path, {.priority = each.priority, .as = each.as});
  }
  send_hints();
}

bool PushLadder::is_get_of_client() const {
  return context_.method() == http::Method::get && !context_.pushed();
}

void PushLadder::complete_response(const PushRules& rules) {
  if (rules.from_link && is_get_of_client()) push_links();
  if (rules.cookie) tell_cookie();
}

void PushLadder::push_links() {
  const auto status = http::code(context_.response_.status);
  if (status < 200 || status > 299) return;
  for (const Field& field : context_.response_.fields) {
    if (field.token != http::token(FieldName::link)) continue;
    for (auto rest = field.value; const auto link = http::next_link(rest);) {
      // RFC 8288 3.2: with an anchor it is a link of another page.
      const bool is_wanted = link->has_relation("preload") && !link->find("nopush") && !link->find("anchor");
      if (is_wanted) push_link(link->target);
    }
  }
}

// The response has the link already: there is no rung between.
void PushLadder::push_link(std::string_view target) {
  const auto path = own_path(context_.request(), context_.secure(), target);
  if (!path) return;
  note(promise(*path, {}) == PushOutcome::promised ? PushRung::promised : PushRung::link);
}

void PushLadder::tell_cookie() {
  const PushDiary* const diary = PushDiary::of(context_.state_.surroundings->notes, context_.link().id);
  if (diary == nullptr) return;
  const auto marks = diary->marks_of(context_.exchange().id());
  if (marks.empty()) return;
  const auto cookie = set_pushed_cookie(context_.request().fields, marks, context_.secure());
  context_.response_.fields.add(FieldName::set_cookie, cookie, http::Sensitive::no, http::mark::sound);
}

void PushLadder::note(PushRung rung) {
  auto& first = context_.state_.push_rung;
  first = std::max(first.value_or(rung), rung);
}

}  // namespace weft::server
