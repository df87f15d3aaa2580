#include <weft/server/push/push_ladder.hpp>

#include <algorithm>
#include <string>

#include <weft/http/field_marks.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/http/target.hpp>
#include <weft/server/push/push_hint.hpp>
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

}  // namespace

Pushed PushLadder::push(std::string_view path, const PushOptions& options) {
  const PushOutcome outcome = promise(path, options);
  const Pushed pushed = outcome == PushOutcome::promised ? Pushed() : hint(path, options, outcome);
  note(pushed.rung);
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
    PushDiary::begun(context_.state_.surroundings->notes, exchange.facts().id).pushed(request);
  }
  return outcome;
}

std::optional<PushOutcome> PushLadder::reason_to_spare(const PushedRequest& request) const {
  const http::Fields& fields = context_.request().fields;
  if (is_conditional(fields)) return PushOutcome::conditional_request;
  const PushDiary* const diary = PushDiary::of(context_.state_.surroundings->notes, context_.link().id);
  return diary == nullptr ? std::nullopt : diary->find(request);
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

void PushLadder::note(PushRung rung) {
  auto& first = context_.state_.push_rung;
  first = std::max(first.value_or(rung), rung);
}

}  // namespace weft::server
