#include <weft/client/policy/content_decoder.hpp>

#include <algorithm>

#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using http::FieldName;
using http::Status;

// Null: not known. RFC 9110 8.4.1: "All content codings are case-insensitive".
std::unique_ptr<Coding> coding_of(std::string_view name) {
  using http::equals_ignoring_case;
  // RFC 9110 8.4.1.3: "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"."
  if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) return gzip_coding();
  if (equals_ignoring_case(name, "br")) return brotli_coding();
  if (equals_ignoring_case(name, "zstd")) return zstd_coding();
  return nullptr;
}

// In the order in which they were applied. "identity" says nothing.
std::vector<std::string_view> codings_in(const http::Fields& fields) {
  std::vector<std::string_view> names;
  for (const Field& field : fields) {
    if (field.token != http::token(FieldName::content_encoding)) continue;
    for (auto rest = field.value; const auto name = http::next_element(rest);) {
      if (!http::equals_ignoring_case(*name, "identity")) names.push_back(*name);
    }
  }
  return names;
}

}  // namespace

bool ContentDecoder::may_decode(http::Method method, Status status) {
  return method != http::Method::head && status != Status::no_content && status != Status::partial_content &&
         status != Status::not_modified;
}

Result<std::optional<ContentDecoder>, Reason> ContentDecoder::of(const http::Fields& fields) {
  if (!fields.may_have(FieldName::content_encoding)) return std::nullopt;
  const auto names = codings_in(fields);
  if (names.size() > most_codings) return fail(Reason::too_many_codings);
  ContentDecoder decoder;
  // RFC 9110 8.4: the field "lists the content codings in the order in which they were applied".
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    auto coding = coding_of(*name);
    if (!coding) return std::nullopt;
    decoder.stages_.push_back({.coding = std::move(coding)});
  }
  if (decoder.stages_.empty()) return std::nullopt;
  return decoder;
}

Result<std::size_t, Reason> ContentDecoder::decode(Octets& in, MutableOctets out) {
  stages_.front().waiting = in;
  auto given = pull(stages_.size() - 1, out);
  in = std::exchange(stages_.front().waiting, {});
  return given;
}

bool ContentDecoder::has_more() const {
  return std::any_of(stages_.begin(), stages_.end(),
                     [](const Stage& stage) { return stage.has_more || !stage.waiting.empty(); });
}

bool ContentDecoder::whole() const {
  return std::all_of(stages_.begin(), stages_.end(), [](const Stage& stage) { return stage.coding->whole(); });
}

Result<std::size_t, Reason> ContentDecoder::pull(std::size_t index, MutableOctets out) {
  Stage& stage = stages_[index];
  std::size_t given = 0;
  while (given < out.size()) {
    if (stage.waiting.empty() && !stage.has_more) {
      const auto refilled = refill(index);
      if (!refilled) return refilled;
      if (*refilled == 0) break;
    }
    const auto step = stage.coding->decode(stage.waiting, out.subspan(given));
    if (!step) return fail(step.error());
    if (step->taken + step->given == 0 && !stage.waiting.empty()) return fail(Reason::coding_not_valid);
    stage.waiting = stage.waiting.subspan(step->taken);
    given += step->given;
    stage.given += step->given;
    stage.has_more = given == out.size();
    if (index == 0) taken_ += step->taken;
    // Beyond the RFC: each coding is held to it, so that none works for nothing.
    if (stage.given > free_octets && stage.given > most_ratio * taken_) return fail(Reason::coding_ratio);
  }
  return given;
}

// Octets from the coding before; the first one has what decode() was called with.
Result<std::size_t, Reason> ContentDecoder::refill(std::size_t index) {
  if (index == 0) return 0;
  Stage& stage = stages_[index];
  if (!stage.memory) stage.memory = std::make_unique<std::array<std::uint8_t, 16 * 1024>>();
  const auto given = pull(index - 1, *stage.memory);
  if (given) stage.waiting = Octets(*stage.memory).first(*given);
  return given;
}

}  // namespace weft::client
