#include <weft/http/content_length.hpp>

#include <weft/http/text.hpp>

namespace weft::http {

std::optional<std::uint64_t> parse_content_length(std::string_view value) {
  const std::optional<std::uint64_t> length = parse_decimal(value);
  // RFC 9110 8.6: "a recipient MUST anticipate potentially large decimal numerals and prevent parsing errors due to
  // integer conversion overflows"
  if (!length || *length >= decimal_overflow) return std::nullopt;
  return length;
}

Result<std::optional<std::uint64_t>, InvalidContentLength> content_length_of(const Fields& fields) {
  std::optional<std::uint64_t> declared;
  for (const Field& field : fields) {
    if (field.token != token(FieldName::content_length)) continue;
    // RFC 9110 8.6 lets a recipient mend "42, 42". Beyond the RFC: a list is refused, because no honest sender gives
    // two lengths, and the next parser on the way may choose the other one.
    if (declared) return fail(InvalidContentLength{});
    declared = parse_content_length(field.value);
    if (!declared) return fail(InvalidContentLength{});
  }
  return declared;
}

BodyLength::Check BodyLength::receive(std::uint64_t count) {
  received_ += count;
  return received_ > declared_ ? Check::too_long : Check::ok;
}

BodyLength::Check BodyLength::finish() const {
  return declared_ != any && received_ < declared_ ? Check::too_short : Check::ok;
}

}  // namespace weft::http
