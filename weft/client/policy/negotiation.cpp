#include <weft/client/policy/negotiation.hpp>

#include <fmt/format.h>

#include <utility>

#include <weft/base/base64.hpp>
#include <weft/client/policy/challenge.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

// Kerberos needs one, NTLM two.
constexpr unsigned most_legs = 8;

// RFC 4559 4.1: challenge = "Negotiate" auth-data; auth-data = 1#( [gssapi-data] ). Empty for a challenge without data;
// nullopt where there is none, or one that cannot be read.
std::optional<std::string> find_token(const http::Fields& fields) {
  for (const Field& field : fields) {
    if (field.token != http::token(http::FieldName::www_authenticate)) continue;
    for (const Challenge& challenge : parse_challenges(field.value)) {
      if (http::equals_ignoring_case(challenge.scheme, "Negotiate")) return from_base64(challenge.token68);
    }
  }
  return std::nullopt;
}

Fault fault_of(const negotiate::Fault& fault) {
  if (fault.kind == negotiate::Fault::Kind::failed) return {Reason::negotiate_failed, fault.text};
  return {Reason::kerberos_ticket_missing, fmt::format("{}; kinit gets a ticket", fault.text)};
}

}  // namespace

Negotiation::Negotiation(const negotiate::Mechanism& mechanism, const std::string& host)
    : work_(std::make_shared<Work>(Work{.initiator = mechanism.initiate(host)})) {}

// RFC 4559 4.2: "If a 401 containing a "WWW-Authenticate" header with "Negotiate" and gssapi-data is returned from the
// server, it is a continuation of the authentication request." Without data it is a refusal, if it is not the first.
bool Negotiation::takes(const http::Fields& fields) {
  auto token = find_token(fields);
  if (!token || token->empty() == begun() || legs_ == most_legs) return false;
  work_->token = std::move(*token);
  return true;
}

void Negotiation::prepare(io::Loop& loop, std::function<void()> done) {
  ++legs_;
  errand_.emplace(loop, [work = work_] { work->step = work->initiator->step(work->token); }, std::move(done));
}

Result<std::string, Fault> Negotiation::credentials() const {
  if (!work_->step) return fail(fault_of(work_->step.error()));
  return "Negotiate " + base64(work_->step->token);
}

// RFC 4559 4.2: "Before using the contents of the response, the gssapi-data should be processed by
// gss_init_security_context to determine the state of the security context." The last leg asks no KDC.
Result<void, Fault> Negotiation::check(const http::Fields& fields) {
  const auto token = find_token(fields);
  if (!token || token->empty() || work_->step->complete) return {};
  work_->step = work_->initiator->step(*token);
  if (!work_->step) return fail(fault_of(work_->step.error()));
  if (!work_->step->complete) return fail(Fault{Reason::negotiate_failed, "the server ended it before its last leg"});
  return {};
}

}  // namespace weft::client
