#include <weft/h1/chunked_reader.hpp>

#include <algorithm>

#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::h1 {

namespace {

// Sixteen digits are all that 64 bits can hold; more could only be leading zeros.
constexpr std::uint8_t most_digits = 16;

bool is_whitespace(std::uint8_t octet) {
  return octet == ' ' || octet == '\t';
}

bool is_tchar(std::uint8_t octet) {
  const char c = static_cast<char>(octet);
  return http::is_token({&c, 1});
}

bool is_text(std::uint8_t octet) {
  return octet == '\t' || (octet >= 0x20 && octet != 0x7f);
}

}  // namespace

Result<ChunkedReader::Step, Reason> ChunkedReader::step(Octets octets, std::size_t most) {
  Step step;
  while (step.used < octets.size()) {
    if (state_ == State::data) {
      step.data = octets.subspan(step.used, std::min<std::uint64_t>({octets.size() - step.used, left_, most}));
      step.used += step.data.size();
      left_ -= step.data.size();
      if (left_ == 0) state_ = State::data_cr;
      return step;
    }
    const bool ends_size_line = state_ == State::size_lf;
    if (auto taken = take(octets[step.used]); !taken) return fail(taken.error());
    ++step.used;
    if (ends_size_line && left_ == 0) {
      step.last = true;
      return step;
    }
  }
  return step;
}

Result<void, Reason> ChunkedReader::take(std::uint8_t octet) {
  switch (state_) {
    case State::size:
      return take_size(octet);
    case State::extension:
    case State::extension_name:
    case State::extension_rest:
      return take_extension(octet);
    case State::size_lf:
      if (octet != '\n') return fail(Reason::bare_cr);
      state_ = State::data;
      return {};
    case State::data:
      return {};
    case State::data_cr:
      if (octet != '\r') return fail(Reason::chunk_end_not_valid);
      state_ = State::data_lf;
      return {};
    case State::data_lf:
      if (octet != '\n') return fail(Reason::chunk_end_not_valid);
      state_ = State::size;
      digits_ = 0;
      extension_ = 0;
      return {};
  }
  return {};
}

Result<void, Reason> ChunkedReader::take_size(std::uint8_t octet) {
  const int digit = http::hex_value(static_cast<char>(octet));
  if (digit >= 0) {
    // RFC 9112 7.1: "recipients MUST anticipate potentially large hexadecimal numerals and prevent parsing errors due
    // to integer conversion overflows or precision loss due to integer representation"
    if (++digits_ > most_digits) return fail(Reason::chunk_size_too_large);
    left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
    return {};
  }
  if (octet == '\n') return fail(Reason::bare_lf);
  if (digits_ == 0) return fail(Reason::chunk_size_not_valid);
  if (octet == '\r') {
    state_ = State::size_lf;
    return {};
  }
  if (octet != ';' && !is_whitespace(octet)) return fail(Reason::chunk_size_not_valid);
  state_ = State::extension;
  return take_extension(octet);
}

// RFC 9112 7.1.1: "A recipient MUST ignore unrecognized chunk extensions": all of them. A line end in one is never
// skipped: it would hide where the chunk begins.
Result<void, Reason> ChunkedReader::take_extension(std::uint8_t octet) {
  if (octet == '\n') return fail(Reason::bare_lf);
  if (octet == '\r') {
    if (state_ != State::extension_rest) return fail(Reason::chunk_extension_not_valid);
    state_ = State::size_lf;
    return {};
  }
  // RFC 9112 7.1.1: "A server ought to limit the total length of chunk extensions received in a request"
  if (++extension_ > extension_limit_) return fail(Reason::chunk_extension_too_long);
  switch (state_) {
    case State::extension:
      if (octet == ';') state_ = State::extension_name;
      return octet == ';' || is_whitespace(octet) ? Result<void, Reason>() : fail(Reason::chunk_extension_not_valid);
    case State::extension_name:
      if (is_whitespace(octet)) return {};
      state_ = State::extension_rest;
      return is_tchar(octet) ? Result<void, Reason>() : fail(Reason::chunk_extension_not_valid);
    default:
      return is_text(octet) ? Result<void, Reason>() : fail(Reason::chunk_extension_not_valid);
  }
}

}  // namespace weft::h1
