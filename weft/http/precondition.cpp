#include <weft/http/precondition.hpp>

namespace weft::http {

namespace {

using Verdict = Precondition::Verdict;
using Range = Precondition::Range;

bool exists(const Representation& current) {
  return current.existence == Representation::Existence::present;
}

bool has(const Fields& request, FieldName name) {
  return request.find(name).has_value();
}

// RFC 9110 13.1.1, 13.1.2: "*", or a list with the tag of the present representation.
bool matches(const Fields& request, FieldName name, const Representation& current, Comparison comparison) {
  if (!exists(current)) return false;
  if (is_any(request, name)) return true;
  return current.etag && lists_tag(request, name, *current.etag, comparison);
}

// RFC 9110 13.1.3: "A recipient MUST ignore the If-Modified-Since header field if the received field value is not a
// valid HTTP-date, the field value has more than one member", and 13.1.4 likewise: nullopt.
std::optional<Date> single_date(const Fields& request, FieldName name, Date now) {
  return request.count(name) == 1 ? parse_date(*request.find(name), now) : std::nullopt;
}

// Steps 1 and 2: false where somebody else has changed the representation that the client wants to change.
bool is_unchanged(const Fields& request, const Representation& current, Date now) {
  // RFC 9110 13.1.1: "An origin server MUST use the strong comparison function when comparing entity tags for
  // If-Match"
  if (has(request, FieldName::if_match)) return matches(request, FieldName::if_match, current, Comparison::strong);
  const std::optional<Date> date = single_date(request, FieldName::if_unmodified_since, now);
  // RFC 9110 13.1.4: "A recipient MUST ignore the If-Unmodified-Since header field if the resource does not have a
  // modification date available."
  return !date || !current.last_modified || *current.last_modified <= *date;
}

// Steps 3 and 4: false where the client already has the representation.
bool is_news(Method method, const Fields& request, const Representation& current, Date now) {
  // RFC 9110 13.1.2: "A recipient MUST use the weak comparison function when comparing entity tags for If-None-Match"
  if (has(request, FieldName::if_none_match)) {
    return !matches(request, FieldName::if_none_match, current, Comparison::weak);
  }
  if (method != Method::get && method != Method::head) return true;
  const std::optional<Date> date = single_date(request, FieldName::if_modified_since, now);
  return !date || !current.last_modified || *current.last_modified > *date;
}

// RFC 9110 8.8.2.2: a date is "implicitly weak unless" the "origin server reliably knows that the associated
// representation did not change twice during the second covered", or "there is enough difference between the
// Last-Modified and Date values to make clock synchronization issues unlikely".
bool is_strong(const Representation& current, Date now) {
  return !current.date_was_chosen && now - *current.last_modified >= std::chrono::minutes(1);
}

// Step 5.
bool range_applies(const Fields& request, const Representation& current, Date now) {
  const std::optional<std::string_view> if_range = request.find(FieldName::if_range);
  if (!if_range) return true;
  if (request.count(FieldName::if_range) != 1) return false;
  if (const auto tag = parse_entity_tag(*if_range)) {
    return current.etag && equal(*tag, *current.etag, Comparison::strong);
  }
  const std::optional<Date> date = parse_date(*if_range, now);
  // RFC 9110 13.1.5: "Note that the If-Range comparison is by exact match, including when the validator is an
  // HTTP-date"
  return date && date == current.last_modified && is_strong(current, now);
}

}  // namespace

Precondition evaluate_preconditions(Method method, const Fields& request, const Representation& current, Date now) {
  // RFC 9110 13.2.1: "a server MUST ignore the conditional request header fields defined by this specification when
  // received with a request method that does not involve the selection or modification of a selected representation,
  // such as CONNECT, OPTIONS, or TRACE."
  if (method == Method::connect || method == Method::options || method == Method::trace) return {};
  if (!is_unchanged(request, current, now)) return {Verdict::precondition_failed, Range::ignored};
  if (!is_news(method, request, current, now)) {
    const bool reads = method == Method::get || method == Method::head;
    return {reads ? Verdict::not_modified : Verdict::precondition_failed, Range::ignored};
  }
  // RFC 9110 14.2: "GET is the only method for which range handling is defined."
  const bool range = method == Method::get && request.count(FieldName::range) == 1;
  return {Verdict::proceed, range && range_applies(request, current, now) ? Range::applies : Range::ignored};
}

}  // namespace weft::http
