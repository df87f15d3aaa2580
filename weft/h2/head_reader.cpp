#include <weft/h2/head_reader.hpp>

#include <weft/h2/request_fields.hpp>

namespace weft::h2 {

namespace {

// RFC 9113 4.3: "A decoding error in a field block MUST be treated as a connection error (Section 5.4.1) of type
// COMPRESSION_ERROR."
std::optional<Reason> fatal_reason_of(hpack::DecodeStatus status) {
  using enum hpack::DecodeStatus;
  if (status == ok || status == over_soft_limit) return std::nullopt;
  return status == over_hard_limit ? Reason::field_section_limit : Reason::compression_error;
}

}  // namespace

Reading HeadReader::read_request(const FieldBlock& block, bool is_first, Guard& guard, http::RequestHead& head) {
  std::optional<Reason> violation;
  if (!recall(block.octets, head)) {
    const std::uint32_t before = decoder_.epoch();
    const auto outcome = outcome_of(block.octets, head.fields);
    if (const auto reason = fatal_reason_of(outcome.status)) return Reading::fatal(*reason);
    const auto extended = options_.extended_connect ? ExtendedConnect::on : ExtendedConnect::off;
    violation = outcome.status == hpack::DecodeStatus::over_soft_limit
                    ? std::optional(Reason::fields_too_large)
                    : h2::read_request(head, {options_.limits, extended});
    if (violation) {
      h2::read_beginning(head);
    } else if (!is_first) {
      remember({block.octets, before, decoder_.epoch()}, outcome, head, guard);
    }
  }
  if (block.depends_on_itself()) return Reading::violation(Reason::priority_on_itself);
  if (violation) return Reading::violation(*violation);
  // RFC 9113 8.1.1: "A request or response is also malformed if the value of a content-length header field does not
  // equal the sum of the DATA frame payload lengths that form the content".
  const bool cut_short = block.end == http::End::yes && head.content_length.value_or(0) != 0;
  return cut_short ? Reading::violation(Reason::content_length_differs) : Reading::in_order();
}

std::optional<Reason> HeadReader::read_beginning(const FieldBlock& block, http::RequestHead& head) {
  const auto decoded = decode(block.octets, head.fields);
  if (!decoded) return decoded.error();
  h2::read_beginning(head);
  return std::nullopt;
}

// The decoder is called in this one place: the compiler inlines it here, as it does not do with two callers (1 % of the
// engine's instructions).
[[gnu::noinline]] hpack::DecodeOutcome HeadReader::outcome_of(Octets block, http::Fields& fields) {
  return decoder_.decode(block, options_.limits.field_section, fields.arena(), fields.list());
}

Result<Decoded, Reason> HeadReader::decode(Octets block, http::Fields& fields) {
  const auto status = outcome_of(block, fields).status;
  if (const auto reason = fatal_reason_of(status)) return weft::fail(*reason);
  return status == hpack::DecodeStatus::ok ? Decoded::whole : Decoded::cut;
}

std::optional<Reason> HeadReader::discard(Octets block, http::Fields& scratch) {
  const auto decoded = decode(block, scratch);
  return decoded ? std::nullopt : std::optional(decoded.error());
}

bool HeadReader::recall(Octets block, http::RequestHead& head) {
  if (request_memory_ == nullptr) return false;
  if (request_memory_->recall(block, decoder_.epoch(), options_.limits, head)) return true;
  head.clear();
  return false;
}

// The first request is never remembered, because many clients ask only once.
void HeadReader::remember(const DecodedBlock& block, const hpack::DecodeOutcome& outcome, const http::RequestHead& head,
                          Guard& guard) {
  if (request_memory_ == nullptr) request_memory_ = std::make_unique<RequestMemory>();
  request_memory_->note(block, outcome, head);
  // The memory counts against the same limit as the fields of live requests; where there is no room, the memory is
  // dropped.
  if (!guard.remember_fields(request_memory_->capacity())) request_memory_.reset();
}

std::size_t HeadReader::memory() const {
  const std::size_t memory_of_request = request_memory_ ? sizeof(RequestMemory) + request_memory_->capacity() : 0;
  return decoder_.table().capacity() + memory_of_request;
}

}  // namespace weft::h2
